"""compare.py: the database with the extension, and the tally of what agreed with it.

Every call to check is one comparison, of a number or of a whole column. What goes wrong in SQL
becomes the text of the error, which agrees with nothing, so that a missing function is a failure
like any other.
"""
import json
import sqlite3

import numpy as np

SAME = 1e-12, 1e-15  # relative, absolute: two doubles of the same value, each computed with care
SHOWN = 20  # failures,
WIDTH = 200  # characters of each value

db = sqlite3.connect(":memory:")
utf16 = sqlite3.connect(":memory:")
utf16.execute("PRAGMA encoding = 'UTF-16'")
passed = failed = 0


def load(path):
    for database in (db, utf16):
        database.enable_load_extension(True)
        database.load_extension(path)


def count(good, what, got, expected):
    global passed, failed
    if good:
        passed += 1
        return
    failed += 1
    if failed <= SHOWN:
        got, expected = (f"{x!r}"[:WIDTH] for x in (got, expected))
        print(f"failed: {what}\n  got      {got}\n  expected {expected}", flush=True)


def check(what, got, expected, tolerance=SAME):
    """A number or a column. NULL is NaN, and agrees with None and NaN only."""
    expected = np.asarray(expected, dtype=float)
    if any(isinstance(x, (str, bytes)) for x in (got if isinstance(got, list) else [got])):
        count(False, what, got, expected.tolist())
        return
    a = np.asarray(got, dtype=float)
    if a.shape != expected.shape:
        count(False, f"{what}: the shape", a.shape, expected.shape)
        return
    good = np.isclose(a, expected, rtol=tolerance[0], atol=tolerance[1], equal_nan=True)
    if a.ndim and not good.all():
        row = int(np.argmin(good))
        what = f"{what}: element {row} ({np.sum(~good)} of {good.size} differ)"
        a, expected = a[row], expected[row]
    count(good.all(), what, a.tolist(), expected.tolist())


def check_columns(what, got, expected):
    """Columns by name, each one comparison."""
    for name in expected:
        check(f"{what}: {name}", got[name], expected[name])


# ---- SQL ----


def fill(table, **columns):
    """Makes a table of arrays or lists."""
    rows = zip(*(x.tolist() if isinstance(x, np.ndarray) else x for x in columns.values()))
    db.execute(f"DROP TABLE IF EXISTS {table}")
    db.execute(f"CREATE TABLE {table}({', '.join(columns)})")
    db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(columns))})", rows)


def value(query, *arguments, database=db):
    try:
        return database.execute(f"SELECT {query}", arguments).fetchone()[0]
    except (sqlite3.Error, TypeError) as error:
        return f"{type(error).__name__}: {error}"


def numbers(text, member):
    """The array of that name in a JSON object."""
    try:
        return json.loads(text)[member]
    except (TypeError, ValueError, KeyError):
        return str(text)


def read_columns(names, source):
    """A dictionary of columns."""
    names = names.split()
    try:
        rows = db.execute(f"SELECT {', '.join(names)} FROM {source}").fetchall()
    except sqlite3.Error as error:
        return dict.fromkeys(names, f"{type(error).__name__}: {error}")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}
