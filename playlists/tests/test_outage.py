"""What happens when the music service cannot be asked: known tracks work, unknown ones are a 503, never a 404."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from conftest import MakeTracks
from playlists.models import Favorite, PlaylistTrack
from playlists.tests.conftest import MakePlaylist

URL = "/api/playlists/playlists/"
UNKNOWN = "3135556"


@pytest.fixture(autouse=True)
def _unreachable(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["deezer", "local"]
    settings.DEEZER_BASE_URL = "http://127.0.0.1:9"


def test_an_unknown_track_is_not_added(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_track/", {"track_id": UNKNOWN})
    assert (response.status_code, response.json()["code"]) == (503, "catalogue_unavailable")
    assert int(response["Retry-After"]) >= 1
    assert not PlaylistTrack.objects.exists()


def test_of_several_tracks_the_known_ones_are_added(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    known = str(make_tracks(1)[0].catalogue_id)
    body = as_owner.post(f"{URL}{make_playlist().pk}/add_tracks/", {"tracks": [UNKNOWN, known]}).json()
    assert (body["added"], body["unavailable"], body["not_found"]) == ([known], [UNKNOWN], [])
    assert (body["added_count"], body["total"], body["track_count"]) == (1, 2, 1)


def test_several_unknown_tracks_are_a_failure(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_tracks/", {"tracks": [UNKNOWN, "1109731"]})
    assert (response.status_code, response.json()["code"]) == (503, "catalogue_unavailable")
    assert "Retry-After" in response


def test_an_unknown_track_is_no_favourite_and_removing_one_needs_nobody(as_owner: APIClient) -> None:
    assert as_owner.post("/api/playlists/favorites/add/", {"track_id": UNKNOWN}).status_code == 503
    assert as_owner.post(f"/api/me/liked/{UNKNOWN}/").status_code == 503
    assert as_owner.delete(f"/api/me/liked/{UNKNOWN}/").status_code == 200
    assert not Favorite.objects.exists()
