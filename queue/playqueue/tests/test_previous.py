"""POST queue/previous/."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.tests.reading import QUEUE, brief, listens, state, whole_state

PREVIOUS = f"{QUEUE}previous/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_the_previous_track_becomes_current(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks, 2)

    answer = as_owner.post(PREVIOUS, {"expected_item_id": items[2], "played_ms": 5_000})

    assert answer.status_code == 200
    assert answer.json() == {
        "current_track": brief(tracks[1]),
        "position": 1,
        "is_radio_mode": False,
        "current_item_id": items[1],
    }
    last, before = str(tracks[2].catalogue_id), str(tracks[1].catalogue_id)
    assert listens(as_owner) == [(before, "play", None), (last, "skip", 5_000)]


def test_the_first_track_starts_again(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    tracks = make_tracks(2)
    play(owner, tracks)

    assert as_owner.post(PREVIOUS).json()["position"] == 0
    assert len(listens(as_owner)) == 2


def test_repeating_all_wraps_from_the_first_to_the_last(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks)
    as_owner.patch(QUEUE, {"repeat": "all"})

    assert as_owner.post(PREVIOUS).json()["position"] == 2
    assert state(as_owner) == (str(tracks[2].catalogue_id), 2, 3)


def test_repeating_one_does_not_hold_back(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(3), 2)
    as_owner.patch(QUEUE, {"repeat": "one"})

    assert as_owner.post(PREVIOUS).json()["position"] == 1


def test_a_queue_that_has_not_started_starts_at_its_first_entry(as_owner: APIClient, make_tracks: Tracks) -> None:
    for track in make_tracks(2):
        as_owner.post(f"{QUEUE}enqueue/", {"track_id": str(track.catalogue_id)})

    assert as_owner.post(PREVIOUS).json()["position"] == 0


def test_an_empty_queue_has_nothing_to_play(as_owner: APIClient) -> None:
    answer = as_owner.post(PREVIOUS)

    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_play")
    assert (answer.json()["current_track"], answer.json()["position"]) == (None, 0)


def test_a_client_that_was_overtaken_moves_nothing(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(3), 2)
    as_owner.post(PREVIOUS)
    before = whole_state(as_owner)

    answer = as_owner.post(PREVIOUS, {"expected_item_id": items[2]})

    assert (answer.status_code, answer.json()["current_item_id"]) == (409, items[1])
    assert whole_state(as_owner) == before


def test_the_queues_of_others_stay_where_they_are(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks, 2)
    play(stranger, tracks, 2)
    before = whole_state(as_stranger)

    assert as_owner.post(PREVIOUS).status_code == 200

    assert whole_state(as_stranger) == before
