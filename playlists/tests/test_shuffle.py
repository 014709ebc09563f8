from __future__ import annotations

from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from accounts.models import User
from conftest import ClientFor, MakeTracks
from playlists.models import Playlist, PlaylistTrack, Shuffle, ShuffleCard
from playlists.services import append_tracks, delete_playlist, remove_entry
from playlists.shuffle import hand_out_next
from playlists.tests.conftest import MakePlaylist

URL = "/api/playlists/playlists/"


def turn(client: APIClient, playlist: Playlist) -> Any:
    response = client.get(f"{URL}{playlist.pk}/shuffle/next/")
    assert response.status_code == 200
    return response.json()


def turns(client: APIClient, playlist: Playlist, count: int) -> list[Any]:
    return [turn(client, playlist) for _ in range(count)]


@pytest.fixture
def mixed(make_playlist: MakePlaylist, make_tracks: MakeTracks) -> Playlist:
    """24 tracks, eight by each of three artists, one artist after the other."""
    return make_playlist([track for artist in ("Ada", "Bob", "Cyd") for track in make_tracks(8, artist=artist)])


def test_every_track_comes_once_in_a_round(as_owner: APIClient, mixed: Playlist) -> None:
    handed_out = turns(as_owner, mixed, 24)
    assert {each["id"] for each in handed_out} == {str(pk) for pk in mixed.entries.values_list("pk", flat=True)}
    assert [each["remaining"] for each in handed_out] == list(range(23, -1, -1))
    assert {each["round"] for each in handed_out} == {1}
    assert all(one["artist_name"] != other["artist_name"] for one, other in pairwise(handed_out))


def test_the_answer_shows_the_track(as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks) -> None:
    (track,) = make_tracks(1, artist="Ada")
    playlist = make_playlist([track])
    assert turn(as_owner, playlist) == {
        "id": str(PlaylistTrack.objects.get().pk),
        "track_id": str(track.catalogue_id),
        "track_title": "Ada 1",
        "artist_id": str(track.artist.catalogue_id),
        "artist_name": "Ada",
        "album_title": "Ada album",
        "album_cover": None,
        "duration": 200,
        "remaining": 0,
        "round": 1,
    }
    again = as_owner.get(f"/api/playlists/{playlist.pk}/shuffle/next/").json()
    assert (again["track_id"], again["round"]) == (str(track.catalogue_id), 2)


def test_a_new_round_does_not_begin_with_the_last_ten(as_owner: APIClient, mixed: Playlist) -> None:
    first, second = turns(as_owner, mixed, 24), turns(as_owner, mixed, 24)
    assert {each["id"] for each in second} == {each["id"] for each in first}
    assert [each["id"] for each in second] != [each["id"] for each in first]
    assert not {each["id"] for each in first[-10:]} & {each["id"] for each in second[:10]}
    assert {each["round"] for each in second} == {2}
    assert second[0]["artist_name"] != first[-1]["artist_name"]


def test_what_was_heard_last_does_not_come_forward_to_part_an_artist(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist([*make_tracks(17, artist="Ada"), *make_tracks(5, artist="Bob")])
    for _ in range(3):
        first, second = turns(as_owner, playlist, 22), turns(as_owner, playlist, 22)
        assert not {each["id"] for each in first[-10:]} & {each["id"] for each in second[:10]}


def test_a_short_playlist_does_not_repeat_a_track_at_once(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(2))
    handed_out = [each["id"] for each in turns(as_owner, playlist, 10)]
    assert all(one != other for one, other in pairwise(handed_out))


def test_added_tracks_join_the_rest(as_owner: APIClient, owner: User, mixed: Playlist, make_tracks: MakeTracks) -> None:
    first = turns(as_owner, mixed, 4)
    append_tracks(playlist=mixed, tracks=make_tracks(3, artist="New"), by=owner)
    rest = turns(as_owner, mixed, 23)
    assert rest[0]["remaining"] == 22
    assert len({each["id"] for each in first + rest}) == 27
    assert {each["round"] for each in rest} == {1}


def test_a_track_added_when_all_were_handed_out_still_belongs_to_the_round(
    as_owner: APIClient, owner: User, mixed: Playlist, make_tracks: MakeTracks
) -> None:
    turns(as_owner, mixed, 24)
    append_tracks(playlist=mixed, tracks=make_tracks(1, artist="New"), by=owner)
    late = turn(as_owner, mixed)
    assert (late["artist_name"], late["remaining"], late["round"]) == ("New", 0, 1)


def test_removed_tracks_leave_the_rest(as_owner: APIClient, mixed: Playlist) -> None:
    first = turns(as_owner, mixed, 4)
    heard = {each["id"] for each in first}
    gone = [pk for pk in mixed.entries.values_list("pk", flat=True) if str(pk) not in heard][:5]
    for pk in gone:
        remove_entry(playlist=mixed, entry_id=pk)
    rest = turns(as_owner, mixed, 15)
    assert rest[0]["remaining"] == 14
    assert not {each["id"] for each in rest} & ({str(pk) for pk in gone} | heard)
    assert turn(as_owner, mixed)["round"] == 2


def test_removing_touches_no_shuffle(
    as_owner: APIClient, mixed: Playlist, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    turns(as_owner, mixed, 2)
    before = list(ShuffleCard.objects.values_list("pk", "turn"))
    entry_id = mixed.entries.in_order()[0].pk
    with django_assert_num_queries(6):  # savepoint, lock, entry, delete, count, release
        remove_entry(playlist=mixed, entry_id=entry_id)
    assert list(ShuffleCard.objects.values_list("pk", "turn")) == before


def test_a_track_that_is_removed_and_added_again_is_new(
    as_owner: APIClient, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(2)
    playlist = make_playlist(tracks)
    first = turn(as_owner, playlist)
    entry = PlaylistTrack.objects.select_related("track").get(pk=first["id"])
    remove_entry(playlist=playlist, entry_id=entry.pk)
    append_tracks(playlist=playlist, tracks=[entry.track], by=owner)
    rest = turns(as_owner, playlist, 2)
    assert {each["track_id"] for each in rest} == {str(track.catalogue_id) for track in tracks}
    assert {each["round"] for each in rest} == {1}


def test_every_listener_has_an_order_of_their_own(
    as_owner: APIClient, as_stranger: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist([track for number in range(20) for track in make_tracks(1, artist=str(number))])
    Playlist.objects.update(is_public=True)
    mine, theirs = turns(as_owner, playlist, 20), turns(as_stranger, playlist, 20)
    assert {each["id"] for each in mine} == {each["id"] for each in theirs}
    assert [each["id"] for each in mine] != [each["id"] for each in theirs]


def test_a_strangers_private_playlist_is_not_there(as_stranger: APIClient, mixed: Playlist) -> None:
    assert as_stranger.get(f"{URL}{mixed.pk}/shuffle/next/").status_code == 404
    assert as_stranger.get(f"{URL}{uuid4()}/shuffle/next/").status_code == 404
    assert not Shuffle.objects.exists()


def test_an_empty_playlist_has_nothing_to_shuffle(as_owner: APIClient, make_playlist: MakePlaylist) -> None:
    response = as_owner.get(f"{URL}{make_playlist().pk}/shuffle/next/")
    assert (response.status_code, response.json()["code"]) == (409, "playlist_empty")
    assert not Shuffle.objects.exists()


def test_a_playlist_that_was_emptied_has_nothing_either(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    playlist = make_playlist(make_tracks(2))
    turn(as_owner, playlist)
    for entry in playlist.entries.all():
        remove_entry(playlist=playlist, entry_id=entry.pk)
    assert as_owner.get(f"{URL}{playlist.pk}/shuffle/next/").status_code == 409


@pytest.mark.parametrize("count", [3, 50])
def test_a_turn_takes_the_same_statements_however_long(
    client_for: ClientFor,
    owner: User,
    make_playlist: MakePlaylist,
    make_tracks: MakeTracks,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    playlist = make_playlist(make_tracks(count))
    client = client_for(owner)
    turn(client, playlist)
    # Sign-in, playlist; savepoint, lock, next cards, shuffle, card, release.
    with django_assert_num_queries(8):
        turn(client, playlist)


def test_a_deleted_playlist_takes_its_shuffles_along(as_owner: APIClient, owner: User, mixed: Playlist) -> None:
    turn(as_owner, mixed)
    delete_playlist(playlist=mixed)
    assert not ShuffleCard.objects.exists()
    assert not Shuffle.objects.exists()


def test_the_artist_does_not_follow_themselves_after_removals(
    as_owner: APIClient, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks
) -> None:
    ada, bob = make_tracks(6, artist="Ada"), make_tracks(6, artist="Bob")
    playlist = make_playlist([*ada, *bob, *make_tracks(6, artist="Cyd")])
    first = hand_out_next(user=owner, playlist=playlist)
    upcoming = [card.entry for card in Shuffle.objects.get().cards.rest().with_tracks()]
    between = next(entry for entry in upcoming if entry.track.artist_id != first.track.artist_id)
    remove_entry(playlist=playlist, entry_id=between.pk)
    assert turn(as_owner, playlist)["artist_name"] != first.track.artist.name
