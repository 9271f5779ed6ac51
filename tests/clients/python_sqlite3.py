"""Python's sqlite3."""
from harness import report
# shown
import sqlite3
import struct

db = sqlite3.connect("build/demo.db")
db.enable_load_extension(True)
db.load_extension("build/logits")
db.enable_load_extension(False)

p = db.execute("SELECT sigmoid(?)", (0.5,)).fetchone()[0]

vector = struct.pack("<3f", 1, 2, 3)  # float32; NumPy: array.astype("<f4").tobytes()
answer = db.execute("SELECT vec_softmax(?)", (vector,)).fetchone()[0]
shares = struct.unpack("<3f", answer)  # NumPy: numpy.frombuffer(answer, "<f4")

try:
    db.execute("SELECT sigmoid('abc')").fetchone()
except sqlite3.OperationalError as error:
    message = str(error)
# hidden

report(sqlite3.sqlite_version, p, shares, message, db.execute)
