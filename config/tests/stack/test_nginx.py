"""What Nginx does by itself, or together with PlayPod."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests
from django.apps import apps
from django.conf import settings as project

from config.front_media import PRIVATE_FOLDERS
from config.tests.plugin import eventually
from config.tests.stack.conftest import METRICS_TOKEN, Stack, free_port, nginx_at
from config.tests.stack.nginx import Places
from conftest import MakeTracks

pytestmark = [
    pytest.mark.skipif(project.EMBEDDED_TASKS, reason="Nginx stands before the services, not before one process."),
    pytest.mark.django_db(transaction=True),
]

SOUND = bytes(range(256)) * 8


def _put(stack: Stack, name: str, content: bytes) -> None:
    path = stack.places.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _get(stack: Stack, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{stack.url}{path}", headers=headers, timeout=30)


def signed_in(stack: Stack, name: str = "ada", **headers: str) -> str:
    """An access token, signed in with these headers."""
    account = {"username": name, "email": f"{name}@example.com", "password": "correct horse battery"}
    assert requests.post(f"{stack.url}/api/accounts/register/", json=account, timeout=30).status_code == 201
    answer = requests.post(f"{stack.url}/api/accounts/token/", json=account, headers=headers, timeout=30)
    return str(answer.json()["access"])


def test_pictures_come_from_disk_and_run_nothing(stack: Stack) -> None:
    _put(stack, "media/covers/a.png", b"a picture")
    _put(stack, "media/covers/b.html", b"<script>")

    picture, page = _get(stack, "/media/covers/a.png"), _get(stack, "/media/covers/b.html")

    assert (picture.status_code, picture.content, picture.headers["Content-Type"]) == (200, b"a picture", "image/png")
    assert picture.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.headers["Content-Type"] == "application/octet-stream"
    assert {answer.headers["Content-Security-Policy"] for answer in (picture, page)} == {"default-src 'none'; sandbox"}
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("folder", [*sorted(PRIVATE_FOLDERS), "EXPORTS", "covers/../exports", "//exports"])
def test_what_belongs_to_one_listener_is_not_handed_out(stack: Stack, folder: str) -> None:
    for private in PRIVATE_FOLDERS:
        _put(stack, f"media/{private}/secret.zip", b"private")
    # Not `requests`, which would tidy the path up.
    curl = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--path-as-is"]
    status = subprocess.run(  # noqa: S603
        [*curl, f"{stack.url}/media/{folder}/secret.zip"], capture_output=True, text=True, check=True
    ).stdout
    assert status == "404"


@pytest.mark.parametrize(
    "path", ["/protected-media/exports/secret.zip", "/protected-preview/http/127.0.0.1/", "/metrics"]
)
def test_inner_places_are_not_there_from_outside(stack: Stack, path: str) -> None:
    assert _get(stack, path).status_code == 404


def test_static_files_come_from_disk(stack: Stack) -> None:
    _put(stack, "static/admin/base.css", b"body {}")
    answer = _get(stack, "/static/admin/base.css")
    assert (answer.text, answer.headers["Content-Type"]) == ("body {}", "text/css")


def test_json_is_compressed_for_who_asks(stack: Stack) -> None:
    answer = _get(stack, "/api/schema/?format=json", **{"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")


def test_our_own_audio_is_sent_by_nginx_in_ranges(stack: Stack, make_tracks: MakeTracks) -> None:
    track = make_tracks(1, tone_seed=None)[0]
    _put(stack, "media/audio/a song é.mp3", SOUND)
    track.audio.name = "audio/a song é.mp3"
    track.save()
    access = {"Authorization": f"Bearer {signed_in(stack)}"}
    url = _get(stack, f"/api/catalogue/stream/{track.catalogue_id}/", **access).json()["preview_url"]

    assert url.startswith(stack.url)
    whole, part = requests.get(url, timeout=30), requests.get(url, headers={"Range": "bytes=3-12"}, timeout=30)
    assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, SOUND, "audio/mpeg")
    assert (part.status_code, part.content) == (206, SOUND[3:13])
    assert part.headers["Content-Range"] == f"bytes 3-12/{len(SOUND)}"
    assert "X-Accel-Redirect" not in whole.headers
    assert "Content-Encoding" not in whole.headers


def test_a_client_cannot_name_its_own_address(stack: Stack) -> None:
    signed_in(stack, **{"X-Forwarded-For": "203.0.113.7"})
    rows = apps.get_model("accounts", "Session").objects.values_list("ip_prefix", flat=True)
    assert list(rows) == ["127.0.0.0/24"]


def test_a_body_that_is_too_long_is_a_problem_document(stack: Stack) -> None:
    answer = requests.post(f"{stack.url}/api/accounts/register/", data=b"x" * (11 << 20), timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert answer.json()["code"] == "content_too_large"


def test_signatures_stay_out_of_the_log(stack: Stack) -> None:
    _get(stack, "/healthz?signature=s3cr3t", Authorization="Bearer t0ken")
    log = stack.places.folder / "access.log"
    assert eventually(lambda: "127.0.0.1 GET /healthz 200" in log.read_text())
    assert "s3cr3t" not in log.read_text()
    assert "t0ken" not in log.read_text()


def test_a_restart_drops_no_request(stack: Stack) -> None:
    """SIGHUP: gunicorn's workers are replaced one after the other, each finishing what it has begun."""
    before = _workers(stack)
    statuses: list[int] = []
    stack.web.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + 30
    while (before & _workers(stack) or len(statuses) < 50) and time.monotonic() < deadline:
        statuses.append(_get(stack, "/healthz").status_code)
    assert not before & _workers(stack)
    assert set(statuses) == {200}


def test_gunicorn_finishes_what_it_has_begun_when_it_is_told_to_stop(
    lone_gunicorn: tuple[subprocess.Popen[bytes], int, Path],
) -> None:
    gunicorn, port, log = lone_gunicorn
    body = b'{"email": "a@example.com", "password": "x"}'
    head = (
        "POST /api/accounts/token/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(head.encode() + body[:10])
        # Taken after the one above, which therefore has its thread.
        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=30).status_code == 200
        gunicorn.terminate()
        assert eventually(lambda: "Handling signal: term" in log.read_text())
        client.sendall(body[10:])
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 401")
    assert gunicorn.wait(60) == 0


def test_each_process_tells_what_all_have_counted(stack: Stack) -> None:
    url, access = f"http://127.0.0.1:{stack.places.web}/metrics", {"Authorization": f"Bearer {METRICS_TOKEN}"}
    line = 'playpod_requests_total{method="GET",route="healthz",status="200"} '

    def counted() -> float:
        text = requests.get(url, headers=access, timeout=30).text
        return sum(float(found.removeprefix(line)) for found in text.splitlines() if found.startswith(line))

    before = counted()
    for _ in range(40):
        assert requests.get(f"http://127.0.0.1:{stack.places.web}/healthz", timeout=30).status_code == 200
    assert [counted() - before for _ in range(5)] == [40.0] * 5


def _workers(stack: Stack) -> set[str]:
    return set(Path(f"/proc/{stack.web.pid}/task/{stack.web.pid}/children").read_text().split())


def test_while_playpod_is_away_nginx_answers_like_it(tmp_path: Path) -> None:
    nobody = Places(tmp_path, listen=free_port(), web=free_port(), realtime=free_port())
    with nginx_at(nobody) as url:
        assert eventually(lambda: _is_listening(nobody.listen))
        answer = requests.get(f"{url}/api/accounts/profile/", timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (503, "application/problem+json")
    assert (answer.headers["Retry-After"], answer.json()["code"]) == ("5", "unavailable")


def _is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
