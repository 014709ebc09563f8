from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from config.jobs.models import Job
from conftest import ClientFor, MakeTracks
from playlists.errors import PlaylistFull
from playlists.models import Playlist, PlaylistTrack
from playlists.services import append_tracks
from playlists.tests.conftest import MakePlaylist

URL = "/api/playlists/playlists/"


def ids(tracks: Iterable[Track]) -> list[str]:
    return [str(track.catalogue_id) for track in tracks]


def order(playlist: Playlist) -> list[str]:
    return ids(entry.track for entry in playlist.entries.with_tracks().in_order())


def full(owner: User, make_tracks: MakeTracks, *, room: int) -> Playlist:
    """A playlist with this much room left; only the count is made up."""
    playlist = Playlist.objects.create(owner=owner, name="Full")
    append_tracks(playlist=playlist, tracks=make_tracks(1, artist="First"), by=owner)
    Playlist.objects.filter(pk=playlist.pk).update(track_count=10_000 - room)
    return playlist


def test_a_track_is_added_at_the_end(
    as_owner: APIClient, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    first, second = make_tracks(2, artist="Ada")
    playlist = make_playlist([first])
    response = as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(second.catalogue_id)})
    assert response.status_code == 201
    entry = PlaylistTrack.objects.get(track=second)
    body = response.json()
    assert body["message"] == "Track added successfully"
    info = body["track_info"]
    assert (info["id"], info["track_id"]) == (str(entry.pk), str(second.catalogue_id))
    assert (info["track_title"], info["artist_name"], info["position"]) == ("Ada 2", "Ada", 1)
    assert entry.added_by == owner
    before = playlist.updated_at
    playlist.refresh_from_db()
    assert (playlist.track_count, order(playlist)) == (2, ids([first, second]))
    assert playlist.updated_at > before


def test_the_prefixed_form_of_an_id_is_accepted(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    (track,) = make_tracks(1)
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_track/", {"track_id": f"local:{track.external_id}"})
    assert response.json()["track_info"]["track_id"] == track.external_id


def test_adding_a_track_again_is_a_conflict(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    (track,) = make_tracks(1)
    playlist = make_playlist([track])
    response = as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(track.catalogue_id)})
    assert (response.status_code, response.json()["code"]) == (409, "already_in_playlist")
    assert PlaylistTrack.objects.count() == 1


def test_an_unknown_track_is_not_found(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    playlist = make_playlist()
    response = as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(uuid4())})
    assert (response.status_code, response.json()["code"]) == (404, "track_not_found")
    playlist.refresh_from_db()
    assert playlist.track_count == 0


@pytest.mark.parametrize("body", [{}, {"track_id": ""}, {"track_id": None}, {"track_id": "no id!"}, {"track_id": [1]}])
def test_a_bad_track_id_is_refused(as_owner: APIClient, make_playlist: MakePlaylist, body: Any) -> None:
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_track/", body)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"track_id"}


def test_a_full_playlist_takes_no_more(as_owner: APIClient, owner: User, make_tracks: MakeTracks) -> None:
    playlist = full(owner, make_tracks, room=0)
    (track,) = make_tracks(1)
    response = as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(track.catalogue_id)})
    assert (response.status_code, response.json()["code"]) == (409, "playlist_full")
    assert playlist.entries.count() == 1


def test_several_tracks_are_added_in_their_order(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    held, *new = make_tracks(4)
    playlist = make_playlist([held])
    nowhere = str(uuid4())
    asked = [ids(new)[2], nowhere, ids(new)[0], str(held.catalogue_id), ids(new)[2], ids(new)[1]]
    response = as_owner.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": asked})
    assert response.status_code == 200
    assert response.json() == {
        "added_count": 3,
        "total": 5,
        "track_count": 4,
        "added": [ids(new)[2], ids(new)[0], ids(new)[1]],
        "skipped": [str(held.catalogue_id)],
        "not_found": [nowhere],
        "unavailable": [],
    }
    assert order(playlist) == ids([held, new[2], new[0], new[1]])


def test_adding_only_what_is_there_already_changes_nothing(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(2)
    playlist = make_playlist(tracks)
    body = as_owner.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": ids(tracks)}).json()
    assert (body["added_count"], body["total"], body["track_count"]) == (0, 2, 2)
    updated_at = playlist.updated_at
    playlist.refresh_from_db()
    assert playlist.updated_at == updated_at


@pytest.mark.parametrize("tracks", [None, [], "3135556", ["no id!"], [None], [[]], {"a": 1}])
def test_a_bad_list_is_refused(as_owner: APIClient, make_playlist: MakePlaylist, tracks: Any) -> None:
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_tracks/", {"tracks": tracks})
    assert response.status_code == 400
    assert all(field.startswith("tracks") for field in response.json()["errors"])


def test_more_than_500_ids_are_refused(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    response = as_owner.post(f"{URL}{make_playlist().pk}/add_tracks/", {"tracks": [str(n) for n in range(1, 502)]})
    assert response.json()["errors"]["tracks"][0]["code"] == "max_length"


def test_what_does_not_fit_is_not_added_at_all(as_owner: APIClient, owner: User, make_tracks: MakeTracks) -> None:
    playlist = full(owner, make_tracks, room=2)
    tracks = make_tracks(3)
    response = as_owner.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": ids(tracks)})
    assert (response.status_code, response.json()["code"]) == (409, "playlist_full")
    assert playlist.entries.count() == 1
    assert as_owner.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": ids(tracks[:2])}).json()["track_count"] == 10_000


@pytest.mark.parametrize("count", [1, 50, 500])
def test_adding_takes_the_same_statements_however_many(
    client_for: ClientFor,
    owner: User,
    make_playlist: MakePlaylist,
    make_tracks: MakeTracks,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    playlist = make_playlist()
    tracks = make_tracks(count)
    client = client_for(owner)
    # Sign-in, playlist, tracks; savepoint, lock, held, last key, insert, count, release.
    with django_assert_num_queries(10):
        body = client.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": ids(tracks)}).json()
    assert body["added_count"] == count


def test_the_tracks_address_adds_one_or_several(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(3)
    playlist = make_playlist()
    one = as_owner.post(f"{URL}{playlist.pk}/tracks/", {"track_id": ids(tracks)[0]})
    assert (one.status_code, one.json()["track_info"]["position"]) == (201, 0)
    many = as_owner.post(f"{URL}{playlist.pk}/tracks/", {"tracks": ids(tracks)})
    assert (many.status_code, many.json()["added_count"], many.json()["skipped"]) == (200, 2, ids(tracks)[:1])


def test_the_tracks_address_wants_exactly_one_of_both(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    (track,) = ids(make_tracks(1))
    here = f"{URL}{make_playlist().pk}/tracks/"
    assert as_owner.post(here, {}).status_code == 400
    assert as_owner.post(here, {"track_id": track, "tracks": [track]}).status_code == 400


def test_adding_asks_for_related_music_after_the_commit(
    as_owner: APIClient,
    make_playlist: MakePlaylist,
    make_tracks: MakeTracks,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    (track,) = make_tracks(1)
    playlist = make_playlist()
    with django_capture_on_commit_callbacks(execute=True):
        as_owner.post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(track.catalogue_id)})
    assert Job.objects.get().arguments == {"artist": track.artist_id}


def test_anonymous_callers_add_nothing(
    anonymous: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(is_public=True)
    (track,) = ids(make_tracks(1))
    assert anonymous.post(f"{URL}{playlist.pk}/add_track/", {"track_id": track}).status_code == 401
    assert anonymous.post(f"{URL}{playlist.pk}/add_tracks/", {"tracks": [track]}).status_code == 401
    assert anonymous.post(f"{URL}{playlist.pk}/tracks/", {"track_id": track}).status_code == 401
    assert not PlaylistTrack.objects.exists()


def test_the_service_tells_what_it_added_and_skipped(
    owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    held, *new = make_tracks(3)
    playlist = make_playlist([held])
    result = append_tracks(playlist=playlist, tracks=[*new, held, new[0]], by=owner)
    assert [entry.track for entry in result.added] == new
    assert result.skipped == [held]
    assert playlist.track_count == 3


def test_ten_thousand_tracks_fit_and_not_one_more(
    owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(10_000))
    assert playlist.track_count == 10_000
    with pytest.raises(PlaylistFull):
        append_tracks(playlist=playlist, tracks=make_tracks(1), by=owner)
    assert playlist.entries.count() == 10_000
    assert Track.objects.count() == 10_001
