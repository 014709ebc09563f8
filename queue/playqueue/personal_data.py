"""A listener's queue: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from accounts.models import User
from catalogue.ids import CatalogueId
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from playqueue.models import Device, PlayQueue, QueueItem

_QUEUE = ("id", "current_position", "track_count", "repeat", "radio_enabled", "updated_at")
_DEVICE = ("id", "name", "kind", "created_at", "last_seen_at")
_ENTRY = ("position", "track_id", "track_title", "artist_name", "source", "context")


def _queue(user: User) -> Iterator[Row]:
    return in_batches(PlayQueue.objects.visible_to(user).values(*_QUEUE), by=("id",))


def _entries(user: User) -> Iterator[Row]:
    entries = QueueItem.objects.visible_to(user).values(
        "sort_key",
        "source",
        "context",
        provider=F("track__provider"),
        external_id=F("track__external_id"),
        track_title=F("track__title"),
        artist_name=F("track__artist__name"),
    )
    for position, row in enumerate(in_batches(entries, by=("sort_key",))):
        yield {**row, "position": position, "track_id": str(CatalogueId(row["provider"], row["external_id"]))}


@transaction.atomic
def _erase(user: User, alive: Alive) -> None:
    """Under the lock that every change of a queue takes; a queue holds at most 10,000 entries."""
    queue = PlayQueue.objects.select_for_update().filter(user=user).first()
    if queue is None:
        return
    PlayQueue.objects.filter(pk=queue.pk).update(current_item=None, current_listen=None)
    delete_in_batches(QueueItem.objects.filter(queue=queue))
    queue.delete()


def _erase_devices(user: User, alive: Alive) -> None:
    """At most a few dozen."""
    Device.objects.visible_to(user).delete()


PARTS = (
    PersonalData(
        name="queue",
        columns=_QUEUE,
        rows=_queue,
        count=lambda user: PlayQueue.objects.visible_to(user).count(),
        erase=_erase,
        holds=("playqueue.PlayQueue",),
    ),
    PersonalData(
        name="queue_tracks",
        columns=_ENTRY,
        rows=_entries,
        count=lambda user: QueueItem.objects.visible_to(user).count(),
        holds=(),
    ),
    PersonalData(
        name="devices",
        columns=_DEVICE,
        rows=lambda user: in_batches(Device.objects.visible_to(user).values(*_DEVICE), by=("id",)),
        count=lambda user: Device.objects.visible_to(user).count(),
        erase=_erase_devices,
        holds=("playqueue.Device",),
    ),
)
