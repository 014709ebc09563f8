"""What the API says of a listener's queue and history, short enough to compare."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework.test import APIClient

from catalogue.models import Track

QUEUE = "/api/playlists/queue/"


def ids(tracks: Iterable[Track]) -> list[str]:
    return [str(track.catalogue_id) for track in tracks]


def brief(track: Track) -> dict[str, str]:
    return {
        "track_id": str(track.catalogue_id),
        "track_title": track.title,
        "artist_name": track.artist.name,
    }


def queued(client: APIClient) -> list[str]:
    """Ids of the tracks in the queue."""
    return [entry["track_id"] for entry in client.get(f"{QUEUE}tracks/").json()]


def state(client: APIClient) -> tuple[str | None, int, int]:
    """Current track, its position, and the length of the queue."""
    body: dict[str, Any] = client.get(QUEUE).json()
    return body["current_track_id"], body["current_position"], body["track_count"]


def listens(client: APIClient) -> list[tuple[str, str, int | None]]:
    """Track, action and milliseconds of each listen, the newest first."""
    history = client.get(f"{QUEUE}history/").json()["history"]
    return [(listen["track_id"], listen["action"], listen["played_ms"]) for listen in history]


def whole_state(client: APIClient) -> tuple[Any, ...]:
    """Everything that a refused request must leave as it was."""
    return client.get(QUEUE).json(), client.get(f"{QUEUE}tracks/").json(), client.get(f"{QUEUE}history/").json()
