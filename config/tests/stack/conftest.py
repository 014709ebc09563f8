"""The real stack, started by hand: Nginx before gunicorn with the shipped configurations, on the services."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from django.conf import settings

from config.tests.plugin import START_SECONDS, database_url
from config.tests.stack.nginx import Places

METRICS_TOKEN = "a token for the stack"


@dataclass(frozen=True)
class Stack:
    """``url`` is Nginx's; ``web`` is gunicorn's master process."""

    url: str
    places: Places
    web: subprocess.Popen[bytes]


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


@pytest.fixture(scope="module")
def stack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stack")
    (folder / "media").mkdir()
    (folder / "static").mkdir()
    return folder


@pytest.fixture(scope="module")
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
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    with ExitStack() as closing:
        web = closing.enter_context(_running(gunicorn, environment, stack_folder / "gunicorn.log"))
        url = closing.enter_context(nginx_at(places))
        _wait_for(f"{url}/healthz", stack_folder / "gunicorn.log")
        yield Stack(url, places, web)
