from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from django.conf import settings as project
from django.test import Client
from rest_framework.test import APIClient

from config.jobs.services import enqueue
from config.observing import states
from config.observing.exporter import serve_metrics
from config.observing.metrics import count
from config.task_queues import QUEUES

TOKEN = "a token for the tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _token(settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN


def scrape() -> dict[str, float]:
    """Every sample, by its name and labels as they are written."""
    answer = Client().get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    lines = (line for line in answer.content.decode().splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def labelled(name: str, **labels: str) -> str:
    written = ",".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    return f"{name}{{{written}}}"


@pytest.mark.django_db
def test_a_request_counts_under_its_route_never_under_its_path(as_owner: APIClient) -> None:
    route = {"method": "GET", "route": "api/playlists/playlists/<uuid:playlist_id>/"}
    counted = labelled("playpod_requests_total", status="404", **route)
    statements = labelled("playpod_request_statements_sum", **route)
    before = scrape()

    for _ in range(3):
        as_owner.get("/api/playlists/playlists/01890000-0000-7000-8000-000000000000/")

    after = scrape()
    assert after[counted] - before.get(counted, 0.0) == 3
    # The session with its user, and the playlist, three times.
    assert after[statements] - before.get(statements, 0.0) == 6
    assert not [name for name in after if "01890000-0000" in name]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "counted"), [("BREW", "other"), ("GET", "GET")])
def test_what_no_route_answers_is_one_series(anonymous: APIClient, method: str, counted: str) -> None:
    key = labelled("playpod_requests_total", method=counted, route="(none)", status="404")
    before = scrape().get(key, 0.0)
    for path in ("/wp-login.php", "/x/" + "y" * 50):
        anonymous.generic(method, path)
    assert scrape()[key] - before == 2


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}])
def test_metrics_are_for_who_knows_the_token(client: Client, headers: dict[str, str]) -> None:
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="metrics"'
    assert b"playpod_" not in answer.content


@pytest.mark.django_db
def test_without_a_token_there_are_no_metrics(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
def test_jobs_that_wait_are_told_with_their_age(owner: Any) -> None:
    enqueue(kind="config.tests.wait", key="1", owner=owner)
    enqueue(kind="config.tests.wait", key="2", owner=owner)
    found = scrape()
    assert found[labelled("playpod_jobs_unfinished", kind="config.tests.wait", state="queued")] == 2
    assert 0 <= found[labelled("playpod_jobs_oldest_seconds", kind="config.tests.wait", state="queued")] < 60


@pytest.mark.skipif(project.EMBEDDED_TASKS, reason="The embedded broker is memory of the one process.")
@pytest.mark.django_db
def test_the_broker_tells_how_long_its_queues_are() -> None:
    found = scrape()
    assert all(found[labelled("playpod_queue_tasks", queue=queue)] >= 0 for queue in QUEUES)


@pytest.fixture
def failing_look() -> Iterator[None]:
    def look() -> Iterator[states.State]:
        raise RuntimeError("The room is on fire.")

    states.register(look)
    yield
    states._looks.remove(look)


@pytest.mark.django_db
def test_a_state_that_cannot_be_looked_at_costs_only_itself(failing_look: None, owner: Any) -> None:
    enqueue(kind="config.tests.wait", key="1", owner=owner)
    assert labelled("playpod_jobs_unfinished", kind="config.tests.wait", state="queued") in scrape()


def test_a_worker_tells_on_a_port_of_its_own() -> None:
    count("test_worker_port", "For this test", kind="a")
    server = serve_metrics("127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.server_port}/metrics"
    try:
        assert requests.get(url, timeout=5).status_code == 401
        assert 'playpod_test_worker_port_total{kind="a"} 1.0' in requests.get(url, headers=BEARER, timeout=5).text
    finally:
        server.shutdown()
        server.server_close()
