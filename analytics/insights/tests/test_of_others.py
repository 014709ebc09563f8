from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from accounts.models import User
from analytics.insights import recommended
from analytics.insights.serializers import SummarySerializer
from analytics.insights.tests.histories import activity, heard
from analytics.insights.tests.test_own import shape, shape_of
from analytics.insights.views import EngagementSerializer
from analytics.trends.refreshing import refresh_trends
from catalogue.models import Track

Ask = Callable[..., Any]


@pytest.fixture
def history(owner: User, stranger: User, make_tracks: Callable[..., list[Track]]) -> list[Track]:
    tracks = make_tracks(2, artist="Ada")
    one, two = tracks
    heard(
        activity(owner, one, "2026-03-14 10:00", ms=90_000),
        activity(owner, one, "2026-03-14 11:00", ms=90_000),
        activity(owner, two, "2026-03-15 10:00", "skip", ms=0),
        activity(owner, two, "2026-03-15 11:00", "like"),
        activity(stranger, two, "2026-03-10 11:00"),
        activity(stranger, two, "2026-01-10 11:00", "share"),
    )
    return tracks


def test_the_summary_in_exact_numbers(
    ask: Ask, history: list[Track], owner: User, stranger: User, moderator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recommended, "_registered", [lambda: 12])
    refresh_trends()

    found = ask("summary/", by=moderator)

    assert found.pop("generated_at") == "2026-03-15T12:00:00Z"
    assert found == {
        "total_users": 3,
        "total_activities": 6,
        "total_recommendations": 12,
        "activities_by_action": {"play": 3, "like": 1, "skip": 1, "share": 1},
        "most_active_users": [
            {"user_id": str(owner.pk), "email": "owner@example.com", "activity_count": 4},
            {"user_id": str(stranger.pk), "email": "stranger@example.com", "activity_count": 2},
        ],
        "total_minutes": 4,
        "skip_rate": 0.25,
        "active_users": {"day": 1, "week": 2, "month": 2},
    }


def test_the_summary_of_a_new_server_is_zeros(ask: Ask, moderator: User) -> None:
    found = ask("summary/", by=moderator)

    assert (found["total_activities"], found["most_active_users"], found["skip_rate"]) == (0, [], None)
    assert shape_of(found, shape(SummarySerializer())) == shape(SummarySerializer())


def test_superusers_are_named_to_superusers_only(ask: Ask, moderator: User, history: list[Track]) -> None:
    root = get_user_model().objects.create_superuser("root", "root@example.com", "correct horse battery")
    heard(*(activity(root, history[0], f"2026-03-13 {hour}:00") for hour in range(10, 20)))

    assert "root@example.com" not in str(ask("summary/", by=moderator))
    assert ask("summary/", by=root)["most_active_users"][0]["email"] == "root@example.com"


def test_what_a_user_does(ask: Ask, owner: User, history: list[Track]) -> None:
    found = ask(f"user/{owner.pk}/")

    one, two = (str(track.catalogue_id) for track in history)
    recent = found.pop("recent_activities")
    assert found == {
        "user_id": str(owner.pk),
        "total_activities": 4,
        "activities_by_action": {"play": 2, "like": 1, "skip": 1, "share": 0},
        "favorite_artists": [{"artist_id": str(history[0].artist.catalogue_id), "name": "Ada", "count": 2}],
        "favorite_tracks": [{"track_id": one, "track_name": "Ada 1", "artist_name": "Ada", "count": 2}],
    }
    assert [(each["track_id"], each["action"]) for each in recent] == [
        (two, "like"), (two, "skip"), (one, "play"), (one, "play"),
    ]  # fmt: skip


def test_of_somebody_who_did_nothing(ask: Ask, moderator: User) -> None:
    found = ask(f"user/{moderator.pk}/", by=moderator)

    assert (found["total_activities"], found["favorite_tracks"], found["recent_activities"]) == (0, [], [])
    assert shape_of(found, shape(EngagementSerializer())) == shape(EngagementSerializer())


def test_who_may_look_at_whom(
    owner: User, stranger: User, moderator: User, anonymous: APIClient, client_for: Callable[[User], APIClient]
) -> None:
    root = get_user_model().objects.create_superuser("root", "root@example.com", "correct horse battery")
    clients = {
        name: client_for(user) for name, user in (("owner", owner), ("stranger", stranger), ("staff", moderator))
    }
    clients["root"], clients["nobody"] = client_for(root), anonymous

    def answers(path: str) -> dict[str, int]:
        return {name: client.get(f"/api/analytics/{path}").status_code for name, client in clients.items()}

    assert answers(f"user/{owner.pk}/") == {"owner": 200, "stranger": 404, "staff": 200, "root": 200, "nobody": 401}
    assert answers(f"user/{root.pk}/") == {"owner": 404, "stranger": 404, "staff": 404, "root": 200, "nobody": 401}
    assert answers("summary/") == {"owner": 403, "stranger": 403, "staff": 200, "root": 200, "nobody": 401}
    for path in ("me/", "me/year/2026/", "me/listens.csv", "trends/"):
        assert answers(path) == {"owner": 200, "stranger": 200, "staff": 200, "root": 200, "nobody": 401}
