"""used.py README VERSION ANSWERS CLIENT...: the installed Python package sqlite_logits, used by sqlite3
and by each client named: apsw, sqlite_utils, sqlalchemy, pandas, datasette.

README's first query must give README's first table, in every client. All answers are compared with those of
sqlite3 bit for bit, and written to the file ANSWERS. Ends with "N passed, N failed".
"""
import decimal
import importlib.metadata
import math
import os
import re
import sqlite3
import struct
import sys
import types
import xml.etree.ElementTree

import sqlite_logits

readme, version, answers_file, *clients = sys.argv[1:]
passed = failed = 0


def check(condition, what):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print("failed:", what)


def refused(kind, said, call, *arguments):
    """The call raises this kind of error, which says all of these."""
    try:
        call(*arguments)
        check(False, f"{call.__name__}{arguments} is an error")
    except kind as error:
        for words in said:
            check(words in str(error), f"{call.__name__}{arguments} says {words!r}, got: {error}")


def first_example():
    """The first queries of README and the table that it shows."""
    with open(readme, encoding="utf-8") as file:
        sql, table = re.search(r"```sql\n(.*?)```\n\n```text\n(.*?)```", file.read(), re.S).groups()
    return [query for query in sql.split(";\n") if query.strip()], table


def as_table(names, rows):
    """Rows as the shell's column mode prints them."""
    cells = [list(names)] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    cells.insert(1, ["-" * width for width in widths])
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() + "\n" for row in cells)


def bits(cell):
    """A value with every bit of it."""
    return struct.pack("<d", cell).hex() if isinstance(cell, float) else repr(cell)


POINTS = [-745.5, -37.25, -1.0, -1e-9, 0.0, 0.3, 2.5, 40.0]
QUERIES = [
    *((f"SELECT sigmoid({x!r}), log_sigmoid({x!r}), softplus({x!r})") for x in POINTS),
    "SELECT picture, logsumexp(logit), softmax_entropy(logit), softmax(logit) FROM scores GROUP BY picture",
    "SELECT class, softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY picture)) FROM scores",
    "SELECT class, logsumexp(logit) OVER (ORDER BY rowid ROWS 1 PRECEDING) FROM scores",
    "SELECT hex(vec_softmax(vec_pack('[16.917, 0.772, 3.1]'))), vec_softmax('[16.917, 0.772, 3.1]')",
    "SELECT idx, logit, prob FROM vec_scores('[16.917, 0.772]')",
    "SELECT logits_version()",
]
queries, table = first_example()


def answers_of(client, run):
    """What a client answers. run(query) gives the names of the columns and the rows."""
    for query in queries[:-1]:
        run(query)
    check(as_table(*run(queries[-1])) == table, f"{client}: README's first table")
    answers = [" ".join(bits(cell) for row in run(query)[1] for cell in row) for query in QUERIES]
    try:
        run("SELECT sigmoid('high')")
        check(False, f"{client}: a mistake is an error")
    except Exception as error:
        check("sigmoid(): argument 1 must be a number, got TEXT 'high'" in str(error), f"{client}: {error}")
    return answers


def run_by(connection):
    """The run of a connection with cursors as in PEP 249."""
    def run(query):
        cursor = connection.cursor()
        cursor.execute(query)
        return [column[0] for column in cursor.description or []], cursor.fetchall()
    return run


def loaded(connection):
    sqlite_logits.load(connection)
    return connection


def apsw_client():
    import apsw

    def run(query):
        cursor = connection.cursor()
        cursor.execute("BEGIN; COMMIT")
        rows, names = [], []
        for row in cursor.execute(query):
            names = [column[0] for column in cursor.getdescription()]
            rows.append(row)
        return names, rows

    connection = loaded(apsw.Connection(":memory:"))
    yield "apsw", run


def sqlite_utils_client():
    import sqlite_utils

    yield "sqlite-utils", run_by(loaded(sqlite_utils.Database(memory=True)).conn)


def sqlalchemy_client():
    import sqlalchemy

    engine = sqlalchemy.create_engine("sqlite://")
    check(sqlite_logits.listen(engine) is engine, "listen() returns the engine")
    refused(TypeError, ["listen(engine)"], sqlite_logits.load, engine)

    def run(query):
        result = connection.execute(sqlalchemy.text(query))
        return (list(result.keys()), [tuple(row) for row in result]) if result.returns_rows else ([], [])

    with engine.begin() as connection:
        yield "SQLAlchemy", run
    with sqlalchemy.create_engine("sqlite://").connect() as other:
        refused(sqlalchemy.exc.OperationalError, ["no such function"], other.execute, sqlalchemy.text("SELECT sigmoid(1)"))
    raw = sqlalchemy.create_engine("sqlite://").raw_connection()
    yield "SQLAlchemy's raw connection", run_by(loaded(raw))
    refused(TypeError, ["listen(engine)", "object"], sqlite_logits.listen, object())
    foreign = types.SimpleNamespace(dialect=types.SimpleNamespace(name="postgresql"))
    refused(TypeError, ["got postgresql"], sqlite_logits.listen, foreign)


def pandas_client():
    import pandas

    db = loaded(sqlite3.connect(":memory:"))

    def run(query):
        if not query.lstrip().upper().startswith("SELECT"):
            return run_by(db)(query)
        frame = pandas.read_sql_query(query, db)
        return list(frame.columns), list(frame.astype(object).itertuples(index=False, name=None))

    yield "pandas", run


def datasette_client():
    """Debian has no Datasette, but pluggy, by which it finds its plugins and calls them."""
    import pluggy

    stand_in = types.ModuleType("datasette")
    stand_in.hookimpl = pluggy.HookimplMarker("datasette")
    sys.modules["datasette"] = stand_in

    class Specification:
        @pluggy.HookspecMarker("datasette")
        def prepare_connection(self, conn, database, datasette):
            """Datasette's own words: modify this connection in some way."""

    manager = pluggy.PluginManager("datasette")
    manager.add_hookspecs(Specification)
    check(manager.load_setuptools_entrypoints("datasette") >= 1, "Datasette's plugin manager finds the plugin")
    db = sqlite3.connect(":memory:")
    manager.hook.prepare_connection(conn=db, database="scores", datasette=None)
    yield "Datasette's plugin manager", run_by(db)


# ---- what the package says of itself ----

check(sqlite_logits.__version__ == version, f"the version is {version}, got {sqlite_logits.__version__}")
check(importlib.metadata.version("sqlite-logits") == version, "the version in the package's metadata")
folder = os.path.dirname(sqlite_logits.__file__)
check(sys.prefix in folder, f"it is the installed package, not {folder}")
check(os.path.exists(os.path.join(folder, "py.typed")), "py.typed is installed")
check(os.path.isfile(sqlite_logits.loadable_path()), "loadable_path() is a file")

# ---- answers ----

db = loaded(sqlite3.connect(":memory:"))
expected = answers_of("sqlite3", run_by(db))
with open(answers_file, "w", encoding="utf-8") as file:
    file.write("\n".join(expected) + "\n")
decimal.getcontext().prec = 700
for x in POINTS:
    (got,), exact = db.execute(f"SELECT sigmoid({x!r})").fetchone(), 1 / (1 + (-decimal.Decimal(x)).exp())
    check(abs(decimal.Decimal(got) - exact) <= decimal.Decimal("0.51") * decimal.Decimal(math.ulp(got)),
          f"sigmoid({x}) is within 0.51 ULP, got {got!r}")
for client in clients:
    for name, run in globals()[f"{client}_client"]():
        got = answers_of(name, run)
        for query, one, other in zip(QUERIES, expected, got):
            check(one == other, f"{name}: {query}: {other}, and sqlite3: {one}")

# ---- pictures ----

(svg,) = db.execute("SELECT plot_roc(score_set(logit, class = 'cat')) FROM scores").fetchone()
picture = sqlite_logits.show(svg)
check(picture._repr_svg_() == svg == str(picture), "show() keeps the picture")
check(xml.etree.ElementTree.fromstring(svg).tag.endswith("svg"), "it is SVG")
refused(TypeError, ["show(svg)", "None"], sqlite_logits.show, None)
refused(TypeError, ["show(svg)", "'cat'"], sqlite_logits.show, "cat")

# ---- what goes wrong ----


class Without(sqlite3.Connection):
    """A connection of a Python that was built without loadable extensions."""

    def __getattribute__(self, name):
        if name in ("enable_load_extension", "load_extension"):
            raise AttributeError(name)
        return super().__getattribute__(name)


class Awaited:
    async def enable_load_extension(self, permitted):
        raise AssertionError("not awaited")


refused(RuntimeError, ["Without cannot load extensions", "enable_load_extension", "pip install apsw", "pysqlite3-binary",
                       "Homebrew", "--enable-loadable-sqlite-extensions"],
        sqlite_logits.load, sqlite3.connect(":memory:", factory=Without))
refused(TypeError, ["load(connection)", "builtins.str", "loadable_path()"], sqlite_logits.load, "scores.db")
refused(TypeError, ["Awaited", "await db.load_extension"], sqlite_logits.load, Awaited())
refused(sqlite3.OperationalError, ["not authorized"], db.load_extension, sqlite_logits.loadable_path())
refused(sqlite3.OperationalError, ["not authorized"], db.execute,
        f"SELECT load_extension('{sqlite_logits.loadable_path()}')")

fresh = sqlite3.connect(":memory:")
sqlite_logits.loadable_path = lambda: __file__
refused(sqlite3.OperationalError, [os.path.basename(__file__)], sqlite_logits.load, fresh)
refused(sqlite3.OperationalError, ["not authorized"], fresh.load_extension, __file__)

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
