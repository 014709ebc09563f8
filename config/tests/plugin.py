"""Fixtures for background work, and the separation of parallel test processes that share one Redis.

Ordinary tests need no worker: a job that was asked for is a row, and `run_jobs` runs the rows in the test's process.
Tests about workers use `start_worker`: a real process, over whatever the environment names.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache as default_cache
from django.db import connection
from redis import Redis

from config.celery import app
from config.jobs.models import Job

START_SECONDS = 60.0
LINK_TOKEN_KEY = "dGhlIHRlc3RzJyBrZXksIG9mIDMyIGJ5dGVzIGluIGE="
LONGEST = (
    "config/tests/test_demo.py",
    "config/tests/test_schema_conformance.py",
    "config/tests/test_permission_matrix.py",
    "catalogue/tests/test_warming.py",
    "catalogue/tests/test_demo_catalogue.py",
)
RunJobs = Callable[[], list[Job]]


def pytest_configure(config: pytest.Config) -> None:
    """Give this process, and the workers it starts, a key space of its own in Redis."""
    prefix = f"playpod-test-{os.getpid()}-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    os.environ["KEY_PREFIX"] = prefix
    # Hundreds of requests a minute are what tests make; those about the limits switch them on.
    os.environ["RATELIMIT_ENABLE"] = "false"
    settings.RATELIMIT_ENABLE = False
    os.environ["LINK_TOKEN_KEYS"] = LINK_TOKEN_KEY
    settings.LINK_TOKEN_KEYS = [LINK_TOKEN_KEY]
    if settings.REDIS_URL:
        for cache_settings in settings.CACHES.values():
            cache_settings["KEY_PREFIX"] = prefix
        settings.CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"{prefix}:channels:"
    if "global_keyprefix" in settings.CELERY_BROKER_TRANSPORT_OPTIONS:
        settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"{prefix}:broker:"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, or one process would still be at them when the others have nothing left to do."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind in the broker."""
    if "global_keyprefix" in settings.CELERY_BROKER_TRANSPORT_OPTIONS:
        with app.connection_for_write() as broker:
            redis = Redis.from_url(broker.as_uri(include_password=True))
            if keys := list(redis.scan_iter(f"{os.environ['KEY_PREFIX']}:*")):
                redis.delete(*keys)
            redis.close()


@pytest.fixture(autouse=True)
def _own_cache() -> Iterator[None]:
    """No test sees another's cache entries."""
    clear_cache()
    yield
    clear_cache()


def clear_cache() -> None:
    """Empty this process's part of the cache. django-redis's own `clear` would flush everybody's database."""
    if settings.REDIS_URL:
        default_cache.delete_pattern("*")  # type: ignore[attr-defined]  # django-redis adds it
    else:
        default_cache.clear()


@cache
def _load_tasks() -> None:
    app.loader.import_default_modules()


@pytest.fixture
def run_jobs(db: None) -> RunJobs:
    """`run_jobs()` runs each queued job once, those queued meanwhile too, and returns them as they then are."""

    _load_tasks()  # not while the test runs: Celery then sets up logging, and `caplog` would hear nothing

    def run() -> list[Job]:
        ran: list[Job] = []
        while job := Job.objects.filter(state=Job.State.QUEUED).exclude(pk__in=[j.pk for j in ran]).last():
            app.tasks[job.kind](str(job.pk))
            job.refresh_from_db()
            ran.append(job)
        return ran

    return run


class WorkerProcess:
    """A worker or server in a process of its own. ``address`` is where it serves HTTP, if it does."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log
        self.address = ""

    def wait_until(self, said: str) -> str:
        """The first line of its output with these words."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.log.read_text().splitlines():
                if said in line:
                    return line
            time.sleep(0.05)
        raise AssertionError(f"No {said!r} from the worker:\n{self.log.read_text()}")

    def kill(self) -> None:
        """As the kernel does it when memory runs out: with all its children, and without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(START_SECONDS)


StartWorker = Callable[[], WorkerProcess]


def database_url() -> str:
    """Where the test's database is, for another process."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"


Starter = Callable[[list[str], str], WorkerProcess]


@pytest.fixture
def start_process(transactional_db: None, tmp_path: Path) -> Iterator[Starter]:
    """`start_process(command, words)`: a Python process that shares the test's database, ready when it says so."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": settings.SECRET_KEY,
        "CATALOGUE_PROVIDERS": "local",
    }
    started: list[WorkerProcess] = []

    def start(command: list[str], ready: str) -> WorkerProcess:
        log = tmp_path / f"process-{len(started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  (our own modules)
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        worker = WorkerProcess(process, log)
        started.append(worker)
        worker.address = worker.wait_until(ready).rpartition(" ")[2]
        return worker

    yield start
    for worker in started:
        if worker.process.poll() is None:
            worker.kill()


@pytest.fixture
def start_server(start_process: Starter) -> StartWorker:
    """The real one-process server on a free port; with a broker in the environment it serves HTTP only."""
    return lambda: start_process(["-m", "config.tests.worker_app", "--port", "0"], "PlayPod is listening on")


@pytest.fixture
def start_worker(start_process: Starter, start_server: StartWorker) -> StartWorker:
    """Starts what does the jobs: `celery worker` where a broker is named, else the whole server.

    The server sees the jobs that are there when it starts; its in-memory broker is not ours.
    """
    if settings.EMBEDDED_TASKS:
        return start_server
    return lambda: start_process(_CELERY_WORKER, " ready.")


_CELERY_WORKER = ["-m", "celery", "-A", "config.tests.worker_app", "worker", "--loglevel=INFO", "--concurrency=2"]


def eventually(holds: Callable[[], bool], *, seconds: float = 30.0) -> bool:
    """Whether ``holds`` becomes true; the time is only how long to wait for a failure."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.05)
    return False
