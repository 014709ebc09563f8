"""Changes of what stands in the queue. Each is one transaction that begins with the lock on the listener's queue."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Track
from playqueue.errors import EntryNotFound
from playqueue.models import PlayQueue, QueueItem
from playqueue.ordering import append_one, check_position, empty, insert_next, move, remove, shuffle_upcoming
from playqueue.playing import stop


@dataclass(frozen=True, slots=True)
class Enqueued:
    item: QueueItem
    track: Track
    position: int


def enqueue(*, user: User, track_id: CatalogueId, after_current: bool = False) -> Enqueued:
    """Add a track at the end, or right after the current entry.

    Raises `QueueFull`, `TrackNotFound` and `CatalogueUnavailable`.
    """
    track = find_track(track_id)
    with transaction.atomic():
        queue = PlayQueue.objects.locked(user)
        if after_current:
            item, position = insert_next(queue, track.pk)
        else:
            position = queue.track_count
            item = append_one(queue, track.pk, source=QueueItem.Source.USER)
        queue.save()
    return Enqueued(item, track, position)


@transaction.atomic
def remove_entry(*, user: User, item_id: UUID) -> None:
    """Take an entry out; the listen ends when it was the current one. Raises `EntryNotFound`."""
    queue = PlayQueue.objects.locked(user)
    item = _entry(queue, item_id)
    if item.pk == queue.current_item_id:
        stop(queue)
    remove(queue, item)
    queue.save()


@transaction.atomic
def move_entry(*, user: User, item_id: UUID, position: int) -> QueueItem:
    """Let an entry stand at ``position``. Raises `EntryNotFound`, and refuses moves past the end."""
    queue = PlayQueue.objects.locked(user)
    item = _entry(queue, item_id)
    check_position(queue.track_count, position)
    move(queue, item, position)
    queue.save()
    return item


@transaction.atomic
def clear(*, user: User, played_ms: int | None = None) -> None:
    """Take everything out and stop playing. Repeat and radio stay as they were set."""
    queue = PlayQueue.objects.locked(user)
    stop(queue, played_ms=played_ms)
    empty(queue)
    queue.save()


@transaction.atomic
def shuffle(*, user: User) -> PlayQueue:
    """Mix what comes after the current entry."""
    queue = PlayQueue.objects.locked(user)
    shuffle_upcoming(queue)
    queue.save()
    return queue


def _entry(queue: PlayQueue, item_id: UUID) -> QueueItem:
    item = queue.items.filter(pk=item_id).first()
    if item is None:
        raise EntryNotFound
    return item
