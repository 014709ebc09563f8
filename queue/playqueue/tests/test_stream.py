"""POST queue/stream/."""

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

STREAM = f"{QUEUE}stream/"
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def test_a_track_that_is_in_the_queue_becomes_current_there(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks)
    third = tracks[2]

    answer = as_owner.post(STREAM, {"track_id": str(third.catalogue_id), "played_ms": 2_000})

    assert answer.status_code == 200
    body = answer.json()
    assert body.pop("stream_url").startswith(f"http://testserver/api/catalogue/stream/{third.catalogue_id}/audio?")
    assert body == {
        "track_info": {
            "track_id": str(third.catalogue_id),
            "track_title": third.title,
            "artist_name": third.artist.name,
            "duration": 200,
        },
        "in_queue": True,
        "position": 2,
        "current_item_id": items[2],
    }
    assert [action for _, action, _ in listens(as_owner)] == ["play", "skip"]
    assert queued(as_owner) == ids(tracks)


def test_any_other_track_is_put_in_after_the_current_one(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    first, second, third = make_tracks(3)
    play(owner, [first, second])

    body = as_owner.post(STREAM, {"track_id": str(third.catalogue_id)}).json()

    assert (body["in_queue"], body["position"]) == (False, 1)
    assert queued(as_owner) == ids([first, third, second])
    assert state(as_owner) == (str(third.catalogue_id), 1, 3)
    assert [track for track, _, _ in listens(as_owner)] == ids([third, first])


def test_the_first_track_of_all_starts_an_empty_queue(as_owner: APIClient, make_tracks: Tracks) -> None:
    [track] = make_tracks(1)

    body = as_owner.post(STREAM, {"track_id": str(track.catalogue_id)}).json()

    assert (body["in_queue"], body["position"]) == (False, 0)
    assert state(as_owner) == (str(track.catalogue_id), 0, 1)
    assert listens(as_owner) == [(str(track.catalogue_id), "play", None)]


def test_asking_again_for_the_current_track_records_nothing(
    as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    items = play(owner, tracks, 1)
    before = whole_state(as_owner)

    body = as_owner.post(STREAM, {"track_id": str(tracks[1].catalogue_id)}).json()

    assert (body["in_queue"], body["position"], body["current_item_id"]) == (True, 1, items[1])
    assert body["stream_url"] is not None
    assert whole_state(as_owner) == before


def test_a_track_without_audio_has_no_address(as_owner: APIClient, make_tracks: Tracks) -> None:
    [track] = make_tracks(1, has_preview=False)

    assert as_owner.post(STREAM, {"track_id": str(track.catalogue_id)}).json()["stream_url"] is None


def test_an_unknown_track_is_not_found(as_owner: APIClient, owner: User, make_tracks: Tracks, play: Play) -> None:
    play(owner, make_tracks(1))
    before = whole_state(as_owner)

    answer = as_owner.post(STREAM, {"track_id": str(uuid4())})

    assert (answer.status_code, answer.json()["code"]) == (404, "track_not_found")
    assert whole_state(as_owner) == before


def test_a_full_queue_takes_no_other_track(as_owner: APIClient, owner: User, make_tracks: Tracks) -> None:
    inside, outside = make_tracks(2)
    queue = PlayQueue.objects.of(owner)
    rows = [QueueItem(queue=queue, track=inside, sort_key=number * GAP) for number in range(1, 10_001)]
    QueueItem.objects.bulk_create(rows, batch_size=1_000)
    PlayQueue.objects.update(track_count=10_000)

    answer = as_owner.post(STREAM, {"track_id": str(outside.catalogue_id)})

    assert (answer.status_code, answer.json()["code"]) == (409, "queue_full")
    assert listens(as_owner) == []
    assert as_owner.post(STREAM, {"track_id": str(inside.catalogue_id)}).json()["position"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "track_id"),
        ({"track_id": None}, "track_id"),
        ({"track_id": "no such shape"}, "track_id"),
        ({"track_id": "3135556\x00"}, "track_id"),
        ({"track_id": [1]}, "track_id"),
        ({"track_id": "3135556", "played_ms": "long"}, "played_ms"),
        ([], "non_field_errors"),
    ],
)
@pytest.mark.parametrize("path", ["queue/stream", "play-recommendation"])
def test_a_body_that_makes_no_sense_is_refused(as_owner: APIClient, path: str, body: Any, field: str) -> None:
    answer = as_owner.post(f"/api/playlists/{path}/", body)

    assert (answer.status_code, answer.json()["code"]) == (400, "validation_error")
    assert list(answer.json()["errors"]) == [field]


def test_the_queues_of_others_stay_as_they_are(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(2)
    play(stranger, tracks)
    before = whole_state(as_stranger)

    assert as_owner.post(STREAM, {"track_id": str(tracks[1].catalogue_id)}).json()["in_queue"] is False

    assert whole_state(as_stranger) == before
