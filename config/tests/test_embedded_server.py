"""The real process: what a newcomer starts, and what an operator sends signals to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django_celery_beat.models import PeriodicTask

from config.jobs.models import Job
from config.jobs.schedule import SCHEDULE
from config.jobs.services import enqueue
from config.tests.plugin import StartWorker, eventually


def _get(address: str, path: str, **options: object) -> requests.Response:
    return requests.get(f"{address}{path}", timeout=30, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(start_server: StartWorker, number: signal.Signals) -> None:
    server = start_server()
    assert _get(server.address, "/healthz").json() == {"status": "ok"}
    assert _get(server.address, "/static/admin/css/base.css").status_code == 200
    assert _get(server.address, "/api/playlists/playlists/").status_code == 401
    server.process.send_signal(number)
    assert server.process.wait(60) == 0


def test_the_access_log_names_paths_and_no_secrets(start_server: StartWorker) -> None:
    server = start_server()
    _get(server.address, "/healthz", params={"signature": "s3cr3t"}, headers={"Authorization": "Bearer t0ken"})
    _get(server.address, "/nothing%0Ahere")
    server.stop()
    log = server.log.read_text()
    assert "127.0.0.1 GET /healthz 200 " in log
    assert "127.0.0.1 GET /nothing%0Ahere 404 " in log
    assert "s3cr3t" not in log
    assert "t0ken" not in log


def test_a_request_that_is_under_way_is_finished_before_the_end(start_server: StartWorker) -> None:
    server = start_server()
    where = urlsplit(server.address)
    body = b'{"email": "a@example.com", "password": "x"}'
    head = (
        f"POST /api/accounts/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port or 0)) as client:
        client.sendall(head.encode() + body[:10])
        # Answered by the same loop, so the head above has been read when this returns.
        assert _get(server.address, "/healthz").status_code == 200
        server.process.send_signal(signal.SIGTERM)
        assert eventually(lambda: _refused(where.hostname, where.port))
        client.sendall(body[10:])
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 401")
    assert server.process.wait(60) == 0


def _refused(host: str | None, port: int | None) -> bool:
    try:
        socket.create_connection((host or "", port or 0), timeout=1).close()
    except OSError:
        return True
    return False


def test_a_port_that_is_taken_is_said_in_one_line(start_server: StartWorker) -> None:
    server = start_server()
    port = str(urlsplit(server.address).port)
    second = _start_on(port)
    assert second == (1, f"PlayPod cannot start: Cannot listen on 127.0.0.1 port {port}: Address already in use.\n")


def _start_on(port: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "config.embedded", "--port", port]
    done = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603
    return done.returncode, done.stderr


def test_the_server_is_worker_and_scheduler_too_unless_a_broker_is_named(
    start_server: StartWorker, start_worker: StartWorker
) -> None:
    enqueue(kind="tests.add", key="1", arguments={"a": 1, "b": 2})
    server = start_server()
    if not settings.EMBEDDED_TASKS:
        assert Job.objects.get().state == "queued"
        start_worker()
    assert eventually(lambda: Job.objects.get().state == "done")
    assert PeriodicTask.objects.count() == (len(SCHEDULE) if settings.EMBEDDED_TASKS else 0)
    assert server.stop() == 0
