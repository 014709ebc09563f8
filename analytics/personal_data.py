"""What the listens and activities say about a listener."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from accounts.models import User
from analytics.models import Activity
from catalogue.ids import CatalogueId
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row

COLUMNS = (
    "id", "action", "source", "timestamp", "ended_at", "played_ms", "track_id", "track_title", "artist_name",
    "context", "recommendation", "event_id", "metadata",
)  # fmt: skip
_OWN = ("id", "action", "source", "timestamp", "ended_at", "played_ms", "context", "recommendation", "event_id")


def _rows(user: User) -> Iterator[Row]:
    """The oldest first."""
    activities = Activity.objects.visible_to(user).values(
        *_OWN,
        "metadata",
        provider=F("track__provider"),
        external_id=F("track__external_id"),
        track_title=F("track__title"),
        artist_name=F("track__artist__name"),
    )
    for row in in_batches(activities, by=("timestamp", "id")):
        yield {**row, "track_id": str(CatalogueId(row["provider"], row["external_id"]))}


def _count(user: User) -> int:
    return Activity.objects.visible_to(user).count()


def _erase(user: User, alive: Alive) -> None:
    delete_in_batches(Activity.objects.visible_to(user), alive=alive)


PARTS = (
    PersonalData(
        name="history", columns=COLUMNS, rows=_rows, count=_count, erase=_erase, holds=("analytics.Activity",)
    ),
)
