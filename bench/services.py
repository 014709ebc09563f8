"""PostgreSQL and Redis for a benchmark: a database that is made and dropped, a Redis database that is emptied."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from redis import Redis

from bench.processes import ROOT, python

DATABASE_SERVER = os.environ.get("BENCH_DATABASE_SERVER", "postgres://postgres@127.0.0.1:5432")
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/14")


@contextmanager
def database(name: str) -> Iterator[str]:
    """The URL of a new, empty database."""
    _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
    try:
        yield f"{DATABASE_SERVER}/{name}"
    finally:
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def connected(name: str) -> Any:
    """A connection to a database of the server, each of whose statements is a transaction."""
    parts = urlsplit(DATABASE_SERVER)
    connection = psycopg2.connect(
        host=parts.hostname, port=parts.port, user=parts.username, password=parts.password, dbname=name
    )
    connection.autocommit = True
    return connection


def _run(*statements: str) -> None:
    connection = connected("postgres")
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def empty_redis() -> None:
    with Redis.from_url(REDIS_URL) as redis:
        redis.flushdb()


def environment(database_url: str, **extra: str) -> dict[str, str]:
    """The environment of a server on PostgreSQL and Redis, with nothing of the caller's own services."""
    own = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV")}
    return {
        **own,
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "REDIS_URL": REDIS_URL,
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "ALLOWED_HOSTS": "127.0.0.1",
        "RATELIMIT_ENABLE": "false",
        "LOG_LEVEL": "WARNING",
        **extra,
    }


def manage(env: dict[str, str], *arguments: str) -> None:
    """Run a management command; its failure ends the benchmark."""
    subprocess.run(python("manage.py", *arguments), cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
