"""How the queue plays: where in the current track, on which device, or paused.

Kept as a position and the moment it was true at, so that nobody has to report every second: while it plays, the
position goes on by itself. `state_version` counts the changes that the moment alone does not explain.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from analytics.listens import LONGEST_MS
from config.realtime.publishing import push, user_group
from playqueue.errors import NothingPlaying, StateMoved
from playqueue.models import PlayQueue

STORED = ("active_device", "is_playing", "position_ms", "position_at", "state_version")


def position_now(queue: PlayQueue) -> int:
    """Milliseconds into the current track, never past its end."""
    position = queue.position_ms
    if queue.is_playing and queue.position_at is not None:
        position += int((timezone.now() - queue.position_at).total_seconds() * 1000)
    return min(position, _length(queue))


def state_of(queue: PlayQueue) -> dict[str, Any]:
    """What devices are told; the queue's `current_item` has its track loaded (`with_current`)."""
    item = queue.current_item
    track_id = str(item.track.catalogue_id) if item else None
    return {**state_without_track(queue), "item_id": queue.current_item_id, "track_id": track_id}


def state_without_track(queue: PlayQueue) -> dict[str, Any]:
    """The same of a queue in which nothing is current, or will not be once it is saved."""
    return {
        "item_id": None,
        "track_id": None,
        "position_ms": queue.position_ms,
        "playing": queue.is_playing,
        "at": queue.position_at,
        "version": queue.state_version,
        "device_id": queue.active_device_id,
    }


def put_state(queue: PlayQueue, *, is_playing: bool, position_ms: int) -> None:
    """Let the queue be there from now on. Saving and telling is left to the caller."""
    queue.is_playing = is_playing
    queue.position_ms = min(position_ms, _length(queue)) if position_ms else 0
    queue.position_at = timezone.now()
    queue.state_version += 1


def save_state(queue: PlayQueue, *, is_told: bool = True) -> None:
    """Store it without counting it as a change of the entries; devices are told unless it is what they expect."""
    PlayQueue.objects.filter(pk=queue.pk).update(**{name: getattr(queue, name) for name in STORED})
    if is_told:
        push(user_group(queue.user_id), {"type": "state.changed", "state": state_of(queue)})


def locked_with_current(user: User, *, version: int | None = None) -> PlayQueue:
    """The listener's queue, locked, its current entry loaded. Raises StateMoved for an outdated ``version``."""
    queue = PlayQueue.objects.locked(user)
    if queue.current_item_id is not None:
        queue.current_item = queue.items.with_tracks().get(pk=queue.current_item_id)
    if version not in (None, queue.state_version):
        raise StateMoved(extra={"state": shown(state_of(queue))})
    return queue


@transaction.atomic
def set_state(
    *, user: User, is_playing: bool | None = None, position_ms: int | None = None, version: int | None = None
) -> PlayQueue:
    """Pause, go on, or jump within the track, from whichever device. Raises NothingPlaying and StateMoved."""
    queue = locked_with_current(user, version=version)
    if queue.current_item_id is None:
        raise NothingPlaying
    put_state(
        queue,
        position_ms=position_now(queue) if position_ms is None else position_ms,
        is_playing=queue.is_playing if is_playing is None else is_playing,
    )
    save_state(queue)
    return queue


def shown(state: dict[str, Any]) -> dict[str, Any]:
    """For a problem document, whose members are plain JSON."""
    plain = {name: str(value) if isinstance(value, UUID) else value for name, value in state.items()}
    return {**plain, "at": state["at"] and state["at"].isoformat().replace("+00:00", "Z")}


def _length(queue: PlayQueue) -> int:
    seconds = queue.current_item.track.duration if queue.current_item else 0
    return seconds * 1000 or LONGEST_MS
