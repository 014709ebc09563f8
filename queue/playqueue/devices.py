"""A listener's devices: which one plays, and how playing goes over from one to another.

One device is active. It alone reports where the track is; the others show it, and take over by "play here".
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from config.batches import delete_in_batches
from config.realtime.publishing import push, user_group
from playqueue.device_models import MAX_DEVICES
from playqueue.errors import DeviceNotFound, NotActiveDevice, QueueMoved
from playqueue.models import Device, PlayQueue
from playqueue.playing import current_state
from playqueue.state import locked_with_current, position_now, put_state, save_state, shown, state_of

JUMP_MS = 2_000
"""A report that is further off than this from what was expected is a jump, and told to all devices."""


@transaction.atomic
def register_device(*, user: User, name: str, kind: Device.Kind = Device.Kind.OTHER) -> Device:
    """A new device; of more than `MAX_DEVICES` the one unseen for the longest is forgotten, but not the active one."""
    queue = PlayQueue.objects.locked(user)
    active = queue.active_device_id
    others = Device.objects.visible_to(user)
    others = others if active is None else others.exclude(pk=active)
    room = MAX_DEVICES - 1 - (active is not None)
    others.filter(pk__in=list(others.values_list("pk", flat=True)[room:])).delete()
    device = Device.objects.create(user=user, name=name, kind=kind)
    _tell(user)
    return device


@transaction.atomic
def change_device(*, user: User, device_id: UUID, **changes: Any) -> Device:
    """A new `name` or `kind`. Raises DeviceNotFound."""
    device = find_device(user, device_id)
    for name, value in changes.items():
        setattr(device, name, value)
    device.last_seen_at = timezone.now()
    device.save()
    _tell(user)
    return device


@transaction.atomic
def forget_device(*, user: User, device_id: UUID) -> None:
    """When it is the active one, playing pauses. Raises DeviceNotFound."""
    queue = locked_with_current(user)
    device = find_device(user, device_id)
    if queue.active_device_id == device.pk:
        put_state(queue, is_playing=False, position_ms=position_now(queue))
        queue.active_device = None
        save_state(queue)
    device.delete()
    _tell(user)


@transaction.atomic
def report(*, user: User, device_id: UUID, item_id: UUID | None, position_ms: int, is_playing: bool) -> PlayQueue:
    """A sign of life, and of the active device where it is. The first that plays while no other does becomes active.

    Raises DeviceNotFound, NotActiveDevice where another one plays, and QueueMoved for an entry that is not current.
    """
    queue = locked_with_current(user)
    device = find_device(user, device_id)
    Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now())
    is_active = queue.active_device_id == device.pk
    if not is_active and not is_playing:
        return queue
    if not is_active and _another_plays(queue):
        raise NotActiveDevice(extra={"state": shown(state_of(queue))})
    if item_id != queue.current_item_id or item_id is None:
        raise QueueMoved(extra=current_state(queue))
    was = (queue.is_playing, queue.state_version, position_now(queue))
    queue.active_device = device
    put_state(queue, is_playing=is_playing, position_ms=position_ms)
    is_news = not is_active or was[0] != is_playing or abs(was[2] - position_ms) > JUMP_MS
    if not is_news:
        queue.state_version = was[1]
    save_state(queue, is_told=is_news)
    return queue


@transaction.atomic
def play_here(
    *, user: User, device_id: UUID, is_playing: bool = True, position_ms: int | None = None, version: int | None = None
) -> PlayQueue:
    """Hand playing over to this device, at the position that was reached. Raises DeviceNotFound and StateMoved."""
    queue = locked_with_current(user, version=version)
    device = find_device(user, device_id)
    Device.objects.filter(pk=device.pk).update(last_seen_at=timezone.now())
    position = position_now(queue) if position_ms is None else position_ms
    queue.active_device = device
    put_state(queue, is_playing=is_playing and queue.current_item_id is not None, position_ms=position)
    save_state(queue)
    return queue


def prune_devices() -> int:
    """Forget those that were not seen for months; how many."""
    return delete_in_batches(Device.objects.forgotten(timezone.now()))


def _another_plays(queue: PlayQueue) -> bool:
    return queue.is_playing and queue.active_device is not None and queue.active_device.is_online


def find_device(user: User, device_id: UUID) -> Device:
    """Raises DeviceNotFound."""
    device = Device.objects.visible_to(user).filter(pk=device_id).first()
    if device is None:
        raise DeviceNotFound
    return device


def _tell(user: User) -> None:
    push(user_group(user.pk), {"type": "devices.changed"})
