"""The plugin of Datasette: the functions in each of its connections. Datasette finds it by its entry point."""
from __future__ import annotations

from datasette import hookimpl  # type: ignore

from . import load


@hookimpl  # type: ignore
def prepare_connection(conn: object) -> None:
    load(conn)
