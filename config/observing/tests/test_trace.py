from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from celery import signals
from django.conf import settings as project
from django.db import connection
from rest_framework.test import APIClient

from config.celery import app
from config.observing.logs import JsonLines, redacted
from config.observing.trace import TraceFilter, note_user, traced


@pytest.mark.parametrize("asked", ["0198d5a27c1e7b44", "a-b_c-1234"])
def test_a_callers_request_id_is_kept(anonymous: APIClient, asked: str) -> None:
    assert anonymous.get("/healthz", headers={"X-Request-ID": asked})["X-Request-ID"] == asked


@pytest.mark.parametrize("asked", ["", "short", "x" * 65, "with space 1", "a\r\nSet-Cookie: b=1", "<script>alert"])
def test_anything_else_is_replaced(anonymous: APIClient, asked: str) -> None:
    given = anonymous.get("/healthz", headers={"X-Request-ID": asked})["X-Request-ID"]
    assert len(given) == 32
    assert given.isalnum()


def _record(message: str, *args: object) -> logging.LogRecord:
    record = logging.LogRecord("playpod.test", logging.INFO, "", 1, message, args, None)
    TraceFilter().filter(record)
    return record


def test_a_line_names_its_request_and_user() -> None:
    with traced("a-request"):
        note_user("a-user")
        inside = json.loads(JsonLines().format(_record("It %s\nworked", "really")))
    outside = json.loads(JsonLines().format(_record("Later")))
    assert (inside["request_id"], inside["user_id"]) == ("a-request", "a-user")
    assert (inside["message"], inside["level"], inside["logger"]) == ("It really\nworked", "INFO", "playpod.test")
    assert (outside["request_id"], outside["user_id"]) == ("-", "-")
    assert "\n" not in JsonLines().format(_record("two\nlines"))


@pytest.mark.django_db
def test_the_signed_in_caller_is_named(as_owner: APIClient, owner: Any) -> None:
    seen: list[str] = []

    def look(execute: Any, sql: str, *rest: object) -> Any:
        record = _record(sql)
        seen.append(f"{record.request_id} {record.user_id}")  # type: ignore[attr-defined]
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        as_owner.get("/api/playlists/favorites/", headers={"X-Request-ID": "request-of-owner"})
    assert seen[0] == "request-of-owner -"  # who is it?
    assert set(seen[1:]) == {f"request-of-owner {owner.pk}"}


def test_a_task_carries_the_request_that_asked_for_it() -> None:
    sent: list[dict[str, Any]] = []

    def look(headers: dict[str, Any] | None = None, **_: object) -> None:
        sent.append(dict(headers or {}))

    signals.before_task_publish.connect(look, weak=False)
    try:
        with traced("a-request", "a-user"):
            app.send_task("config.tests.nothing", args=[])
        app.send_task("config.tests.nothing", args=[])
    finally:
        signals.before_task_publish.disconnect(look)
        if not project.EMBEDDED_TASKS:
            app.control.purge()
    assert (sent[0]["playpod_request_id"], sent[0]["playpod_user_id"]) == ("a-request", "a-user")
    assert "playpod_request_id" not in sent[1]


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_x"


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        (f"refused {JWT} there", "refused [token] there"),
        ("Authorization: Bearer abc.def-123", "Authorization: Bearer [token]"),
        ("password=hunter22&name=x", "password=[hidden]&name=x"),
        ('{"refresh": "long-value", "a": 1}', '{"refresh": "[hidden]", "a": 1}'),
        ("redis://:pa55@cache:6379/0 is down", "redis://:pa55@cache:6379/0 is down".replace(":pa55@", "[hidden]@")),
        ("postgres://pp:secret@db/playpod", "postgres://[hidden]@db/playpod"),
        ("mail to ada.lovelace+x@example.co.uk failed", "mail to [address] failed"),
        ("GET /api/tracks/3135556/ 200 in 3 ms", "GET /api/tracks/3135556/ 200 in 3 ms"),
    ],
)
def test_no_log_has_a_secret(said: str, logged: str) -> None:
    assert redacted(said) == logged
