"""pandas on Python's sqlite3."""
from harness import report
# shown
import sqlite3

import numpy
import pandas

db = sqlite3.connect("build/demo.db")
db.enable_load_extension(True)
db.load_extension("build/logits")

frame = pandas.read_sql("SELECT sigmoid(?) AS p, vec_softmax(?) AS v", db,
                        params=(0.5, numpy.array([1, 2, 3], "<f4").tobytes()))
p = frame["p"][0]
shares = numpy.frombuffer(frame["v"][0], "<f4")

try:
    pandas.read_sql("SELECT sigmoid('abc')", db)
except pandas.errors.DatabaseError as error:
    message = str(error)
# hidden

report(sqlite3.sqlite_version, p, shares, message,
       lambda query: pandas.read_sql(query, db).itertuples(index=False))
