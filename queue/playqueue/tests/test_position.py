"""POST queue/position/, and PATCH queue/, which moves in the same way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.tests.reading import QUEUE, brief, listens, state, whole_state

POSITION = f"{QUEUE}position/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]

BAD_POSITIONS = [-1, "abc", 10**30, "\x00", "1\x00", None, True, 1.5, [], {}, "", 3, 9_999]


def test_the_track_at_the_position_starts(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(4)
    items = play(owner, tracks)

    answer = as_owner.post(POSITION, {"position": 2, "played_ms": 1_000})

    assert answer.status_code == 200
    assert answer.json() == {
        "current_track": brief(tracks[2]),
        "position": 2,
        "is_radio_mode": False,
        "current_item_id": items[2],
    }
    first, third = str(tracks[0].catalogue_id), str(tracks[2].catalogue_id)
    assert listens(as_owner) == [(third, "play", None), (first, "skip", 1_000)]


def test_the_current_track_starts_again(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(2))

    assert as_owner.post(POSITION, {"position": 0}).status_code == 200
    assert len(listens(as_owner)) == 2


@pytest.mark.parametrize("position", BAD_POSITIONS)
def test_what_is_no_position_is_refused(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, position: Any
) -> None:
    play(owner, make_tracks(3), 1)
    before = whole_state(as_owner)

    answer = as_owner.post(POSITION, {"position": position})

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == ["position"]
    assert whole_state(as_owner) == before


def test_a_missing_position_is_refused(as_owner: APIClient) -> None:
    assert list(as_owner.post(POSITION).json()["errors"]) == ["position"]


def test_an_empty_queue_has_no_position(as_owner: APIClient) -> None:
    answer = as_owner.post(POSITION, {"position": 0})

    assert answer.status_code == 400
    assert answer.json()["errors"] == {"position": [{"message": "The queue is empty.", "code": "max_value"}]}


def test_a_patch_moves_to_a_position(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks)

    answer = as_owner.patch(QUEUE, {"current_position": 2})

    assert answer.status_code == 200
    assert answer.json() == as_owner.get(QUEUE).json()
    assert answer.json()["current_item_id"] == items[2]
    assert [track for track, _, _ in listens(as_owner)] == [str(tracks[2].catalogue_id), str(tracks[0].catalogue_id)]


def test_a_patch_moves_to_the_next_entry_of_a_track(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks, 1)
    for again in (tracks[0], tracks[2]):
        as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(again.catalogue_id)})

    assert as_owner.patch(QUEUE, {"current_track_id": str(tracks[0].catalogue_id)}).json()["current_position"] == 3
    assert as_owner.patch(QUEUE, {"current_track_id": str(tracks[1].catalogue_id)}).json()["current_position"] == 1
    assert as_owner.patch(QUEUE, {"current_track_id": str(tracks[2].catalogue_id)}).json()["current_position"] == 2


def test_a_patch_with_both_is_taken_when_they_agree(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks)
    second = str(tracks[1].catalogue_id)

    assert as_owner.patch(QUEUE, {"current_track_id": second, "current_position": 1}).status_code == 200
    before = whole_state(as_owner)
    refused = as_owner.patch(QUEUE, {"current_track_id": second, "current_position": 2, "repeat": "all"})

    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["current_track_id"])
    assert whole_state(as_owner) == before


def test_a_patch_to_what_is_current_records_nothing(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    play(owner, tracks, 1)

    for body in ({"current_position": 1}, {"current_track_id": str(tracks[1].catalogue_id)}, {}):
        assert as_owner.patch(QUEUE, body).json()["current_position"] == 1

    assert len(listens(as_owner)) == 1


def test_a_patch_sets_repeat_and_radio(as_owner: APIClient) -> None:
    answer = as_owner.patch(QUEUE, {"repeat": "one", "radio_enabled": False})

    assert (answer.json()["repeat"], answer.json()["radio_enabled"]) == ("one", False)
    assert as_owner.patch(QUEUE, {"radio_enabled": True}).json()["repeat"] == "one"
    assert as_owner.get(QUEUE).json()["radio_enabled"] is True


@pytest.mark.parametrize(
    ("body", "field"),
    [
        *[({"current_position": position}, "current_position") for position in BAD_POSITIONS if position is not None],
        ({"current_track_id": "no such shape"}, "current_track_id"),
        ({"current_track_id": "\x00"}, "current_track_id"),
        ({"current_track_id": 3.5}, "current_track_id"),
        ({"current_track_id": "3135556"}, "current_track_id"),
        ({"repeat": "twice"}, "repeat"),
        ({"repeat": None}, "repeat"),
        ({"repeat": []}, "repeat"),
        ({"radio_enabled": "perhaps"}, "radio_enabled"),
        ({"radio_enabled": None}, "radio_enabled"),
        ([], "non_field_errors"),
    ],
)
def test_a_patch_that_makes_no_sense_is_refused(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play, body: Any, field: str
) -> None:
    play(owner, make_tracks(3), 1)
    before = whole_state(as_owner)

    answer = as_owner.patch(QUEUE, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == [field]
    assert whole_state(as_owner) == before


def test_the_queues_of_others_stay_where_they_are(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks)
    play(stranger, tracks)
    before = whole_state(as_stranger)

    as_owner.post(POSITION, {"position": 1})
    as_owner.patch(QUEUE, {"current_position": 2, "repeat": "all", "radio_enabled": False})

    assert whole_state(as_stranger) == before
    assert state(as_owner)[1] == 2
