"""APSW, which has its own SQLite and needs no special Python."""
from harness import report
# shown
import struct

import apsw

db = apsw.Connection("build/demo.db")
db.enableloadextension(True)
db.loadextension("build/logits")
db.enableloadextension(False)

p = db.execute("SELECT sigmoid(?)", (0.5,)).fetchone()[0]
answer = db.execute("SELECT vec_softmax(?)", (struct.pack("<3f", 1, 2, 3),)).fetchone()[0]

try:
    db.execute("SELECT sigmoid('abc')").fetchone()
except apsw.SQLError as error:
    message = str(error)
# hidden

report(apsw.sqlitelibversion(), p, struct.unpack("<3f", answer), message, db.execute)
