"""Whatever a listener does, in whatever order: the kept numbers are the true ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from catalogue.models import Track
from playlists.services import append_tracks, create_playlist
from playqueue.models import BEGINNING, GAP, PlayQueue, QueueItem
from playqueue.tests.reading import QUEUE, ids

STEPS = 120

Tracks = Callable[..., list[Track]]


class Listener:
    """Does something at random, and keeps a plain list of what the queue should hold."""

    def __init__(self, client: APIClient, tracks: list[str], playlist: str, seed: int) -> None:
        self.client, self.tracks, self.playlist = client, tracks, playlist
        self.dice = random.Random(seed)
        self.order: list[str] = []
        self.current: str | None = None

    def act(self) -> None:
        actions: list[Callable[[], Any]] = [
            *[self.enqueue] * 3,
            *[self.enqueue_next] * 5,
            *[self.remove] * 4,
            *[self.move] * 6,
            *[self.step] * 4,
            self.go_to,
            self.stream,
            self.shuffle,
            self.play,
            self.clear,
        ]
        self.dice.choice(actions)()

    def post(self, path: str, body: Any = None) -> Any:
        answer = self.client.post(f"/api/playlists/{path}", body or {})
        assert answer.status_code in (200, 201, 409), answer.content
        return answer.json()

    def entries(self) -> list[str]:
        return [entry["id"] for entry in self.client.get(f"{QUEUE}tracks/").json()]

    def enqueue(self) -> None:
        added = self.post("queue/enqueue/", {"track_id": self.dice.choice(self.tracks)})
        assert added["position"] == len(self.order)
        self.order.append(added["item_id"])

    def enqueue_next(self) -> None:
        added = self.post("queue/enqueue/", {"track_id": self.dice.choice(self.tracks), "next": True})
        if self.current is not None:
            assert added["position"] == self.order.index(self.current) + 1
        self.order.insert(added["position"], added["item_id"])

    def remove(self) -> None:
        if self.order:
            item = self.dice.choice([self.current or self.order[0], self.dice.choice(self.order)])
            assert self.client.delete(f"{QUEUE}tracks/{item}/").status_code == 204
            self.order.remove(item)
            self.current = None if item == self.current else self.current

    def move(self) -> None:
        if self.order:
            item = self.dice.choice(self.order)
            position = self.dice.choice([0, 1, len(self.order) - 1, self.dice.randrange(len(self.order))])
            position = min(position, len(self.order) - 1)
            self.post(f"queue/tracks/{item}/move/", {"position": position})
            self.order.remove(item)
            self.order.insert(position, item)

    def step(self) -> None:
        moved = self.post(f"queue/{self.dice.choice(['next', 'previous'])}/")
        if "code" not in moved:
            self.started(moved["current_item_id"], moved["position"])

    def go_to(self) -> None:
        if self.order:
            position = self.dice.randrange(len(self.order))
            self.started(self.post("queue/position/", {"position": position})["current_item_id"], position)

    def stream(self) -> None:
        streamed = self.post("queue/stream/", {"track_id": self.dice.choice(self.tracks)})
        if not streamed["in_queue"]:
            self.order.insert(streamed["position"], streamed["current_item_id"])
        self.started(streamed["current_item_id"], streamed["position"])

    def shuffle(self) -> None:
        self.post("queue/shuffle/")
        mixed = self.entries()
        kept = self.client.get(QUEUE).json()["current_position"] + (self.current is not None)
        assert (mixed[:kept], sorted(mixed)) == (self.order[:kept], sorted(self.order))
        self.order = mixed

    def play(self) -> None:
        played = self.post(f"playlists/{self.playlist}/play/", {"shuffle": self.dice.random() < 0.5})
        self.order = self.entries()
        self.started(played["current_item_id"], 0)

    def clear(self) -> None:
        self.post("queue/clear/")
        self.order, self.current = [], None

    def started(self, item: str, position: int) -> None:
        assert self.order[position] == item
        self.current = item


@pytest.mark.parametrize("seed", range(6))
def test_position_and_count_are_always_the_true_ones(
    as_owner: APIClient, owner: User, make_tracks: Tracks, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # A narrow gap: the keys run out of room every few steps.
    monkeypatch.setattr("playqueue.ordering.GAP", 4)
    tracks = make_tracks(8)
    playlist = create_playlist(owner=owner, name="To play")
    append_tracks(playlist=playlist, tracks=tracks[:5], by=owner)
    as_owner.patch(QUEUE, {"radio_enabled": False, "repeat": ["off", "all", "one"][seed % 3]})
    listener = Listener(as_owner, ids(tracks), str(playlist.pk), seed)

    for _ in range(STEPS):
        listener.act()

        queue = PlayQueue.objects.get(user=owner)
        assert [str(pk) for pk in queue.in_order().values_list("pk", flat=True)] == listener.order
        assert queue.track_count == len(listener.order)
        assert (str(queue.current_item_id) if queue.current_item_id else None) == listener.current
        assert queue.current_position == queue.items.filter(sort_key__lt=queue.current_key).count()
        if queue.current_item is not None:
            assert queue.current_item.sort_key == queue.current_key
            assert queue.current_position == listener.order.index(str(queue.current_item_id))
        going_on = list(Activity.objects.visible_to(owner).filter(ended_at=None).values_list("pk", flat=True))
        assert going_on == ([queue.current_listen_id] if queue.current_item_id else [])


def test_a_queue_begins_before_every_key(owner: User) -> None:
    queue = PlayQueue.objects.of(owner)

    assert (queue.current_key, QueueItem.objects.count(), GAP) == (BEGINNING, 0, 2**32)
