#!/usr/bin/env bash
# sqlite3.sh QUERY...: the sqlite3 shell. It prints doubles in 15 digits, so their bits are asked for.
set -eu
shell() { sqlite3 -batch -noheader -separator ' ' build/demo.db -cmd '.load build/logits' "$@"; }
echo "version $(shell 'SELECT sqlite_version()')"
{
# shown
sqlite3 build/demo.db -cmd '.load build/logits' "
  SELECT sigmoid(0.5);
  SELECT vec_unpack(vec_softmax(x'0000803f0000004000004040'));"
# hidden
} >/dev/null
echo "sigmoid $(shell "SELECT lower(hex(ieee754_to_blob(sigmoid(0.5))))")"
# The BLOB has its lowest byte first; float32 are shown with the highest one first.
bytes=$(shell "SELECT lower(hex(vec_softmax(x'0000803f0000004000004040')))")
echo "vec_softmax $(sed -E 's/(..)(..)(..)(..)/\4\3\2\1 /g; s/ $//' <<<"$bytes")"
echo "error $(shell "SELECT sigmoid('abc')" 2>&1)"
for query in "$@"; do
  echo "$query"
  columns=$(shell -cmd "CREATE TEMP VIEW answer AS $query" "SELECT count(*) FROM pragma_table_info('answer')")
  shell "WITH answer($(seq -s, -f c%g "$columns")) AS ($query)
    SELECT $(seq -s, -f 'lower(hex(ieee754_to_blob(c%g)))' "$columns") FROM answer"
done
