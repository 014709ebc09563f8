"""What goes wrong while the traffic runs: a worker killed, Redis restarted, database connections cut, Deezer down."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import ROOT, python, stop
from bench.services import connected
from integrations.standins.deezer.server import DeezerStandin

OUTAGE_SECONDS = 3.0


@dataclass(slots=True)
class Service:
    """A process that a fault may end and start again."""

    command: list[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  # commands of this package
                self.command, cwd=ROOT, env=self.env, stdout=output, stderr=output, start_new_session=True
            )

    def kill(self) -> None:
        """With its children, and without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        stop(self.process)


def redis_service(folder: Path, port: int) -> Service:
    """A Redis that keeps what it was told over a restart, as the shipped one does."""
    folder.mkdir()
    options = ["--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "yes"]
    service = Service(["redis-server", "--port", str(port), *options], dict(os.environ), folder / "redis.log")
    wait_for_port(port)
    return service


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"Nothing listens on port {port}.")


def worker_service(env: dict[str, str], log: Path) -> Service:
    celery = ["-m", "celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "WARNING"]
    return Service(python(*celery), env, log)


def beat_service(env: dict[str, str], log: Path) -> Service:
    return Service(python("-m", "celery", "-A", "config", "beat", "--pidfile=", "--loglevel", "WARNING"), env, log)


class Faults:
    """One after the other, round and round, each ``pause`` seconds after the one before, until told to stop."""

    def __init__(self, *, worker: Service, redis: Service, database: str, deezer: DeezerStandin, pause: float) -> None:
        self.done: Counter[str] = Counter()
        self._worker, self._redis, self._database, self._deezer = worker, redis, database, deezer
        self._pause = pause
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        faults: list[Callable[[], None]] = [self.kill_worker, self.cut_database, self.restart_redis, self.deezer_down]
        number = 0
        while not self._ending.wait(self._pause):
            fault = faults[number % len(faults)]
            fault()
            self.done[fault.__name__] += 1
            number += 1

    def kill_worker(self) -> None:
        self._worker.kill()
        self._worker.start()

    def cut_database(self) -> None:
        connection = connected("postgres")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self._database]
            )
        connection.close()

    def restart_redis(self) -> None:
        self._redis.stop()
        time.sleep(OUTAGE_SECONDS)
        self._redis.start()

    def deezer_down(self) -> None:
        self._deezer.down()
        time.sleep(OUTAGE_SECONDS)
        self._deezer.reset()
