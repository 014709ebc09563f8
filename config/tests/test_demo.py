from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from config.demo.__main__ import tell
from config.demo.server import DemoServer
from config.demo.telling import Teller


def test_the_demo_runs_and_leaves_nothing_behind(tmp_path: Path) -> None:
    # What is configured here must not reach the demo's server.
    configured = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    done = subprocess.run(
        [sys.executable, "-m", "config.demo"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **configured, "SECRET_KEY": "x" * 40, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\033" not in done.stdout
    steps = [line for line in done.stdout.splitlines() if "/24  " in line]
    assert len(steps) == 24
    assert [line.split()[0] for line in steps] == [f"{number}/24" for number in range(1, 25)]
    assert "the radio goes on with" in done.stdout
    assert "All 24 steps worked" in done.stdout
    assert list(tmp_path.iterdir()) == []


class _Answers(BaseHTTPRequestHandler):
    """Registers everybody, and answers a sign-in with ``answer``."""

    answer = (500, {"detail": "Something went wrong on our side."})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        user = {"id": "0192aaaa-0000", "username": "ada", "email": "ada@example.com"}
        status, body = (201, user) if self.path.endswith("/register/") else self.answer
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the base class's)
        """Nothing to say."""


@pytest.fixture
def broken_server(tmp_path: Path) -> Iterator[DemoServer]:
    (tmp_path / "log").write_text("Traceback: the reason\n")
    server = HTTPServer(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield DemoServer(f"http://127.0.0.1:{server.server_port}", tmp_path / "log")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((500, {"detail": "Something went wrong on our side."}), "expected the status 200"),
        ((200, {"access": "a"}), "KeyError: 'refresh'"),
    ],
)
def test_a_step_that_fails_ends_the_demo_with_its_request_and_answer(
    broken_server: DemoServer, monkeypatch: pytest.MonkeyPatch, answer: tuple[int, dict[str, str]], reason: str
) -> None:
    monkeypatch.setattr(_Answers, "answer", answer)
    out = io.StringIO()
    assert tell(Teller(out), broken_server) == 0
    told = out.getvalue()
    assert " 1/24  POST  /accounts/register/" in told
    assert f"Signing in failed: {reason}" in told
    assert "asked:  POST /api/accounts/token/" in told
    assert "'password': '***'" in told
    assert f"answer: {answer[0]} {json.dumps(answer[1])}" in told
    assert ("Traceback: the reason" in told) == (answer[0] == 500)
