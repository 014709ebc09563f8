"""POST queue/enqueue/."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.models import GAP, PlayQueue, QueueItem
from playqueue.tests.reading import QUEUE, ids, listens, queued, state, whole_state

ENQUEUE = f"{QUEUE}enqueue/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_a_track_goes_to_the_end_and_does_not_start(as_owner: APIClient, make_tracks: Tracks) -> None:
    first, second = make_tracks(2)

    as_owner.post(ENQUEUE, {"track_id": str(first.catalogue_id)})
    answer = as_owner.post(ENQUEUE, {"track_id": str(second.catalogue_id)})

    assert answer.status_code == 201
    body = answer.json()
    item = QueueItem.objects.get(track=second)
    assert body == {
        "message": "Track added to queue",
        "position": 1,
        "track_info": {"track_id": str(second.catalogue_id), "track_title": second.title},
        "item_id": str(item.pk),
    }
    assert queued(as_owner) == ids([first, second])
    assert state(as_owner) == (None, 0, 2)
    assert listens(as_owner) == []


def test_a_track_may_stand_in_the_queue_twice(as_owner: APIClient, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)

    positions = [as_owner.post(ENQUEUE, {"track_id": str(track.catalogue_id)}).json()["position"] for _ in range(2)]

    assert positions == [0, 1]
    assert queued(as_owner) == ids([track, track])


def test_next_puts_a_track_right_after_the_current_one(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    first, second, third, fourth = make_tracks(4)
    play(owner, [first, second, third], 1)

    answer = as_owner.post(ENQUEUE, {"track_id": str(fourth.catalogue_id), "next": True})

    assert answer.json()["position"] == 2
    assert queued(as_owner) == ids([first, second, fourth, third])
    assert state(as_owner) == (str(second.catalogue_id), 1, 4)


def test_next_in_a_queue_that_has_not_started_is_what_starts(as_owner: APIClient, make_tracks: Tracks) -> None:
    first, second, third = make_tracks(3)
    as_owner.post(ENQUEUE, {"track_id": str(first.catalogue_id)})

    for track in (second, third):
        answer = as_owner.post(ENQUEUE, {"track_id": str(track.catalogue_id), "next": True})
        assert answer.json()["position"] == 0

    assert queued(as_owner) == ids([third, second, first])
    assert as_owner.post(f"{QUEUE}next/").json()["current_track"]["track_id"] == str(third.catalogue_id)


def test_a_hundred_tracks_fit_into_one_place(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    first, last, *others = make_tracks(102)
    play(owner, [first, last])

    for track in others:
        assert as_owner.post(ENQUEUE, {"track_id": str(track.catalogue_id), "next": True}).json()["position"] == 1

    assert queued(as_owner) == ids([first, *reversed(others), last])
    assert state(as_owner) == (str(first.catalogue_id), 0, 102)


def test_keys_that_grow_too_large_are_dealt_out_anew(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(4)
    play(owner, tracks[:3], 1)
    far = 2**61 - 1
    items = list(QueueItem.objects.order_by("sort_key"))
    for item, key in zip(reversed(items), (far, far - GAP, far - 2 * GAP), strict=True):
        QueueItem.objects.filter(pk=item.pk).update(sort_key=key)
    PlayQueue.objects.update(current_key=far - GAP)

    as_owner.post(ENQUEUE, {"track_id": str(tracks[3].catalogue_id)})

    assert queued(as_owner) == ids(tracks)
    assert state(as_owner) == (str(tracks[1].catalogue_id), 1, 4)
    assert list(QueueItem.objects.order_by("sort_key").values_list("sort_key", flat=True)) == [
        GAP,
        2 * GAP,
        3 * GAP,
        4 * GAP,
    ]


def test_what_is_added_after_the_last_entry_was_removed_is_what_plays_next(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    first, second, third = make_tracks(3)
    items = play(owner, [first, second], 1)
    as_owner.delete(f"{QUEUE}tracks/{items[1]}/")

    as_owner.post(ENQUEUE, {"track_id": str(third.catalogue_id)})

    assert as_owner.post(f"{QUEUE}next/").json()["current_track"]["track_id"] == str(third.catalogue_id)


def test_a_full_queue_takes_no_more(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    tracks = make_tracks(2)
    queue = PlayQueue.objects.of(owner)
    QueueItem.objects.bulk_create(
        [QueueItem(queue=queue, track=tracks[0], sort_key=number * GAP) for number in range(1, 10_001)],
        batch_size=1_000,
    )
    PlayQueue.objects.update(track_count=10_000)
    before = as_owner.get(QUEUE).json()

    for body in ({"next": False}, {"next": True}):
        answer = as_owner.post(ENQUEUE, {"track_id": str(tracks[1].catalogue_id), **body})
        assert (answer.status_code, answer.json()["code"]) == (409, "queue_full")

    assert as_owner.get(QUEUE).json() == before
    assert QueueItem.objects.count() == 10_000


def test_an_unknown_track_is_not_found(as_owner: APIClient, make_tracks: Tracks) -> None:
    answer = as_owner.post(ENQUEUE, {"track_id": str(uuid4())})

    assert (answer.status_code, answer.json()["code"]) == (404, "track_not_found")
    assert queued(as_owner) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "track_id"),
        ({"track_id": None}, "track_id"),
        ({"track_id": ""}, "track_id"),
        ({"track_id": "no such shape"}, "track_id"),
        ({"track_id": "12\x003"}, "track_id"),
        ({"track_id": ["3135556"]}, "track_id"),
        ({"track_id": {"id": 3}}, "track_id"),
        ({"track_id": True}, "track_id"),
        ({"track_id": "9" * 500}, "track_id"),
        ({"track_id": "3135556", "next": "maybe"}, "next"),
        ({"track_id": "3135556", "next": [True]}, "next"),
        ([], "non_field_errors"),
        ("3135556", "non_field_errors"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused(as_owner: APIClient, body: Any, field: str) -> None:
    answer = as_owner.post(ENQUEUE, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == [field]


def test_the_queues_of_others_stay_as_they_are(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(stranger, tracks[:2])
    before = whole_state(as_stranger)

    as_owner.post(ENQUEUE, {"track_id": str(tracks[2].catalogue_id)})

    assert whole_state(as_stranger) == before
    assert queued(as_owner) == ids([tracks[2]])
