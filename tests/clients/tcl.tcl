# Tcl: the package sqlite3.
# shown
package require sqlite3

sqlite3 db build/demo.db
db enable_load_extension 1
db onecolumn {SELECT load_extension('build/logits')}

set x 0.5
set p [db onecolumn {SELECT sigmoid($x)}]

set vector [binary format r3 {1 2 3}]
binary scan [db onecolumn {SELECT vec_softmax(@vector)}] r3 shares

catch {db eval {SELECT sigmoid('abc')}} message
# hidden

proc double {x} { binary encode hex [binary format Q $x] }
puts "version [db version]"
puts "sigmoid [double $p]"
puts "vec_softmax [lmap x $shares {binary encode hex [binary format R $x]}]"
puts "error $message"
foreach query $argv {
  puts $query
  db eval $query row {
    puts [lmap column $row(*) {double $row($column)}]
  }
}
