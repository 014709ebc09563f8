"""POST playlists/{id}/play/."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playlists.models import Playlist
from playlists.services import append_tracks, create_playlist
from playqueue.tests.reading import QUEUE, brief, ids, listens, queued, state, whole_state

Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


BAD_POSITIONS: list[Any] = [-1, "abc", 10**30, "\x00", True, 1.5, [], 3, 9_999]


def _playlist(owner: User, tracks: Sequence[Track], **fields: Any) -> str:
    playlist = create_playlist(owner=owner, name="To play", **fields)
    if tracks:
        append_tracks(playlist=playlist, tracks=tracks, by=owner)
    return f"/api/playlists/playlists/{playlist.pk}/play/"


def test_the_playlist_replaces_the_queue_and_its_first_track_starts(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(2, artist="Before"))
    tracks = make_tracks(3)

    answer = as_owner.post(_playlist(owner, tracks), {"played_ms": 1_000})

    assert answer.status_code == 200
    items = [entry["id"] for entry in as_owner.get(f"{QUEUE}tracks/").json()]
    assert answer.json() == {
        "message": "Playlist added to queue",
        "queue_length": 3,
        "current_track": brief(tracks[0]),
        "position": 0,
        "current_item_id": items[0],
    }
    assert queued(as_owner) == ids(tracks)
    assert [(action, played) for _, action, played in listens(as_owner)] == [("play", None), ("skip", 1_000)]


def test_play_starts_at_the_position(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(4)

    body = as_owner.post(_playlist(owner, tracks), {"position": 2}).json()

    assert (body["current_track"], body["queue_length"]) == (brief(tracks[2]), 4)
    assert queued(as_owner) == ids(tracks)
    assert state(as_owner) == (str(tracks[2].catalogue_id), 2, 4)
    assert [track for track, _, _ in listens(as_owner)] == [str(tracks[2].catalogue_id)]


def test_shuffled_the_chosen_track_comes_first(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(40)

    body = as_owner.post(_playlist(owner, tracks), {"position": 7, "shuffle": True}).json()

    order = queued(as_owner)
    rest = ids([*tracks[:7], *tracks[8:]])
    assert (body["current_track"], body["position"]) == (brief(tracks[7]), 0)
    assert order[0] == str(tracks[7].catalogue_id)
    assert order[1:] != rest
    assert sorted(order[1:]) == sorted(rest)


def test_shuffled_without_a_position_everything_is_mixed(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(40)

    body = as_owner.post(_playlist(owner, tracks), {"shuffle": True}).json()

    order = queued(as_owner)
    assert (body["current_track"]["track_id"], body["position"]) == (order[0], 0)
    assert order != ids(tracks)
    assert sorted(order) == sorted(ids(tracks))


def test_somebody_elses_public_playlist_can_be_played(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(stranger, tracks[:2])
    path = _playlist(stranger, tracks, is_public=True)
    before = whole_state(as_stranger)

    assert as_owner.post(path).json()["queue_length"] == 3

    assert queued(as_owner) == ids(tracks)
    assert whole_state(as_stranger) == before


def test_a_private_or_unknown_playlist_is_not_found(
    as_owner: APIClient, stranger: User, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    play(owner, tracks)
    before = whole_state(as_owner)

    for path in (_playlist(stranger, tracks), f"/api/playlists/playlists/{uuid4()}/play/"):
        answer = as_owner.post(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "playlist_not_found")

    assert whole_state(as_owner) == before


def test_an_empty_playlist_is_a_conflict(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(2))
    before = whole_state(as_owner)

    answer = as_owner.post(_playlist(owner, []))

    assert (answer.status_code, answer.json()["code"]) == (409, "playlist_empty")
    assert whole_state(as_owner) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        *[({"position": position}, "position") for position in BAD_POSITIONS],
        ({"shuffle": "perhaps"}, "shuffle"),
        ({"shuffle": []}, "shuffle"),
        ([], "non_field_errors"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, body: Any, field: str
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks, 1)
    before = whole_state(as_owner)

    answer = as_owner.post(_playlist(owner, tracks), body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert whole_state(as_owner) == before


def test_ten_thousand_tracks_take_one_statement_per_thousand(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    play(owner, make_tracks(2, artist="Before"))
    path = _playlist(owner, make_tracks(10_000))

    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = as_owner.post(path, {"position": 9_999})

    assert (answer.status_code, answer.json()["queue_length"]) == (200, 10_000)
    statements = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    inserts = [sql for sql in statements if sql.startswith('INSERT INTO "playqueue_queueitem"')]
    # Besides: the session, the playlist, its entries, the lock, the emptying, the track that starts, the listen that
    # ends with its track, its end, the new listen, the queue.
    assert (len(inserts), len(statements)) == (10, 21)


def test_a_failure_half_way_changes_nothing(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(2, artist="Before"), 1)
    path = _playlist(owner, make_tracks(2_500))
    before = whole_state(as_owner)
    inserts: list[str] = []

    def fail_at_the_third(execute: Any, sql: str, *arguments: Any) -> Any:
        if sql.startswith('INSERT INTO "playqueue_queueitem"'):
            inserts.append(sql)
            if len(inserts) == 3:
                raise DatabaseError("The disk is full.")
        return execute(sql, *arguments)

    as_owner.raise_request_exception = False
    with connection.execute_wrapper(fail_at_the_third):
        answer = as_owner.post(path)

    assert (answer.status_code, len(inserts)) == (500, 3)
    assert whole_state(as_owner) == before
    assert Playlist.objects.count() == 2
