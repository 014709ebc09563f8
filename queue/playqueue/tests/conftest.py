"""What the tests of the queue share: a catalogue that asks nobody, and queues that are filled and playing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from playlists.services import append_tracks, create_playlist
from playqueue.models import PlayQueue, QueueItem
from playqueue.ordering import append
from playqueue.playing import start

QUEUE = "/api/playlists/queue/"

Play = Callable[..., list[str]]
LongQueue = Callable[..., None]


@pytest.fixture(autouse=True)
def _own_catalogue_only(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture
def play(client_for: Callable[[User], APIClient]) -> Play:
    """Fill the listener's queue with tracks, start one of them, and hand back the ids of the entries."""

    def fill(user: User, tracks: Sequence[Track], position: int = 0) -> list[str]:
        client = client_for(user)
        playlist = create_playlist(owner=user, name="To play")
        append_tracks(playlist=playlist, tracks=tracks, by=user)
        answer = client.post(f"/api/playlists/playlists/{playlist.pk}/play/", {"position": position})
        assert answer.status_code == 200, answer.content
        return [entry["id"] for entry in client.get(f"{QUEUE}tracks/").json()]

    return fill


@pytest.fixture
def long_queue() -> LongQueue:
    """Fill the listener's empty queue with the tracks over and over, and start one of the entries."""

    def fill(user: User, tracks: Sequence[Track], *, length: int, position: int) -> None:
        keys = [tracks[place % len(tracks)].pk for place in range(length)]
        with transaction.atomic():
            queue = PlayQueue.objects.locked(user)
            item = append(queue, keys, source=QueueItem.Source.USER)[position]
            start(queue, item, position)

    return fill
