"""The server as it is shipped: gunicorn with the shipped configuration on PostgreSQL and Redis, and a Celery worker."""

from __future__ import annotations

import http.client
import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.load import Call, Outcome, ask, run
from bench.processes import ROOT, cpu_seconds, free_port, python, running, wait_until_up
from bench.services import DATABASE_SERVER, REDIS_URL, database, empty_redis, environment, manage

PASSWORD = "correct horse battery"  # noqa: S105  # of listeners that live as long as the benchmark


@dataclass(slots=True)
class Stack:
    """A running server. CPU time is of gunicorn and its workers; the database and Redis are counted apart."""

    base_url: str
    web: subprocess.Popen[bytes]
    env: dict[str, str]

    def sign_up(self, name: str) -> str:
        """The access token of a new listener."""
        account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
        self.ask(Call("POST", "/api/accounts/register/", account))
        return str(self.ask(Call("POST", "/api/accounts/token/", account))["access"])

    def ask(self, call: Call) -> Any:
        """The decoded answer of one request, which has to be a good one."""
        parts = urlsplit(self.base_url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        answer = ask(connection, call)
        connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{call.method} {call.path}: {answer.status} {answer.body[:500]!r}")
        return json.loads(answer.body)

    def measured(self, calls: Iterator[Call], *, clients: int, seconds: float = 3600.0) -> tuple[Outcome, float]:
        """The outcome, and the server's CPU time in ms per request."""
        before = cpu_seconds(self.web.pid)
        outcome = run(self.base_url, calls, clients=clients, seconds=seconds)
        spent = cpu_seconds(self.web.pid) - before
        return outcome, spent * 1000 / max(1, len(outcome.latencies))


@contextmanager
def stack(name: str, *, on: str = "", **extra: str) -> Iterator[Stack]:
    """A stack with an empty database of its own, gone at the end, or with the database ``on``, which stays. ``extra``
    are variables of its environment."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="playpod-bench-")))
        url = f"{DATABASE_SERVER}/{on}" if on else closing.enter_context(database(f"playpod_bench_{name}"))
        empty_redis()
        settings = {"DJANGO_SETTINGS_MODULE": "bench.settings", "DATA_DIR": str(folder), "ENV_FILE": "/dev/null"}
        env = environment(url, **settings, CELERY_BROKER_URL=REDIS_URL, **extra)
        manage(env, "migrate", "--verbosity", "0")
        worker = python("-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "WARNING")
        closing.enter_context(running(worker, env, log=folder / "worker.log"))
        yield closing.enter_context(served(env, log=folder / "server.log"))
        empty_redis()


@contextmanager
def served(env: dict[str, str], *, log: Path) -> Iterator[Stack]:
    """gunicorn with the shipped configuration, on a port of its own."""
    port = free_port()
    gunicorn = python("-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py"))
    env = {**env, "HOST": "127.0.0.1", "PORT": str(port)}
    with running(gunicorn, env, log=log) as web:
        base_url = f"http://127.0.0.1:{port}"
        wait_until_up(f"{base_url}/healthz", log=log)
        yield Stack(base_url, web, env)
