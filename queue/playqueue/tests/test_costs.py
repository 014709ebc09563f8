"""How many statements a request takes, and that it takes as many in a queue of 10 as in one of 10,000."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Artist, Track
from playqueue.models import PlayQueue, QueueItem
from playqueue.tests.reading import QUEUE

Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]
LongQueue = Callable[..., None]
Committing = Callable[[Callable[..., Any]], Callable[..., Any]]


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Any) -> Committing:
    """The call with what it does after its transactions."""

    def wrapped(call: Callable[..., Any]) -> Callable[..., Any]:
        def committed(*arguments: Any) -> Any:
            with django_capture_on_commit_callbacks(execute=True):
                return call(*arguments)

        return committed

    return wrapped


def statements(call: Callable[[], Any], status: int = 200) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert call().status_code == status
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(("path", "most"), [("", 2), ("current/", 2), ("tracks/", 2)])
@pytest.mark.parametrize("size", [1, 100])
def test_reading_the_queue_takes_as_many_statements_for_any_size(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, path: str, most: int, size: int
) -> None:
    play(owner, make_tracks(size))

    assert len(statements(lambda: as_owner.get(f"{QUEUE}{path}"))) == most


@pytest.mark.parametrize("size", [1, 50])
def test_reading_the_history_takes_two_statements(
    as_owner: APIClient, owner: User, make_tracks: Tracks, size: int
) -> None:
    tracks = make_tracks(size)
    Activity.objects.bulk_create([Activity(user=owner, track=track, action="play") for track in tracks])

    found = statements(lambda: as_owner.get(f"{QUEUE}history/"))

    assert len(found) == 2


STEPS: list[tuple[str, str, dict[str, Any], int]] = [
    ("post", "next/", {}, 5),
    ("post", "previous/", {}, 7),
    ("post", "enqueue/", {"track_id": "?"}, 5),
    ("post", "enqueue/", {"track_id": "?", "next": True}, 5),
    ("get", "current/", {}, 2),
    ("get", "", {}, 2),
]


@pytest.mark.parametrize("length", [10, 9_990])
def test_a_step_costs_the_same_in_a_long_queue_as_in_a_short_one(
    as_owner: APIClient, owner: User, make_tracks: Tracks, long_queue: LongQueue, length: int, committing: Committing
) -> None:
    tracks = make_tracks(10)
    Artist.objects.update(related_at=timezone.now())  # nothing to be learned of what plays
    long_queue(owner, tracks, length=length, position=length // 2)

    for method, path, body, most in STEPS:
        sent = {**body, "track_id": str(tracks[0].catalogue_id)} if "track_id" in body else body
        call = partial(committing(getattr(as_owner, method)), f"{QUEUE}{path}", sent)
        found = statements(call, 201 if body else 200)

        assert len(found) == most, (path, found)
        for sql in found:
            assert "COUNT(" not in sql
            assert "OFFSET" not in sql
            if sql.startswith("SELECT") and 'FROM "playqueue_queueitem"' in sql:
                assert "ORDER BY" in sql
                assert "LIMIT 1" in sql


def test_the_entry_after_the_current_one_is_found_by_an_index(
    owner: User, make_tracks: Tracks, long_queue: LongQueue
) -> None:
    long_queue(owner, make_tracks(10), length=5_000, position=2_500)
    queue = PlayQueue.objects.get(user=owner)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE playqueue_queueitem")

    for entries in (queue.upcoming(), queue.heard(), QueueItem.objects.visible_to(owner).filter(queue=queue)):
        plan = entries.order_by("sort_key")[:1].explain().lower()
        assert "index" in plan
        assert "scan playqueue_queueitem" not in plan.replace("using", "")
        assert "sort" not in plan.replace("sort_key", "")


@pytest.mark.parametrize("size", [2, 200])
def test_shuffling_takes_one_statement_for_all_entries(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, size: int
) -> None:
    play(owner, make_tracks(size))

    found = statements(lambda: as_owner.post(f"{QUEUE}shuffle/"))

    assert len(found) == 5
    assert sum(sql.startswith('UPDATE "playqueue_queueitem"') for sql in found) == 1


@pytest.mark.parametrize("size", [2, 200])
def test_clearing_takes_as_many_statements_for_any_size(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, size: int
) -> None:
    play(owner, make_tracks(size))

    found = statements(lambda: as_owner.post(f"{QUEUE}clear/"))

    assert len(found) == 7
    assert sum(sql.startswith('DELETE FROM "playqueue_queueitem"') for sql in found) == 1
