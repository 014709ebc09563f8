"""CPU time of everything that serves a request: the web processes, the database's backends and Redis."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

from bench.processes import cpu_seconds
from bench.services import REDIS_URL, connected

_BACKENDS = "SELECT pid, datname IS NULL FROM pg_stat_activity WHERE datname = %s OR datname IS NULL"
_WRITTEN = (
    "SELECT COALESCE(SUM(rows) FILTER (WHERE datname = %s), 0), COALESCE(SUM(rows), 0) FROM "
    "(SELECT datname, tup_inserted + tup_updated + tup_deleted AS rows FROM pg_stat_database) AS written"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds."""

    web: float
    database: float
    redis: float

    @property
    def total(self) -> float:
        return self.web + self.database + self.redis


@dataclass(frozen=True, slots=True)
class Reading:
    """``backends`` are of the database, ``background`` of the whole server (checkpoints, the write-ahead log):
    nanoseconds by process. ``written`` is how many rows this database has changed so far, ``written_by_all`` all."""

    web: float
    backends: dict[int, int]
    background: dict[int, int]
    written: int
    written_by_all: int
    redis: int

    def until(self, later: Reading) -> Spent:
        """What was spent between the two. Of the background as much as this database has of all changes."""
        ours, everyone = later.written - self.written, later.written_by_all - self.written_by_all
        background = _grown(self.background, later.background) * (ours / everyone if everyone > 0 else 0.0)
        backends = _grown(self.backends, later.backends)
        return Spent(later.web - self.web, (backends + background) / 1e9, (later.redis - self.redis) / 1e9)


class Meter:
    """Reads what was spent so far. Servers whose processes are not to be seen from here count as nothing."""

    def __init__(self, database: str) -> None:
        self._database = database
        self._connection: Any = connected("postgres")
        with Redis.from_url(REDIS_URL) as redis:
            self._redis = int(redis.info("server")["process_id"])

    def read(self, web: int) -> Reading:
        """``web`` is the process whose descendants serve."""
        with self._connection.cursor() as cursor:
            cursor.execute(_BACKENDS, [self._database])
            found = cursor.fetchall()
            cursor.execute(_WRITTEN, [self._database])
            written, by_all = cursor.fetchone()
        spent = {pid: _nanoseconds(pid, "postgres") for pid, _ in found}
        background = {pid for pid, shared in found if shared}
        return Reading(
            web=cpu_seconds(web),
            backends={pid: used for pid, used in spent.items() if pid not in background},
            background={pid: used for pid, used in spent.items() if pid in background},
            written=int(written),
            written_by_all=int(by_all),
            redis=_nanoseconds(self._redis, "redis-server"),
        )

    def close(self) -> None:
        self._connection.close()


def _grown(before: dict[int, int], after: dict[int, int]) -> float:
    return float(sum(used - before.get(pid, 0) for pid, used in after.items()))


def _nanoseconds(pid: int, name: str) -> int:
    """CPU time of a process of one thread; 0 when there is none of that name."""
    folder = Path(f"/proc/{pid}")
    try:
        if (folder / "comm").read_text().strip() != name:
            return 0
        return int((folder / "schedstat").read_text().split()[0])
    except OSError:
        return 0
