"""POST queue/next/ within the queue; past its end, see `test_radio`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.tests.reading import QUEUE, brief, ids, listens, queued, state, whole_state

NEXT = f"{QUEUE}next/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_the_next_track_becomes_current(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks)

    answer = as_owner.post(NEXT)

    assert answer.status_code == 200
    assert answer.json() == {
        "current_track": brief(tracks[1]),
        "position": 1,
        "is_radio_mode": False,
        "current_item_id": items[1],
    }
    assert state(as_owner) == (str(tracks[1].catalogue_id), 1, 3)


def test_the_first_next_starts_a_queue_that_was_only_filled(as_owner: APIClient, make_tracks: Tracks) -> None:
    tracks = make_tracks(2)
    for track in tracks:
        as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(track.catalogue_id)})

    assert as_owner.post(NEXT).json()["position"] == 0
    assert listens(as_owner) == [(str(tracks[0].catalogue_id), "play", None)]


def test_the_listen_before_ends_after_the_time_between(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        play(owner, tracks)
        clock.shift(45)
        as_owner.post(NEXT)
        clock.shift(250)
        as_owner.post(NEXT)

    first, second, third = ids(tracks)
    assert listens(as_owner) == [(third, "play", None), (second, "play", 200_000), (first, "play", 45_000)]


def test_a_track_that_was_hardly_heard_is_a_skip(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks)

    as_owner.post(NEXT, {"played_ms": 29_999})
    as_owner.post(NEXT, {"played_ms": 30_000})

    first, second, third = ids(tracks)
    assert listens(as_owner) == [(third, "play", None), (second, "play", 30_000), (first, "skip", 29_999)]


def test_half_of_a_short_track_is_no_skip(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(3, duration=40)
    play(owner, tracks)

    as_owner.post(NEXT, {"played_ms": 20_000})
    as_owner.post(NEXT, {"played_ms": 19_999})

    assert [(action, played) for _, action, played in listens(as_owner)[1:]] == [("skip", 19_999), ("play", 20_000)]


def test_repeating_one_starts_the_track_again(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks, 1)
    as_owner.patch(QUEUE, {"repeat": "one"})

    answer = as_owner.post(NEXT, {"expected_item_id": items[1], "played_ms": 200_000})

    assert (answer.json()["position"], answer.json()["current_item_id"]) == (1, items[1])
    current = str(tracks[1].catalogue_id)
    assert listens(as_owner) == [(current, "play", None), (current, "play", 200_000)]


def test_repeating_all_wraps_from_the_last_to_the_first(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks, 2)
    as_owner.patch(QUEUE, {"repeat": "all"})

    answer = as_owner.post(NEXT)

    assert (answer.json()["position"], answer.json()["is_radio_mode"]) == (0, False)
    assert queued(as_owner) == ids(tracks)


def test_the_end_is_a_conflict_when_the_radio_is_off(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    items = play(owner, tracks, 1)
    make_tracks(20, artist="Radio")
    as_owner.patch(QUEUE, {"radio_enabled": False})
    before = whole_state(as_owner)

    answer = as_owner.post(NEXT)

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "This is the end of the queue.",
        "code": "end_of_queue",
        "current_track": brief(tracks[1]),
        "current_item_id": items[1],
        "position": 1,
    }
    assert whole_state(as_owner) == before


def test_a_client_that_was_overtaken_moves_nothing(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks)
    as_owner.post(NEXT, {"expected_item_id": items[0]})
    before = whole_state(as_owner)

    answer = as_owner.post(NEXT, {"expected_item_id": items[0]})

    assert (answer.status_code, answer.json()["code"]) == (409, "queue_moved")
    now = {"current_track": brief(tracks[1]), "current_item_id": items[1], "position": 1}
    assert {key: answer.json()[key] for key in now} == now
    assert whole_state(as_owner) == before


def test_an_expectation_of_something_where_nothing_plays_is_a_conflict(
    as_owner: APIClient, make_tracks: Tracks
) -> None:
    as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(make_tracks(1)[0].catalogue_id)})

    answer = as_owner.post(NEXT, {"expected_item_id": str(uuid4())})

    assert (answer.status_code, answer.json()["code"]) == (409, "queue_moved")
    assert (answer.json()["current_track"], answer.json()["current_item_id"]) == (None, None)
    assert listens(as_owner) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"expected_item_id": "abc"}, "expected_item_id"),
        ({"expected_item_id": "\x00"}, "expected_item_id"),
        ({"expected_item_id": 10**60}, "expected_item_id"),
        ({"expected_item_id": []}, "expected_item_id"),
        ({"played_ms": -1}, "played_ms"),
        ({"played_ms": 10**30}, "played_ms"),
        ({"played_ms": "abc"}, "played_ms"),
        ({"played_ms": True}, "played_ms"),
        ({"played_ms": {}}, "played_ms"),
        ([1], "non_field_errors"),
    ],
)
@pytest.mark.parametrize("verb", ["next", "previous"])
def test_a_body_that_makes_no_sense_is_refused(as_owner: APIClient, verb: str, body: Any, field: str) -> None:
    answer = as_owner.post(f"{QUEUE}{verb}/", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == [field]


def test_the_queues_of_others_stay_where_they_are(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks)
    theirs = play(stranger, tracks)
    before = whole_state(as_stranger)

    assert as_owner.post(NEXT).status_code == 200
    assert as_owner.post(NEXT, {"expected_item_id": theirs[0]}).status_code == 409

    assert whole_state(as_stranger) == before
