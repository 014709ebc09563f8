"""Many devices of one listener at once: real threads, each with its own connection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playqueue.models import PlayQueue, QueueItem
from playqueue.tests.reading import QUEUE, ids, listens, queued

pytestmark = pytest.mark.django_db(transaction=True)

ClientFor = Callable[[User], APIClient]
Tracks = Callable[..., list[Track]]
Play = Callable[..., list[str]]


def at_once(requests: Sequence[Callable[[], Any]]) -> list[Any]:
    """The answers to requests that are sent at the same moment."""
    gate = Barrier(len(requests))

    def send(request: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return request()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def sends(client: APIClient, path: str, body: Any = None) -> Callable[[], Any]:
    return lambda: client.post(path, body or {})


def deletes(client: APIClient, path: str) -> Callable[[], Any]:
    return lambda: client.delete(path)


@pytest.fixture
def device(client_for: ClientFor, owner: User) -> Callable[[], APIClient]:
    return lambda: client_for(owner)


def test_parallel_additions_to_a_new_queue_get_one_position_each(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks
) -> None:
    tracks = make_tracks(16)

    answers = at_once([sends(device(), f"{QUEUE}enqueue/", {"track_id": track}) for track in ids(tracks)])

    assert [answer.status_code for answer in answers] == [201] * 16
    assert sorted(answer.json()["position"] for answer in answers) == list(range(16))
    order = queued(device())
    assert [order[answer.json()["position"]] for answer in answers] == ids(tracks)
    assert PlayQueue.objects.get(user=owner).track_count == 16


def test_parallel_additions_after_the_current_track_are_all_kept(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(40)
    play(owner, tracks[:2])

    answers = []
    for start in (2, 10, 18, 26, 32):
        bodies = [{"track_id": track, "next": True} for track in ids(tracks[start : start + 8])]
        answers += at_once([sends(device(), f"{QUEUE}enqueue/", body) for body in bodies])

    assert {answer.status_code for answer in answers} == {201}
    keys = list(QueueItem.objects.values_list("sort_key", flat=True))
    assert len(set(keys)) == len(keys) == 2 + len(answers) == PlayQueue.objects.get(user=owner).track_count


def test_of_parallel_nexts_with_one_expectation_one_moves(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(20))

    answers = at_once([sends(device(), f"{QUEUE}next/", {"expected_item_id": items[0]}) for _ in range(8)])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}
    assert {answer.json()["current_item_id"] for answer in answers} == {items[1]}
    assert len(listens(device())) == 2


def test_of_parallel_nexts_past_the_end_one_adds_radio_tracks(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    items = play(owner, make_tracks(1))
    for artist in ("Bo", "Cleo", "Dov"):
        make_tracks(10, artist=artist)

    answers = at_once([sends(device(), f"{QUEUE}next/", {"expected_item_id": items[0]}) for _ in range(8)])

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 7}
    assert len(queued(device())) == 6
    assert len(listens(device())) == 2


def test_parallel_nexts_without_an_expectation_move_one_after_the_other(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(20)
    play(owner, tracks)

    answers = at_once([sends(device(), f"{QUEUE}next/") for _ in range(8)])

    assert sorted(answer.json()["position"] for answer in answers) == list(range(1, 9))
    assert [track for track, _, _ in listens(device())] == ids(reversed(tracks[:9]))


def test_the_same_track_streamed_in_parallel_is_put_in_once(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(3)
    play(owner, tracks[:2])
    new = str(tracks[2].catalogue_id)

    answers = at_once([sends(device(), f"{QUEUE}stream/", {"track_id": new}) for _ in range(8)])

    assert [answer.status_code for answer in answers] == [200] * 8
    assert Counter(answer.json()["in_queue"] for answer in answers) == {False: 1, True: 7}
    assert queued(device()) == ids([tracks[0], tracks[2], tracks[1]])
    assert len(listens(device())) == 2


def test_everything_at_once_leaves_counts_that_are_true(
    device: Callable[[], APIClient], owner: User, make_tracks: Tracks, play: Play
) -> None:
    tracks = make_tracks(30)
    items = play(owner, tracks[:20], 10)
    requests = [sends(device(), f"{QUEUE}{verb}/") for verb in ("next", "previous", "shuffle", "next")]
    requests += [sends(device(), f"{QUEUE}enqueue/", {"track_id": track, "next": True}) for track in ids(tracks[20:24])]
    requests += [sends(device(), f"{QUEUE}tracks/{item}/move/", {"position": 0}) for item in items[12:14]]
    requests += [deletes(device(), f"{QUEUE}tracks/{item}/") for item in items[3:5]]

    answers = at_once(requests)

    assert {answer.status_code for answer in answers} <= {200, 201, 204}
    queue = PlayQueue.objects.get(user=owner)
    assert queue.track_count == queue.items.count() == 22
    assert queue.current_position == queue.items.filter(sort_key__lt=queue.current_key).count()
    assert queue.current_item is not None
    assert queue.current_item.sort_key == queue.current_key
