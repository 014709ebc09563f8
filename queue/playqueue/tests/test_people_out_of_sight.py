"""What a suspended or blocked listener made disappears everywhere at once, and comes back with them.

Here, in the topmost room but one, since it goes through all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.insights.tests.histories import activity, heard
from analytics.trends.refreshing import refresh
from catalogue.models import Track

MakeTracks = Callable[..., list[Track]]


@pytest.fixture
def playlist(as_owner: APIClient, make_tracks: MakeTracks, moderator: User, stranger: User) -> str:
    """A public playlist of the owner's that trends."""
    [track] = make_tracks(1, artist="Ada")
    body = {"name": "Rainy days", "is_public": True}
    made: str = as_owner.post("/api/playlists/playlists/", body).json()["id"]
    as_owner.post(f"/api/playlists/playlists/{made}/add_track/", {"track_id": str(track.catalogue_id)})
    today = timezone.now().strftime("%Y-%m-%d 00:00")
    heard(*(activity(user, track, today, context=made) for user in (moderator, stranger)))
    refresh("week", now=timezone.now(), last=None)
    return made


def found(client: APIClient, playlist: str, owner: User) -> dict[str, bool]:
    """Where it is found."""
    at = f"/api/playlists/playlists/{playlist}/"
    search = client.get("/api/catalogue/search/?q=rainy&type=playlist").json()["playlists"]
    trends = client.get("/api/analytics/trends/?window=week").json()
    return {
        "page": client.get(at).status_code == 200,
        "tracks": client.get(f"{at}tracks/").status_code == 200,
        "playing": client.post(f"{at}play/").status_code == 200,
        "copying": client.post(f"{at}copy/").status_code in (200, 201),
        "shuffle": client.get(f"{at}shuffle/next/").status_code == 200,
        "profile": client.get(f"/api/users/{owner.pk}/public/").status_code == 200,
        "lists": playlist in [each["id"] for each in client.get("/api/playlists/playlists/?limit=200").json()],
        "search": playlist in [each["id"] for each in search],
        "trends": playlist in str(trends["trending_playlists"]),
    }


@pytest.mark.parametrize("how", ["suspended", "blocks", "is blocked"])
def test_it_is_out_of_sight_and_comes_back(
    how: str,
    playlist: str,
    owner: User,
    stranger: User,
    as_owner: APIClient,
    as_stranger: APIClient,
    as_moderator: APIClient,
) -> None:
    def act(verb: str) -> Any:
        if how == "suspended":
            return as_moderator.post(
                f"/api/admin/users/{owner.pk}/{verb}/", {"until": None} if verb == "suspend" else {}
            )
        by, whom = (as_owner, stranger) if how == "blocks" else (as_stranger, owner)
        method = by.post if verb == "suspend" else by.delete
        return method(f"/api/users/{whom.pk}/block/")

    everywhere = found(as_stranger, playlist, owner)
    assert [where for where, there in everywhere.items() if not there] == []
    assert act("suspend").status_code < 300
    nowhere = found(as_stranger, playlist, owner)
    assert [where for where, there in nowhere.items() if there] == []
    assert act("restore").status_code < 300
    assert found(as_stranger, playlist, owner) == everywhere
