"""What the listens and activities say about a listener."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from accounts.models import User
from analytics.listening_models import ActivityEvent, AwaitedActivity, ListeningSettings
from analytics.models import Activity
from analytics.rollups.rolling import forget_listener
from catalogue.ids import CatalogueId
from config.batches import DELETED_AT_ONCE, Alive, delete_in_batches, in_batches
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
    """And what it added up to, in the sums over all listeners too."""
    delete_in_batches(Activity.objects.visible_to(user), alive=alive)
    _delete_events(user, alive)
    forget_listener(user.pk)


def _delete_events(user: User, alive: Alive) -> None:
    events = ActivityEvent.objects.filter(user=user).values_list("event_id", flat=True)
    while batch := list(events[:DELETED_AT_ONCE]):
        ActivityEvent.objects.filter(user=user, event_id__in=batch).delete()
        alive()


AWAITED = (
    "id", "action", "source", "timestamp", "played_ms", "track_id", "track_name", "artist_name", "context",
    "recommendation", "event_id", "metadata", "is_missing",
)  # fmt: skip


def _awaited(user: User) -> Iterator[Row]:
    rows = AwaitedActivity.objects.visible_to(user).values(
        *(name for name in AWAITED if name != "track_id"), "provider", "external_id"
    )
    for row in in_batches(rows, by=("timestamp", "id")):
        yield {**row, "track_id": str(CatalogueId(row["provider"], row["external_id"]))}


def _erase_awaited(user: User, alive: Alive) -> None:
    delete_in_batches(AwaitedActivity.objects.visible_to(user), alive=alive)


def _erase_settings(user: User, alive: Alive) -> None:
    ListeningSettings.objects.filter(user=user).delete()


_SETTINGS = ("time_zone", "private_session")

PARTS = (
    PersonalData(
        name="history",
        columns=COLUMNS,
        rows=_rows,
        count=_count,
        erase=_erase,
        holds=(
            "analytics.Activity",
            "analytics.ActivityEvent",
            "analytics.ListenerDay",
            "analytics.ListenerMonth",
            "analytics.ListenerPlaylistDay",
            "analytics.ListenerTotal",
            "analytics.ListenerTrackDay",
            "analytics.RollUpMark",
        ),
    ),
    PersonalData(
        name="awaited_activities",
        columns=AWAITED,
        rows=_awaited,
        count=lambda user: AwaitedActivity.objects.visible_to(user).count(),
        erase=_erase_awaited,
        holds=("analytics.AwaitedActivity",),
    ),
    PersonalData(
        name="listening_settings",
        columns=_SETTINGS,
        rows=lambda user: iter(ListeningSettings.objects.filter(user=user).values(*_SETTINGS)),
        count=lambda user: ListeningSettings.objects.filter(user=user).count(),
        erase=_erase_settings,
        holds=("analytics.ListeningSettings",),
    ),
)
