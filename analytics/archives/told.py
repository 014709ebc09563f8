"""A listener's history as it is written to files: a listen at a time, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import F

from accounts.models import User
from analytics.models import Activity
from catalogue.ids import CatalogueId
from config.batches import in_batches

_VALUES: Final = {
    "title": F("track__title"),
    "artist": F("track__artist__name"),
    "album": F("track__album__title"),
    "isrc": F("track__isrc"),
    "duration": F("track__duration"),
    "provider": F("track__provider"),
    "external_id": F("track__external_id"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A listen with its track's names."""

    moment: datetime
    action: str
    source: str
    played_ms: int | None
    title: str
    artist: str
    album: str
    isrc: str
    duration_ms: int | None
    id: CatalogueId

    @property
    def is_play(self) -> bool:
        return self.action == Activity.Action.PLAY


def history_of(user: User) -> Iterator[Told]:
    """Every listen that has ended or not, skips included."""
    listens = Activity.objects.visible_to(user).listens()
    rows = listens.values("id", "timestamp", "action", "source", "played_ms", **_VALUES)
    return map(_told, in_batches(rows, by=("timestamp", "id")))


def _told(row: dict[str, Any]) -> Told:
    return Told(
        moment=row["timestamp"],
        action=row["action"],
        source=row["source"],
        played_ms=row["played_ms"],
        title=row["title"],
        artist=row["artist"],
        album=row["album"] or "",
        isrc=row["isrc"],
        duration_ms=row["duration"] * 1000 or None,
        id=CatalogueId(row["provider"], row["external_id"]),
    )
