from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from conftest import ClientFor, MakeTracks
from playlists.models import Playlist, PlaylistTrack
from playlists.ordering import GAP
from playlists.services import append_tracks
from playlists.tests.conftest import MakePlaylist

URL = "/api/playlists/playlists/"


def titles(playlist: Playlist) -> list[str]:
    return [entry.track.title[-1] for entry in playlist.entries.with_tracks().in_order()]


def keys(playlist: Playlist) -> list[int]:
    return list(playlist.entries.in_order().values_list("sort_key", flat=True))


def entry_of(playlist: Playlist, number: int) -> PlaylistTrack:
    return playlist.entries.get(track__title__endswith=f" {number}")


def move(client: APIClient, entry: PlaylistTrack, position: Any) -> Any:
    return client.post(f"{URL}{entry.playlist_id}/tracks/{entry.pk}/move/", {"position": position})


@pytest.fixture
def five(make_playlist: MakePlaylist, make_tracks: MakeTracks) -> Playlist:
    return make_playlist(make_tracks(5))


@pytest.mark.parametrize(
    ("number", "position", "expected"),
    [
        (1, 0, "12345"),
        (1, 2, "23145"),
        (1, 4, "23451"),
        (5, 0, "51234"),
        (5, 3, "12354"),
        (3, 1, "13245"),
        (3, 3, "12435"),
        (4, 3, "12345"),
    ],
)
def test_an_entry_moves_to_the_position_it_shall_have(
    as_owner: APIClient, five: Playlist, number: int, position: Any, expected: str
) -> None:
    entry = entry_of(five, number)
    response = move(as_owner, entry, position)
    assert response.status_code == 200
    assert (response.json()["id"], response.json()["position"]) == (str(entry.pk), position)
    assert "".join(titles(five)) == expected
    assert [each["id"] for each in as_owner.get(f"{URL}{five.pk}/tracks/").json()][position] == str(entry.pk)


def test_a_move_touches_one_entry_and_the_playlist(as_owner: APIClient, five: Playlist) -> None:
    before = dict(five.entries.values_list("pk", "sort_key"))
    entry = entry_of(five, 2)
    move(as_owner, entry, 3)
    after = dict(five.entries.values_list("pk", "sort_key"))
    assert [pk for pk in before if before[pk] != after[pk]] == [entry.pk]
    updated_at = five.updated_at
    five.refresh_from_db()
    assert five.updated_at > updated_at


def test_a_lone_entry_moves_to_where_it_is(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(1))
    assert move(as_owner, entry_of(playlist, 1), 0).status_code == 200
    assert keys(playlist) == [GAP]


@pytest.mark.parametrize("position", [-1, 5, 10_000, "abc", None, 1.5, True])
def test_a_bad_position_is_refused(as_owner: APIClient, five: Playlist, position: Any) -> None:
    response = move(as_owner, entry_of(five, 1), position)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"position"}
    assert "".join(titles(five)) == "12345"


def test_an_entry_of_another_playlist_is_not_there(
    as_owner: APIClient, five: Playlist, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    other = make_playlist(make_tracks(1))
    entry = other.entries.get()
    assert as_owner.post(f"{URL}{five.pk}/tracks/{entry.pk}/move/", {"position": 0}).status_code == 404
    response = as_owner.delete(f"{URL}{five.pk}/tracks/{entry.pk}/")
    assert (response.status_code, response.json()["code"]) == (404, "track_not_in_playlist")
    assert other.entries.count() == 1


def test_exhausted_gaps_are_renumbered_below_and_above(as_owner: APIClient, five: Playlist) -> None:
    expected = titles(five)
    for _ in range(80):  # each halves the gap behind the first
        move(as_owner, five.entries.order_by("-sort_key")[0], 1)
        expected.insert(1, expected.pop())
        assert titles(five) == expected
    assert len(set(keys(five))) == 5


def test_keys_are_wide_again_after_a_renumbering(as_owner: APIClient, five: Playlist) -> None:
    for key, entry in enumerate(five.entries.in_order(), start=1):
        PlaylistTrack.objects.filter(pk=entry.pk).update(sort_key=key)
    move(as_owner, entry_of(five, 5), 1)
    assert titles(five) == ["1", "5", "2", "3", "4"]
    # Above the old ones, since there was no room below; 5 then moved between the first two.
    assert keys(five) == [5 + GAP, 5 + GAP + GAP // 2, 5 + 2 * GAP, 5 + 3 * GAP, 5 + 4 * GAP]


def test_a_renumbering_far_up_goes_back_to_the_beginning(as_owner: APIClient, five: Playlist) -> None:
    for key, entry in enumerate(five.entries.in_order(), start=10 * GAP):
        PlaylistTrack.objects.filter(pk=entry.pk).update(sort_key=key)
    move(as_owner, entry_of(five, 1), 3)
    assert titles(five) == ["2", "3", "4", "1", "5"]
    assert keys(five) == [2 * GAP, 3 * GAP, 4 * GAP, 4 * GAP + GAP // 2, 5 * GAP]


def test_a_renumbering_leaves_other_playlists_alone(
    as_owner: APIClient, five: Playlist, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    other = make_playlist(make_tracks(3))
    for key, entry in enumerate(five.entries.in_order(), start=1):
        PlaylistTrack.objects.filter(pk=entry.pk).update(sort_key=key)
    move(as_owner, entry_of(five, 5), 1)
    assert keys(other) == [GAP, 2 * GAP, 3 * GAP]


@pytest.mark.parametrize("count", [2, 50])
def test_a_move_takes_the_same_statements_however_long(
    client_for: ClientFor,
    owner: User,
    make_playlist: MakePlaylist,
    make_tracks: MakeTracks,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    playlist = make_playlist(make_tracks(count))
    entry = playlist.entries.order_by("-sort_key")[0]
    client = client_for(owner)
    # Sign-in, playlist; savepoint, lock, entry, neighbours, entry, playlist, release.
    with django_assert_num_queries(9):
        move(client, entry, 0)


def test_a_track_is_removed_by_its_id(as_owner: APIClient, five: Playlist, owner: User) -> None:
    track = entry_of(five, 3).track
    response = as_owner.delete(f"{URL}{five.pk}/remove_track/?track_id={track.catalogue_id}")
    assert (response.status_code, response.json()) == (200, {"message": "Track removed successfully"})
    before = five.updated_at
    five.refresh_from_db()
    assert (five.track_count, titles(five)) == (4, ["1", "2", "4", "5"])
    assert five.updated_at > before
    assert [each["position"] for each in as_owner.get(f"{URL}{five.pk}/").json()["tracks"]] == [0, 1, 2, 3]


def test_a_removed_track_can_be_added_again(as_owner: APIClient, five: Playlist, owner: User) -> None:
    track = entry_of(five, 1).track
    as_owner.delete(f"{URL}{five.pk}/remove_track/?track_id={track.catalogue_id}")
    append_tracks(playlist=five, tracks=[track], by=owner)
    assert titles(five) == ["2", "3", "4", "5", "1"]


def test_an_entry_is_removed_by_its_own_id(as_owner: APIClient, five: Playlist) -> None:
    response = as_owner.delete(f"{URL}{five.pk}/tracks/{entry_of(five, 5).pk}/")
    assert (response.status_code, response.content) == (204, b"")
    five.refresh_from_db()
    assert (five.track_count, titles(five)) == (4, ["1", "2", "3", "4"])


def test_what_is_not_in_the_playlist_cannot_be_removed(
    as_owner: APIClient, five: Playlist, make_tracks: MakeTracks
) -> None:
    (other,) = make_tracks(1)
    for track_id in (other.catalogue_id, uuid4(), "999999999"):
        response = as_owner.delete(f"{URL}{five.pk}/remove_track/?track_id={track_id}")
        assert (response.status_code, response.json()["code"]) == (404, "track_not_in_playlist")
    assert as_owner.delete(f"{URL}{five.pk}/tracks/{uuid4()}/").status_code == 404
    assert Playlist.objects.get().track_count == 5


@pytest.mark.parametrize("query", ["", "?track_id=", "?track_id=%00", "?track_id=no%20id"])
def test_removing_wants_an_id(as_owner: APIClient, five: Playlist, query: str) -> None:
    response = as_owner.delete(f"{URL}{five.pk}/remove_track/{query}")
    assert set(response.json()["errors"]) == {"track_id"}


@pytest.mark.parametrize("count", [1, 50])
def test_removing_takes_the_same_statements_however_long(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, count: int
) -> None:
    playlist = make_playlist(make_tracks(count))
    track = playlist.entries.with_tracks().in_order()[0].track
    client = client_for(owner)
    with CaptureQueriesContext(connection) as statements:
        client.delete(f"{URL}{playlist.pk}/remove_track/?track_id={track.catalogue_id}")
    # Sign-in, playlist; savepoint, lock, entry, delete, count, release.
    assert len(statements) == 8


def test_anonymous_callers_remove_and_move_nothing(anonymous: APIClient, five: Playlist) -> None:
    entry = entry_of(five, 1)
    assert anonymous.delete(f"{URL}{five.pk}/tracks/{entry.pk}/").status_code == 401
    assert anonymous.delete(f"{URL}{five.pk}/remove_track/?track_id=1").status_code == 401
    assert move(anonymous, entry, 4).status_code == 401
    assert "".join(titles(five)) == "12345"
