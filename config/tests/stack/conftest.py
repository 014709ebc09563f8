"""The real stack, started by hand: Nginx before gunicorn and uvicorn as they are shipped, on the services."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import yaml
from django.conf import settings

from config.tests.plugin import START_SECONDS, database_url
from config.tests.stack.nginx import Places

METRICS_TOKEN = "a token for the stack"
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]


@dataclass
class Stack:
    """``url`` is Nginx's; ``web`` is gunicorn's master process, ``realtime`` uvicorn's only one."""

    url: str
    places: Places
    web: subprocess.Popen[bytes]
    realtime: subprocess.Popen[bytes]
    start_realtime: Callable[[], subprocess.Popen[bytes]]
    """Returns when it answers."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  (our own and Nginx)
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait_for(url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=5).status_code == 200:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer:\n{log.read_text()}")


@contextmanager
def nginx_at(places: Places) -> Iterator[str]:
    """Its URL. It need not answer yet."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert nginx, "nginx is not installed; .ci/start-services installs it."
    command = [nginx, "-p", str(places.folder), "-c", str(places.configuration()), "-g", "daemon off;"]
    with _running(command, dict(os.environ), places.folder / "nginx.log"):
        yield f"http://127.0.0.1:{places.listen}"


@pytest.fixture(scope="session")
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stack")
    (folder / "media").mkdir()
    (folder / "static").mkdir()
    return folder


def realtime_command(port: int) -> list[str]:
    """What docker-compose.yml runs, on a port of its own."""
    services = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]
    program, *arguments = services["realtime"]["command"]
    ours = {"--host=0.0.0.0": "--host=127.0.0.1", "--port=8001": f"--port={port}"}
    assert set(ours) <= set(arguments)
    return [sys.executable, "-m", program, *(ours.get(each, each) for each in arguments)]


@pytest.fixture(scope="session")
def stack(django_db_setup: None, django_db_blocker: object, stack_folder: Path) -> Iterator[Stack]:
    """Serves the test's database, from its own processes: use it with `transactional_db`."""
    places = Places(stack_folder, listen=free_port(), web=free_port(), realtime=free_port())
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(stack_folder / "data"),
        "MEDIA_ROOT": str(stack_folder / "media"),
        "SECRET_KEY": settings.SECRET_KEY,
        "CATALOGUE_PROVIDERS": "local",
        "HOST": "127.0.0.1",
        "PORT": str(places.web),
        "WEB_CONCURRENCY": "2",
        "TRUSTED_PROXIES": "1",
        "BEHIND_PROXY": "true",
        "X_ACCEL_REDIRECT": "true",
        "METRICS_TOKEN": METRICS_TOKEN,
        "PROMETHEUS_MULTIPROC_DIR": str(stack_folder / "metrics"),
    }
    with ExitStack() as closing:
        web = closing.enter_context(_running(GUNICORN, environment, stack_folder / "gunicorn.log"))

        def start_realtime() -> subprocess.Popen[bytes]:
            settings_there = {**environment, "PORT": str(places.realtime), "CONN_MAX_AGE": "0"}
            log = stack_folder / "realtime.log"
            started = closing.enter_context(_running(realtime_command(places.realtime), settings_there, log))
            _wait_for(f"http://127.0.0.1:{places.realtime}/healthz", log)
            return started

        url = closing.enter_context(nginx_at(places))
        realtime = start_realtime()
        _wait_for(f"{url}/healthz", stack_folder / "gunicorn.log")
        yield Stack(url, places, web, realtime, start_realtime)


@pytest.fixture
def lone_gunicorn(transactional_db: None, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    """One that a test may stop, its port and its log."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(tmp_path / "data"),
        "SECRET_KEY": settings.SECRET_KEY,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_CONCURRENCY": "1",
    }
    with _running(GUNICORN, environment, tmp_path / "gunicorn.log") as process:
        _wait_for(f"http://127.0.0.1:{port}/healthz", tmp_path / "gunicorn.log")
        yield process, port, tmp_path / "gunicorn.log"
