"""`make soak`: mixed traffic on the real stack while things break, and whether it kept what it had acknowledged.

gunicorn, a Celery worker and the scheduler on PostgreSQL, a Redis of their own and a stand-in for Deezer; everything on
loopback. `SOAK_SECONDS` (600) is how long, `SOAK_CLIENTS` (6) how many. Exits with 1 when a promise is not kept.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from bench.processes import descendants, free_port
from bench.services import connected, database, environment, manage
from bench.soak_faults import Faults, Service, beat_service, redis_service, worker_service
from bench.soak_traffic import Ledger, Listener, Seen
from bench.stack import Stack, served
from integrations.standins.deezer.server import DeezerStandin

SECONDS = int(os.environ.get("SOAK_SECONDS") or 600)
CLIENTS = int(os.environ.get("SOAK_CLIENTS") or 6)
DATABASE = "playpod_soak"
THREADS, PROCESSES = 8, 2
CONNECTIONS = THREADS * PROCESSES + 8
"""A thread of the web has one; the worker, its two children, the scheduler and this report the rest."""
GROWTH = 1.15
"""The memory of the last quarter may be this much of the second quarter's: caches fill, nothing leaks."""
SETTLE_SECONDS = 180.0


@dataclass(slots=True)
class Running:
    """All that runs, and what is asked of it."""

    server: Stack
    worker: Service
    redis: Service
    deezer: DeezerStandin


@contextmanager
def everything() -> Iterator[Running]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="playpod-soak-")))
        url = closing.enter_context(database(DATABASE))
        deezer = closing.enter_context(DeezerStandin())
        port = free_port()
        redis = redis_service(folder / "redis", port)
        closing.callback(redis.stop)
        env = environment(
            url,
            ENV_FILE="/dev/null",
            DATA_DIR=str(folder / "data"),
            REDIS_URL=f"redis://127.0.0.1:{port}/0",
            CELERY_BROKER_URL=f"redis://127.0.0.1:{port}/1",
            CATALOGUE_PROVIDERS="deezer,local",
            DEEZER_BASE_URL=deezer.base_url,
            WEB_CONCURRENCY=str(PROCESSES),
            WEB_THREADS=str(THREADS),
        )
        for command in (["migrate", "--verbosity", "0"], ["sync_schedule"], ["fill_demo_catalogue"]):
            manage(env, *command)
        worker = worker_service(env, folder / "worker.log")
        closing.callback(worker.stop)
        beat = beat_service(env, folder / "beat.log")
        closing.callback(beat.stop)
        server = closing.enter_context(served(env, log=folder / "web.log"))
        try:
            yield Running(server, worker, redis, deezer)
        finally:
            keep = os.environ.get("SOAK_LOGS")
            for log in folder.glob("*.log") if keep else ():
                (Path(keep or "") / log.name).write_bytes(log.read_bytes())


class Watch:
    """Memory of the web processes in MiB, and connections of the database, every two seconds."""

    def __init__(self, pid: int) -> None:
        self.memory: list[float] = []
        self.connections: list[int] = []
        self._pid, self._ending = pid, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ending.wait(2.0):
            self.memory.append(sum(resident(pid) for pid in descendants(self._pid)))
            self.connections.append(one("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", DATABASE))

    def growth(self) -> tuple[float, float]:
        """The means of the second and of the last quarter."""
        quarter = max(1, len(self.memory) // 4)
        return mean(self.memory[quarter : 2 * quarter] or [0.0]), mean(self.memory[-quarter:] or [0.0])


def resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def one(statement: str, *values: Any, on: str = "postgres") -> Any:
    """The first column of the first row; of the server's own database, whose connections no fault cuts."""
    connection = connected(on)
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def missing(ledger: Ledger) -> dict[str, int]:
    """How much of what was acknowledged is not there."""
    tables = {
        "activities": ("analytics_activity", ledger.activities),
        "playlists": ("playlists_playlist", ledger.playlists),
        "entries of the queue": ("playqueue_queueitem", ledger.queued),
        "jobs": ("jobs_job", ledger.jobs),
    }
    count = "SELECT count(*) FROM {} WHERE id = ANY(%s::uuid[])"
    found = {
        what: len(ids) - one(count.format(table), sorted(ids), on=DATABASE) for what, (table, ids) in tables.items()
    }
    pairs = [f"{playlist} {track}" for playlist, track in sorted(ledger.in_playlists)]
    there = (
        "SELECT count(*) FROM playlists_playlisttrack AS entry JOIN catalogue_track AS track ON track.id = track_id "
        "WHERE playlist_id::text || ' ' || track.external_id = ANY(%s)"
    )
    found["tracks of playlists"] = len(pairs) - one(there, pairs, on=DATABASE)
    return found


def unfinished_jobs() -> int:
    """Once the leases of lost workers have run out and the scheduler has come round."""
    waiting = "SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running')"
    one("UPDATE jobs_job SET alive_at = now() - interval '6 minutes' WHERE state IN ('queued', 'running')", on=DATABASE)
    deadline = time.monotonic() + SETTLE_SECONDS
    while one(waiting, on=DATABASE) and time.monotonic() < deadline:
        time.sleep(1)
    return int(one(waiting, on=DATABASE))


def traffic(running: Running, ledger: Ledger, seen: Seen) -> None:
    tracks = one("SELECT array_agg(external_id) FROM catalogue_track WHERE provider = 'local'", on=DATABASE)[:200]
    until = time.monotonic() + SECONDS
    listeners = [
        Listener(running.server.base_url, running.server.sign_up(f"soak{number}"), tracks, ledger, seen, number)
        for number in range(CLIENTS)
    ]
    threads = [threading.Thread(target=each.run, args=[until]) for each in listeners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen.wrong += ["A listener stopped before the end." for each in listeners if not each.has_ended]


def line(what: str, figure: str, promise: str = "", *, kept: bool = True) -> bool:
    mark = "" if not promise else ("  kept" if kept else "  NOT KEPT")
    sys.stdout.write(f"{what:<44} {figure:>28}   {promise}{mark}\n")
    return kept


def report(ledger: Ledger, seen: Seen, watch: Watch, faults: Faults) -> bool:
    lost, left = missing(ledger), unfinished_jobs()
    early, late = watch.growth()
    most = max(watch.connections, default=0)
    for fault, number in sorted(faults.done.items()):
        line(fault.replace("_", " "), f"{number} times")
    for status, number in sorted(seen.statuses.items()):
        line(f"answers {status or 'broken off'}", str(number))
    for wrong in seen.wrong[:20]:
        sys.stdout.write(f"    {wrong}\n")
    kept = [
        line("answers that nobody should get", str(len(seen.wrong)), "none", kept=not seen.wrong),
        line("acknowledged writes", str(len(ledger)), "some", kept=len(ledger) > 0),
        *(line(f"lost {what}", str(number), "none", kept=number == 0) for what, number in lost.items()),
        line("jobs that never ended", str(left), "none", kept=left == 0),
        line("memory, second and last quarter", f"{early:.0f}, {late:.0f} MiB", "flat", kept=late <= early * GROWTH),
        line("database connections at most", str(most), f"{CONNECTIONS}", kept=most <= CONNECTIONS),
    ]
    return all(kept)


def main() -> int:
    ledger, seen = Ledger(), Seen()
    with everything() as running:
        faults = Faults(
            worker=running.worker, redis=running.redis, database=DATABASE, deezer=running.deezer, pause=SECONDS / 14
        )
        with Watch(running.server.web.pid) as watch:
            faults.start()
            traffic(running, ledger, seen)
            faults.stop()
        return 0 if report(ledger, seen, watch, faults) else 1


if __name__ == "__main__":
    sys.exit(main())
