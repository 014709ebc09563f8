"""SQLite by its online backup: a snapshot while others read and write, and one transaction on the way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import monotonic

from django.db.backends.base.base import BaseDatabaseWrapper

from config.backups.errors import BackupProblem, DamagedArchive

LOCKED_SECONDS = 20.0
"""How long to wait for somebody who writes."""


def dump(connection: BaseDatabaseWrapper, target: Path) -> None:
    try:
        with closing(_of(connection)) as ours, closing(sqlite3.connect(target)) as copy:
            ours.backup(copy, progress=_patience())
            # One file, and not one with a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise BackupProblem(f"The database cannot be read: {error}") from error


def check(dumped: Path) -> None:
    """Raises DamagedArchive for a file that SQLite finds faulty."""
    try:
        with closing(sqlite3.connect(dumped)) as copy:
            found: str = copy.execute("PRAGMA quick_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise DamagedArchive(str(error)) from error
    if found != "ok":
        raise DamagedArchive(found)


def load(connection: BaseDatabaseWrapper, dumped: Path) -> None:
    connection.close()
    try:
        with closing(sqlite3.connect(dumped)) as copy, closing(_of(connection)) as ours:
            copy.backup(ours, progress=_patience())
    except sqlite3.Error as error:
        raise BackupProblem(f"The database was not restored, and is what it was: {error}") from error


def _of(connection: BaseDatabaseWrapper) -> sqlite3.Connection:
    return sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=0)


def _patience() -> Callable[[int, int, int], None]:
    """Python itself would try a locked database for ever."""
    deadline = monotonic() + LOCKED_SECONDS

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and monotonic() > deadline:
            raise sqlite3.OperationalError("it is locked by somebody who writes")

    return look
