from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings as project
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from rest_framework.test import APIClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_health_answers_without_the_database(anonymous: APIClient) -> None:
    # No `db` fixture: a statement would fail the test.
    answer = anonymous.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


def test_a_browser_gets_a_page_that_loads_nothing_from_elsewhere(anonymous: APIClient) -> None:
    page = anonymous.get("/", HTTP_ACCEPT=BROWSER)
    text = page.content.decode()
    assert page.status_code == 200
    assert page["Content-Type"].startswith("text/html")
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert 'href="http://testserver/api/docs/"' in text
    assert "<script" not in text
    assert "src=" not in text


def test_a_browser_gets_the_icon_it_asks_for(anonymous: APIClient) -> None:
    icon = anonymous.get("/favicon.ico")
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")
    assert icon.content.startswith(b"<svg ")
    assert icon["Cache-Control"] == "public, max-age=86400"


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "image/png", "application/json, text/html;q=0.5"])
def test_any_other_client_gets_the_same_as_json(anonymous: APIClient, accept: str) -> None:
    about = anonymous.get("/", HTTP_ACCEPT=accept)
    assert about["Content-Type"] == "application/json"
    assert "Accept" in about["Vary"]
    body = about.json()
    assert (body["name"], body["version"]) == ("PlayPod", project.SPECTACULAR_SETTINGS["VERSION"])
    assert body["docs"] == "http://testserver/api/docs/"
    assert body["schema"] == "http://testserver/api/schema/"
    assert body["api"]["queue"] == "http://testserver/api/playlists/queue/"


def test_every_address_on_the_front_page_is_served(anonymous: APIClient, db: None) -> None:
    body = anonymous.get("/").json()
    statuses = {anonymous.get(address).status_code for address in body["api"].values() if address.count("/") > 5}
    assert 404 not in statuses
    assert [anonymous.get(body[name]).status_code for name in ("docs", "redoc", "schema", "health")] == [200] * 4


def test_front_and_health_only_answer_reads(anonymous: APIClient) -> None:
    assert [anonymous.post(path).status_code for path in ("/", "/healthz")] == [405, 405]


def _store(name: str, content: bytes = b"0123456789") -> str:
    return storages["default"].save(name, ContentFile(content))


def _body(answer: object) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_an_uploaded_picture_is_served_as_what_it_is(anonymous: APIClient) -> None:
    answer = anonymous.get(f"/media/{_store('avatars/a.png')}")
    assert (answer.status_code, answer["Content-Type"], _body(answer)) == (200, "image/png", b"0123456789")
    assert (answer["X-Content-Type-Options"], answer["Content-Disposition"]) == ("nosniff", "inline")
    assert answer["Content-Length"] == "10"


@pytest.mark.parametrize("name", ["x.html", "x.svg", "x.js", "x"])
def test_what_is_no_picture_is_a_download(anonymous: APIClient, name: str) -> None:
    answer = anonymous.get(f"/media/{_store(name)}")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == ("application/octet-stream", "attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert _body(answer) == b"0123456789"


@pytest.mark.parametrize(
    ("asked", "status", "part", "where"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=-4", 206, b"6789", "bytes 6-9/10"),
        ("bytes=-40", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-100", 206, b"89", "bytes 8-9/10"),
        ("bytes=5-2", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_file(anonymous: APIClient, asked: str, status: int, part: bytes, where: str | None) -> None:
    answer = anonymous.get(f"/media/{_store('a.png')}", HTTP_RANGE=asked)
    assert (answer.status_code, _body(answer), answer.get("Content-Range")) == (status, part, where)
    assert answer["Content-Length"] == str(len(part))


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_a_part_past_the_end_is_refused(anonymous: APIClient, asked: str) -> None:
    answer = anonymous.get(f"/media/{_store('a.png')}", HTTP_RANGE=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */10")


@pytest.mark.parametrize(
    "name", ["", "nothing.png", "avatars", "../secret_key", "..%2Fsecret_key", "a%00b", "/etc/passwd"]
)
def test_folders_strangers_and_ways_out_are_not_found(anonymous: APIClient, name: str, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("never to be seen")
    _store("avatars/a.png")
    assert anonymous.get(f"/media/{name}").status_code == 404
