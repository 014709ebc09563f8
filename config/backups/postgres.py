"""PostgreSQL by its own tools: `pg_dump`, `pg_restore` and `psql`, of the server's version or newer."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient

from config.backups.errors import BackupProblem, DamagedArchive

_PORTABLE = ["--no-owner", "--no-privileges"]
"""Whoever restores owns what is restored."""
_EMPTY = b"BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def dump(connection: BaseDatabaseWrapper, target: Path) -> None:
    """One snapshot, whatever is written meanwhile, in PostgreSQL's custom format."""
    arguments, environment = _reaching(connection)
    command = [_tool("pg_dump"), "--format=custom", *_PORTABLE, f"--file={target}", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupProblem(f"pg_dump failed: {_line(done.stderr)}")


def check(dumped: Path) -> None:
    """Raises DamagedArchive when `pg_restore` cannot read its table of contents."""
    command = [_tool("pg_restore"), "--list", str(dumped)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise DamagedArchive(_line(done.stderr))


def load(connection: BaseDatabaseWrapper, dumped: Path) -> None:
    """Replace everything in the schema `public`, in one transaction: it is committed only when all has arrived."""
    arguments, environment = _reaching(connection)
    connection.close()
    reading = [_tool("pg_restore"), *_PORTABLE, "--file=-", str(dumped)]
    writing = [_tool("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output", os.devnull, *arguments]
    with TemporaryFile() as said:
        source = subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=said)  # noqa: S603
        target = subprocess.Popen(writing, env=environment, stdin=subprocess.PIPE, stderr=said)  # noqa: S603
        whole = _replay(source, target)
        said.seek(0)
        if not whole:
            reason = _line(said.read().decode(errors="replace"))
            raise BackupProblem(f"The database was not restored, and is what it was: {reason}")


def _replay(source: subprocess.Popen[bytes], target: subprocess.Popen[bytes]) -> bool:
    """Without the last line PostgreSQL takes back what came before it."""
    output, into = _pipe(source.stdout), _pipe(target.stdin)
    with suppress(BrokenPipeError):  # psql has stopped at an error, and says so itself
        into.write(_EMPTY)
        shutil.copyfileobj(output, into)
    output.close()
    read = source.wait() == 0
    with suppress(BrokenPipeError):
        if read:
            into.write(b"\nCOMMIT;\n")
        into.close()
    return target.wait() == 0 and read


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("a process without this pipe")
    return pipe


def _reaching(connection: BaseDatabaseWrapper) -> tuple[list[str], dict[str, str]]:
    """What Django gives `psql` to reach this database; the password is in the environment, where `ps` shows nothing."""
    (_, *arguments), environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    return arguments, {**os.environ, **(environment or {}), "PGCONNECT_TIMEOUT": "10"}


def _tool(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise BackupProblem(f"{name} is missing: install PostgreSQL's client programs.")


def _line(said: str) -> str:
    return " ".join(said.split())[:500] or "no reason given"
