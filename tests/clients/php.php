<?php
// PHP: the class SQLite3. The extension's folder is a setting: php -d sqlite3.extension_dir=build php.php
// shown
$db = new SQLite3('build/demo.db');
$db->enableExceptions(true);
$db->loadExtension('logits.so');

$p = $db->querySingle('SELECT sigmoid(0.5)');

$statement = $db->prepare('SELECT vec_softmax(?)');
$statement->bindValue(1, pack('g3', 1, 2, 3), SQLITE3_BLOB);
$shares = unpack('g3', $statement->execute()->fetchArray()[0]);

try {
    $db->querySingle("SELECT sigmoid('abc')");
} catch (Exception $error) {
    $message = $error->getMessage();
}
// hidden

$double = fn($x) => bin2hex(pack('E', $x));
echo 'version ', SQLite3::version()['versionString'], "\n";
echo 'sigmoid ', $double($p), "\n";
echo 'vec_softmax ', implode(' ', array_map(fn($x) => bin2hex(pack('G', $x)), $shares)), "\n";
echo 'error ', $message, "\n";
foreach (array_slice($argv, 1) as $query) {
    echo $query, "\n";
    for ($rows = $db->query($query); $row = $rows->fetchArray(SQLITE3_NUM);) {
        echo implode(' ', array_map($double, $row)), "\n";
    }
}
