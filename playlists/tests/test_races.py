from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from accounts.models import User
from conftest import ClientFor, MakeTracks
from playlists.models import Favorite, PlaylistTrack, Shuffle, ShuffleCard
from playlists.services import append_tracks
from playlists.tests.conftest import AtOnce, MakePlaylist

URL = "/api/playlists/playlists/"

pytestmark = pytest.mark.django_db(transaction=True)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_parallel_additions_of_different_tracks_are_all_there(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist, tracks = make_playlist(), make_tracks(16)
    client = client_for(owner)
    here = f"{URL}{playlist.pk}/add_track/"
    answers = at_once([partial(client.post, here, {"track_id": str(each.catalogue_id)}) for each in tracks])
    assert statuses(answers) == [201] * 16
    playlist.refresh_from_db()
    assert (playlist.track_count, playlist.last_serial) == (16, 16)
    entries = PlaylistTrack.objects.values_list("track_id", "sort_key", "serial")
    assert [len(set(column)) for column in zip(*entries, strict=True)] == [16, 16, 16]
    assert sorted(answer.json()["track_info"]["position"] for answer in answers) == list(range(16))


def test_of_parallel_additions_of_one_track_one_wins(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist, (track,) = make_playlist(), make_tracks(1)
    client = client_for(owner)
    body = {"track_id": str(track.catalogue_id)}
    answers = at_once([partial(client.post, f"{URL}{playlist.pk}/add_track/", body)] * 8)
    assert statuses(answers) == [201] + [409] * 7
    playlist.refresh_from_db()
    assert (playlist.track_count, playlist.entries.count()) == (1, 1)


def test_parallel_moves_and_removals_keep_count_and_order_whole(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist = make_playlist(make_tracks(12))
    entries = [str(pk) for pk in playlist.entries.in_order().values_list("pk", flat=True)]
    client = client_for(owner)
    here = f"{URL}{playlist.pk}/tracks/"
    moves = [partial(client.post, f"{here}{pk}/move/", {"position": 0}) for pk in entries[6:]]
    removals = [partial(client.delete, f"{here}{pk}/") for pk in entries[:6]]
    answers = at_once([call for pair in zip(moves, removals, strict=True) for call in pair])
    assert statuses(answers) == [200] * 6 + [204] * 6
    playlist.refresh_from_db()
    left = playlist.entries.in_order()
    assert playlist.track_count == 6
    assert {str(entry.pk) for entry in left} == set(entries[6:])
    assert len({entry.sort_key for entry in left}) == 6


def test_of_parallel_removals_of_one_track_one_wins(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    tracks = make_tracks(2)
    playlist = make_playlist(tracks)
    client = client_for(owner)
    address = f"{URL}{playlist.pk}/remove_track/?track_id={tracks[0].catalogue_id}"
    assert statuses(at_once([partial(client.delete, address)] * 6)) == [200] + [404] * 5
    playlist.refresh_from_db()
    assert playlist.track_count == 1


def test_a_rename_during_additions_undoes_no_count(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist, tracks = make_playlist(), make_tracks(6)
    client = client_for(owner)
    here = f"{URL}{playlist.pk}/"
    adds = [partial(client.post, f"{here}add_track/", {"track_id": str(each.catalogue_id)}) for each in tracks]
    renames = [partial(client.patch, here, {"name": f"Name {number}"}) for number in range(6)]
    assert statuses(at_once([*adds, *renames])) == [200] * 6 + [201] * 6
    playlist.refresh_from_db()
    assert playlist.track_count == 6


def test_parallel_turns_of_a_shuffle_never_hand_out_the_same_track(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist = make_playlist(make_tracks(16))
    client = client_for(owner)
    answers = at_once([partial(client.get, f"{URL}{playlist.pk}/shuffle/next/")] * 16)
    assert statuses(answers) == [200] * 16
    bodies = [answer.json() for answer in answers]
    assert len({body["id"] for body in bodies}) == 16
    assert sorted(body["remaining"] for body in bodies) == list(range(16))
    assert {body["round"] for body in bodies} == {1}
    assert Shuffle.objects.count() == 1


def test_a_shuffle_goes_on_while_tracks_come_and_go(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist, new = make_playlist(make_tracks(12)), make_tracks(6)
    old = [str(pk) for pk in playlist.entries.in_order().values_list("pk", flat=True)][:6]
    client = client_for(owner)
    here = f"{URL}{playlist.pk}/"
    turns = [partial(client.get, f"{here}shuffle/next/")] * 6
    adds = [partial(client.post, f"{here}add_track/", {"track_id": str(each.catalogue_id)}) for each in new]
    removals = [partial(client.delete, f"{here}tracks/{pk}/") for pk in old]
    answers = at_once([call for each in zip(turns, adds, removals, strict=True) for call in each])
    assert statuses(answers) == [200] * 6 + [201] * 6 + [204] * 6
    handed_out = [answer.json()["id"] for answer in answers if answer.status_code == 200]
    assert len(set(handed_out)) == 6
    while (body := client.get(f"{here}shuffle/next/").json())["round"] == 1:
        handed_out.append(body["id"])
    assert len(set(handed_out)) == len(handed_out)
    assert set(handed_out) >= {str(pk) for pk in playlist.entries.values_list("pk", flat=True)}


def test_a_playlist_is_deleted_under_its_listeners(
    client_for: ClientFor, owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist = make_playlist(make_tracks(12), is_public=True)
    clients = [client_for(User.objects.create_user(f"u{n}", f"u{n}@example.com")) for n in range(6)]
    here = f"{URL}{playlist.pk}/"
    clients[0].get(f"{here}shuffle/next/")
    turns = [partial(client.get, f"{here}shuffle/next/") for client in clients]
    answers = at_once([*turns, partial(client_for(owner).delete, here)])
    assert answers[-1].status_code == 204
    assert {answer.status_code for answer in answers[:-1]} <= {200, 404}
    assert not ShuffleCard.objects.exists()


def test_a_track_is_a_favourite_once_however_many_ask(
    client_for: ClientFor, owner: User, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    (track,) = make_tracks(1)
    client = client_for(owner)
    answers = at_once([partial(client.post, f"/api/me/liked/{track.catalogue_id}/")] * 8)
    assert statuses(answers) == [200] * 7 + [201]
    assert Favorite.objects.count() == 1


def test_parallel_bulk_additions_share_the_room_without_going_over(
    owner: User, make_playlist: MakePlaylist, make_tracks: MakeTracks, at_once: AtOnce
) -> None:
    playlist, tracks = make_playlist(make_tracks(2)), make_tracks(30)
    parts = [tracks[start : start + 10] for start in (0, 5, 10, 20)]  # the second overlaps its neighbours
    results = at_once([partial(append_tracks, playlist=playlist, tracks=part, by=owner) for part in parts])
    assert sum(len(result.added) for result in results) == 30
    assert sum(len(result.skipped) for result in results) == 10
    playlist.refresh_from_db()
    assert (playlist.track_count, playlist.entries.count()) == (32, 32)
