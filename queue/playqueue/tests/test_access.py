"""Nobody gets at a queue without signing in, and every path answers only to the methods that it offers."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from analytics.models import Activity
from playqueue.models import PlayQueue

SOME_ID = "019a9c1e-7d00-7000-8000-000000000000"
PATHS = [
    ("GET", "queue/"),
    ("PATCH", "queue/"),
    ("GET", "queue/tracks/"),
    ("DELETE", f"queue/tracks/{SOME_ID}/"),
    ("POST", f"queue/tracks/{SOME_ID}/move/"),
    ("POST", "queue/enqueue/"),
    ("POST", "queue/next/"),
    ("POST", "queue/previous/"),
    ("POST", "queue/clear/"),
    ("GET", "queue/current/"),
    ("POST", "queue/position/"),
    ("POST", "queue/shuffle/"),
    ("POST", "queue/stream/"),
    ("GET", "queue/history/"),
    ("POST", f"playlists/{SOME_ID}/play/"),
    ("POST", "play-recommendation/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_an_anonymous_client_is_turned_away(anonymous: APIClient, db: None, method: str, path: str) -> None:
    answer = anonymous.generic(method, f"/api/playlists/{path}", "{}", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert (PlayQueue.objects.count(), Activity.objects.count()) == (0, 0)


@pytest.mark.parametrize(("method", "path"), [entry for entry in PATHS if entry[0] == "POST"])
def test_reading_is_no_way_to_change_anything(as_owner: APIClient, method: str, path: str) -> None:
    answer = as_owner.get(f"/api/playlists/{path}")

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("item", ["abc", "1", "%00", "0" * 40])
def test_an_id_of_no_known_shape_is_not_found(as_owner: APIClient, item: str) -> None:
    for path in (f"queue/tracks/{item}/", f"playlists/{item}/play/"):
        assert as_owner.delete(f"/api/playlists/{path}").status_code == 404
