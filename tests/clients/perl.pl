# Perl: DBD::SQLite.
use strict;
use warnings;
# shown
use DBI qw(:sql_types);

my $db = DBI->connect("dbi:SQLite:dbname=build/demo.db", "", "", { RaiseError => 1, PrintError => 0 });
$db->sqlite_enable_load_extension(1);
$db->sqlite_load_extension("build/logits");

my ($p) = $db->selectrow_array("SELECT sigmoid(?)", undef, 0.5);

my $statement = $db->prepare("SELECT vec_softmax(?)");
$statement->bind_param(1, pack("f<3", 1, 2, 3), SQL_BLOB);
$statement->execute;
my @shares = unpack("f<3", $statement->fetchrow_array);

eval { $db->selectrow_array("SELECT sigmoid('abc')") };
my $message = $@;
# hidden

chomp $message;
print "version $db->{sqlite_version}\n";
print "sigmoid ", unpack("H*", pack("d>", $p)), "\n";
print "vec_softmax ", join(" ", map { unpack("H*", pack("f>", $_)) } @shares), "\n";
print "error $message\n";
for my $query (@ARGV) {
  print "$query\n";
  for my $row (@{ $db->selectall_arrayref($query) }) {
    print join(" ", map { unpack("H*", pack("d>", $_)) } @$row), "\n";
  }
}
