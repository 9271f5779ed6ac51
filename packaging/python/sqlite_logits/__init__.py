"""SQLite functions for what models put out: softmax, cross-entropy, ROC, calibration, pictures.

    import sqlite3, sqlite_logits
    db = sqlite3.connect("scores.db")
    sqlite_logits.load(db)
    db.execute("SELECT softmax(x) FROM (SELECT 1.0 AS x UNION ALL SELECT 3.0)").fetchone()

load() takes a connection of sqlite3, apsw or sqlite-utils, listen() an engine of SQLAlchemy. Datasette finds the
package by itself. loadable_path() is the path of the library, for everything else that loads extensions.
"""
from __future__ import annotations

import inspect
import os
import sys
from typing import TypeVar

from ._version import __version__

__all__ = ["Picture", "__version__", "listen", "load", "loadable_path", "show"]

_LIBRARY = {"win32": "logits.dll", "cygwin": "logits.dll", "darwin": "logits.dylib"}.get(sys.platform, "logits.so")

# sqlite3 and what follows it, then apsw: what permits loading, what loads.
_METHODS = (("enable_load_extension", "load_extension"), ("enableloadextension", "loadextension"))

_NOT_PERMITTED = """\
this {type} cannot load extensions: it has no enable_load_extension, since this Python was built without it.
What to do, any one of these:
  pip install apsw, then apsw.Connection("file.db") in the place of sqlite3.connect("file.db");
  on Linux: pip install pysqlite3-binary, then import pysqlite3 as sqlite3;
  on macOS: Homebrew's Python, in the place of Apple's or python.org's;
  a Python of your own: configure --enable-loadable-sqlite-extensions;
  pyenv: PYTHON_CONFIGURE_OPTS=--enable-loadable-sqlite-extensions pyenv install VERSION."""

_NO_CONNECTION = """\
load(connection): connection must be of sqlite3, apsw or sqlite-utils, got {type}. For an engine of SQLAlchemy \
there is listen(engine). All else that loads extensions takes the path loadable_path()."""

_ASYNC = """\
load(connection): a connection with async methods, {type}, has to be awaited:
  await db.enable_load_extension(True)
  await db.load_extension(sqlite_logits.loadable_path())"""


def loadable_path() -> str:
    """The path of the loadable library, as load_extension() and --load-extension take it."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), _LIBRARY)
    if not os.path.exists(path):
        raise FileNotFoundError(f"sqlite_logits was installed without a library for {sys.platform}: {path}")
    return path


def load(connection: object) -> None:
    """Loads the functions into a connection of sqlite3 (or pysqlite3), apsw or sqlite-utils.

    Loading extensions is permitted for the time of this call, and forbidden afterwards.
    """
    connection = getattr(connection, "conn", connection)  # sqlite_utils.Database
    name = f"{type(connection).__module__}.{type(connection).__qualname__}"
    for permit_name, load_name in _METHODS:
        permit = getattr(connection, permit_name, None)
        if permit is not None:
            break
    else:
        if hasattr(connection, "create_function"):
            raise RuntimeError(_NOT_PERMITTED.format(type=name))
        raise TypeError(_NO_CONNECTION.format(type=name))
    if inspect.iscoroutinefunction(permit):
        raise TypeError(_ASYNC.format(type=name))
    path = loadable_path()
    permit(True)
    try:
        getattr(connection, load_name)(path)
    finally:
        permit(False)


_Engine = TypeVar("_Engine")


def listen(engine: _Engine) -> _Engine:
    """Loads the functions into every connection that this engine of SQLAlchemy opens from now on.

    Returns the engine: engine = sqlite_logits.listen(create_engine("sqlite:///scores.db")).
    """
    from sqlalchemy import event

    dialect = getattr(getattr(engine, "dialect", None), "name", None)
    if dialect != "sqlite":
        raise TypeError(f"listen(engine): engine must be of SQLAlchemy, for SQLite, got {dialect or type(engine)}")

    def connected(connection: object, record: object) -> None:
        load(connection)

    event.listen(engine, "connect", connected)
    return engine


class Picture:
    """An SVG picture, which a notebook shows. str(picture) is the SVG."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.svg


def show(svg: str) -> Picture:
    """What a plot_ function returned, as a picture for notebooks: show(db.execute(query).fetchone()[0])."""
    if not isinstance(svg, str) or not svg.lstrip().startswith("<svg"):
        raise TypeError(f"show(svg): svg must be the text of a plot_ function, got {svg!r:.80}")
    return Picture(svg)
