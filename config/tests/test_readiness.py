from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.celery import app
from config.readiness import readiness


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    readiness.forget()
    yield
    readiness.forget()


@pytest.fixture
def nobody_there() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _states(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/readyz")
    return answer.status_code, {name: check["status"] for name, check in answer.json()["checks"].items()}


@pytest.mark.django_db
def test_ready_says_what_was_asked_and_how_long_it_took(client: Client, settings: Any) -> None:
    answer = client.get("/readyz")
    body = answer.json()
    expected = ["database", *(["cache"] if settings.REDIS_URL else []), "migrations"]
    if not settings.EMBEDDED_TASKS:
        expected.insert(-1, "broker")
    assert (answer.status_code, body["status"], list(body["checks"])) == (200, "ready", expected)
    assert all(check["status"] == "ok" and check["ms"] >= 0 for check in body["checks"].values())
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_missing_migration_is_unavailable_until_it_is_there(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'playqueue'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"], answer.json()["status"]) == (503, "5", "unavailable")
    assert answer.json()["checks"]["migrations"]["status"] == "unavailable"
    assert answer.json()["checks"]["database"]["status"] == "ok"


@pytest.mark.django_db
def test_a_cache_and_a_broker_that_are_gone_are_named_without_an_address(
    client: Client, settings: Any, nobody_there: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REDIS_URL = f"redis://:pa55word@127.0.0.1:{nobody_there}/0"
    settings.CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": settings.REDIS_URL}}
    settings.EMBEDDED_TASKS = False
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis://127.0.0.1:{nobody_there}/1")
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert {name: check["status"] for name, check in answer.json()["checks"].items()} == {
        "database": "ok",
        "cache": "unavailable",
        "broker": "unavailable",
        "migrations": "ok",
    }
    assert str(nobody_there) not in answer.content.decode()
    assert "pa55word" not in answer.content.decode()


@pytest.mark.django_db
def test_the_services_are_asked_once_a_second(client: Client) -> None:
    assert _states(client)[0] == 200
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    assert _states(client)[0] == 200
    readiness.forget()
    assert _states(client)[0] == 503


@pytest.mark.django_db(transaction=True)
def test_however_many_ask_at_once_one_asks_the_services() -> None:
    asked: list[int] = []
    found: list[int] = []

    def count(execute: object, sql: str, *rest: object) -> object:
        asked.append(threading.get_ident())
        return execute(sql, *rest)  # type: ignore[operator]

    def ask() -> None:
        with connection.execute_wrapper(count):
            found.append(len(readiness.checks()))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(set(asked)) == 1


def test_only_reads_are_answered(client: Client) -> None:
    assert client.post("/readyz").status_code == 405


@pytest.mark.django_db
def test_a_process_is_asked_by_its_own_address(client: Client) -> None:
    """As Kubernetes and Prometheus do, who know no name of ours."""
    hosts = {"host": "10.1.2.3:8000"}
    assert [client.get(path, headers=hosts).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    assert client.get("/api/docs/", headers=hosts).status_code == 400
    assert client.get("/readyz")["X-Content-Type-Options"] == "nosniff"
