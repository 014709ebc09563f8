"""Moves: what makes another entry the current one. Each records one listen and ends the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Track
from config.errors import FieldError
from playqueue.errors import EndOfQueue, NothingToPlay, QueueMoved, RanOut
from playqueue.models import PlayQueue, QueueItem
from playqueue.next_up import next_up
from playqueue.ordering import append, check_position, insert_next
from playqueue.playing import current_state, start
from playqueue.radio import tracks_after_queue

Place = tuple[QueueItem | None, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a client says along with a move: which entry it takes for the current one, and how much of it was heard."""

    expected_item_id: UUID | None = None
    played_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Streamed:
    """``in_queue`` says whether the track stood in the queue before."""

    queue: PlayQueue
    track: Track
    in_queue: bool


def go_next(*, user: User, told: Told) -> PlayQueue:
    """Move on to the next entry, or past the last one to radio tracks.

    A client calls this at the end of every track, so that repeating one track starts it again. Raises `QueueMoved`,
    `EndOfQueue`, `NothingToPlay`, `QueueFull` and `CatalogueUnavailable`.
    """
    try:
        return _go_on(user, told, radio=[])
    except RanOut:
        # Found without the lock, as it may take seconds; the queue is looked at again before they are used.
        return _go_on(user, told, radio=tracks_after_queue(user))


@transaction.atomic
def go_previous(*, user: User, told: Told) -> PlayQueue:
    """Move back. At the first entry it starts again, or the last one does when everything is repeated.

    Raises `QueueMoved` and `NothingToPlay`.
    """
    queue = _locked(user, told)
    item, position = _preceding(queue)
    if item is None:
        raise NothingToPlay(extra=current_state(queue))
    return start(queue, item, position, played_ms=told.played_ms)


@transaction.atomic
def go_to(*, user: User, position: int, played_ms: int | None = None) -> PlayQueue:
    """Start the entry at ``position``, the current one too. Refuses what is no position of the queue."""
    queue = PlayQueue.objects.locked(user)
    check_position(queue.track_count, position)
    return start(queue, queue.in_order().to_start()[position], position, played_ms=played_ms)


def stream(*, user: User, track_id: CatalogueId, played_ms: int | None = None) -> Streamed:
    """Make an entry of the track current, put in after the current one when there is none.

    Nothing happens when it already is the current one. Raises `QueueFull`, `TrackNotFound`, `CatalogueUnavailable`.
    """
    track = find_track(track_id)
    with transaction.atomic():
        queue = PlayQueue.objects.locked(user)
        item = queue.nearest(track=track)
        if item is None:
            added, position = insert_next(queue, track.pk)
            added.track = track
            return Streamed(start(queue, added, position, played_ms=played_ms), track, in_queue=False)
        if item.pk != queue.current_item_id:
            start(queue, item, _position(queue, item), played_ms=played_ms)
        queue.current_item = item
    return Streamed(queue, track, in_queue=True)


@transaction.atomic
def update(
    *,
    user: User,
    position: int | None = None,
    track_id: CatalogueId | None = None,
    repeat: PlayQueue.Repeat | None = None,
    radio_enabled: bool | None = None,
) -> PlayQueue:
    """Set what is given. An entry that is already current goes on playing, so that a repeat changes nothing."""
    queue = PlayQueue.objects.locked(user)
    queue.repeat = queue.repeat if repeat is None else repeat
    queue.radio_enabled = queue.radio_enabled if radio_enabled is None else radio_enabled
    item, place = _named(queue, position, track_id)
    if item is None or item.pk == queue.current_item_id:
        queue.save()
    else:
        start(queue, item, place)
    return PlayQueue.objects.of(user)


def _locked(user: User, told: Told) -> PlayQueue:
    queue = PlayQueue.objects.locked(user)
    _expect(queue, told)
    return queue


def _expect(queue: PlayQueue, told: Told) -> None:
    if told.expected_item_id not in (None, queue.current_item_id):
        raise QueueMoved(extra=current_state(queue))


@transaction.atomic
def _go_on(user: User, told: Told, *, radio: Sequence[Track]) -> PlayQueue:
    """Start the next entry; after the last one, add ``radio``. Raises `RanOut` when there is none to add."""
    up = next_up(user)
    if up is not None and (up.queue.current_item_id is None or up.queue.repeat != PlayQueue.Repeat.ONE):
        _expect(up.queue, told)
        position = up.queue.current_position + (up.queue.current_item_id is not None)
        return start(up.queue, up, position, played_ms=told.played_ms, is_sent=up.is_sent)
    queue = _locked(user, told)
    item, position = _following(queue)
    if item is None:
        item, position = _append_radio(queue, radio)
    return start(queue, item, position, played_ms=told.played_ms)


def _following(queue: PlayQueue) -> Place:
    if queue.repeat == PlayQueue.Repeat.ONE and queue.current_item_id is not None:
        return queue.items.to_start().get(pk=queue.current_item_id), queue.current_position
    item = queue.upcoming().to_start().first()
    if item is None and queue.repeat == PlayQueue.Repeat.ALL:
        return queue.in_order().to_start().first(), 0
    return item, queue.current_position + (queue.current_item_id is not None)


def _preceding(queue: PlayQueue) -> Place:
    item = queue.heard().to_start().first()
    if item is not None:
        return item, queue.current_position - 1
    if queue.repeat == PlayQueue.Repeat.ALL:
        return queue.items.to_start().order_by("-sort_key").first(), queue.track_count - 1
    return queue.in_order().to_start().first(), 0


def _append_radio(queue: PlayQueue, tracks: Sequence[Track]) -> tuple[QueueItem, int]:
    """Add the tracks; the first of the entries, and where it stands."""
    if not tracks or not queue.radio_enabled:
        raise (EndOfQueue if queue.track_count else NothingToPlay)(extra=current_state(queue))
    position = queue.track_count
    first = append(queue, [track.pk for track in tracks], source=QueueItem.Source.RADIO)[0]
    first.track = tracks[0]
    return first, position


def _named(queue: PlayQueue, position: int | None, track_id: CatalogueId | None) -> Place:
    """The entry that a position, a track, or both name; None when neither is given. Refuses what names none."""
    if position is None:
        return (None, 0) if track_id is None else _with_track(queue, track_id)
    if position >= queue.track_count:
        raise FieldError("current_position", "The queue has no such position.", code="max_value")
    item = queue.in_order().to_start()[position]
    if track_id not in (None, item.track.catalogue_id):
        raise FieldError("current_track_id", "Another track stands at this position.", code="mismatch")
    return item, position


def _with_track(queue: PlayQueue, track_id: CatalogueId) -> Place:
    item = queue.nearest(track__provider=track_id.provider, track__external_id=track_id.value)
    if item is None:
        raise FieldError("current_track_id", "The queue does not hold this track.", code="not_in_queue")
    return item, _position(queue, item)


def _position(queue: PlayQueue, item: QueueItem) -> int:
    return queue.items.filter(sort_key__lt=item.sort_key).count()
