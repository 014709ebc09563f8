"""Bodies that are too long are not read."""

from __future__ import annotations

import json
import socket
from io import BytesIO
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from config.tests.plugin import StartWorker

MIB = 1024 * 1024
TOKEN = "/api/accounts/token/"


def test_a_json_body_up_to_the_limit_is_read(client: Client, db: None) -> None:
    credentials = json.dumps({"email": "a@example.com", "password": "x"})
    fits = client.post(TOKEN, credentials.ljust(2 * MIB), content_type="application/json")
    assert fits.status_code == 401


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
def test_a_body_over_the_limit_is_refused(client: Client, content_type: str) -> None:
    # No `db` fixture: nothing of the view may run.
    answer = client.post(TOKEN, b"x" * (2 * MIB + 1), content_type=content_type)
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Content Too Large",
        "status": 413,
        "detail": "The body may have at most 2097152 bytes.",
        "code": "content_too_large",
    }


def test_a_form_with_files_may_be_longer(as_owner: APIClient) -> None:
    form = "multipart/form-data; boundary=x"
    path = "/api/accounts/upload-avatar/"
    assert as_owner.generic("POST", path, "x" * (3 * MIB), content_type=form).status_code == 400
    refused = as_owner.generic("POST", path, "x" * (8 * MIB + 1), content_type=form)
    assert (refused.status_code, refused.json()["code"]) == (413, "content_too_large")


def test_a_form_with_too_many_fields_is_refused(as_owner: APIClient) -> None:
    answer = as_owner.post(
        "/api/accounts/upload-avatar/", {f"field{number}": "x" for number in range(201)}, format="multipart"
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_the_refusal_does_not_wait_for_the_body(start_server: StartWorker) -> None:
    where = urlsplit(start_server().address)
    head = (
        f"POST {TOKEN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {2**40}\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port or 0), timeout=30) as client:
        client.sendall(head.encode())
        assert client.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_a_length_is_none(start_server: StartWorker) -> None:
    where = urlsplit(start_server().address)
    head = (
        f"POST {TOKEN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    with socket.create_connection((where.hostname, where.port or 0), timeout=30) as client:
        client.sendall(head.encode() + b"a\r\n" + b"[" * 10 + b"\r\n0\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 400 ")


def test_a_song_may_be_longer_than_other_uploads(as_moderator: APIClient) -> None:
    picture = as_moderator.post(
        "/api/accounts/upload-avatar/", {"avatar": BytesIO(bytes(9 * 1024**2))}, format="multipart"
    )
    song = as_moderator.post(f"/api/songs/{uuid4()}/audio/", {"audio": BytesIO(bytes(9 * 1024**2))}, format="multipart")

    assert (picture.status_code, song.status_code) == (413, 404)
