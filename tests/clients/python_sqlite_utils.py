"""sqlite-utils, called as a command. Its JSON has every digit of a double."""
import json
import struct
import subprocess

from harness import report


def shell(command, **more):
    return subprocess.run(["sh", "-c", command], capture_output=True, text=True, **more)


def rows(query):
    command = ["sqlite-utils", "query", "--load-extension", "build/logits", "build/demo.db", query]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [list(row.values()) for row in json.loads(out)]


first = shell(r"""
# shown
sqlite-utils query --load-extension build/logits build/demo.db \
  "SELECT sigmoid(:x) AS p, hex(vec_softmax(vec_pack(:v))) AS v" -p x 0.5 -p v '[1, 2, 3]'
# hidden
""", check=True)
row = json.loads(first.stdout)[0]
message = shell("""sqlite-utils query --load-extension build/logits build/demo.db "SELECT sigmoid('abc')" """).stderr
version = shell("""sqlite-utils query --raw build/demo.db "SELECT sqlite_version()" """).stdout
report(version, row["p"], struct.unpack("<3f", bytes.fromhex(row["v"])), message, rows)
