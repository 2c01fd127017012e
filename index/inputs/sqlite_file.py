"""A SQLite database opened so that nothing is written, in it or beside it, and nothing is run."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from index.inputs.content import Content

_BESIDE = ("-wal", "-journal")
_STEPS = 100_000  # of SQLite's machine between two looks at the clock

_ALLOWED = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


@contextmanager
def opened(content: Content, goes_on: Callable[[], bool]) -> Iterator[sqlite3.Connection]:
    """A connection to the database in `content`; a question ends when `goes_on` says no.

    What was written and not yet taken into the database is in files beside it: then it is copied
    with them, so that it can be read as its program would. Raises `sqlite3.Error`,
    and `DamagedError` where the content ends in one.
    """
    path = content.facts.get("path")
    if path is not None and not any(_has_bytes(_beside(path, ending)) for ending in _BESIDE):
        with closing(_connect(path, "mode=ro&immutable=1")) as connection:
            yield _restricted(connection, goes_on)
        return
    with tempfile.TemporaryDirectory(prefix="khobao-") as folder:
        copy = Path(folder) / "database"
        if path is None:
            with copy.open("wb") as file:
                file.writelines(content.chunks)
        else:
            shutil.copyfile(path, copy)
            for ending in _BESIDE:
                if _has_bytes(_beside(path, ending)):
                    shutil.copyfile(_beside(path, ending), f"{copy}{ending}")
        with closing(_connect(str(copy), "mode=rw")) as connection:
            yield _restricted(connection, goes_on)


def _beside(path: str | bytes | os.PathLike[str], ending: str) -> bytes:
    return os.fsencode(path) + ending.encode()


def _has_bytes(path: bytes) -> bool:
    try:
        return os.stat(path).st_size > 0  # noqa: PTH116  (a name may be no UTF-8)
    except OSError:
        return False


def _connect(path: str | bytes | os.PathLike[str], how: str) -> sqlite3.Connection:
    # From the root: a name like //a/b would be one of a host.
    name = quote(os.path.abspath(os.fsencode(path)))  # noqa: PTH100
    return sqlite3.connect(f"file:{name}?{how}", uri=True, isolation_level=None)


def _restricted(connection: sqlite3.Connection, goes_on: Callable[[], bool]) -> sqlite3.Connection:
    """A connection over which one can ask only, and which trusts nothing in the database."""
    for setting in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        connection.execute(f"PRAGMA {setting}")
    connection.set_progress_handler(lambda: not goes_on(), _STEPS)
    connection.set_authorizer(_authorize)
    return connection


def _authorize(action: int, _: str | None, function: str | None, *__: str | None) -> int:
    if action not in _ALLOWED or function == "load_extension":
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
