"""What the play queue says no with. Of every 409: nothing moved, nothing changed."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError


class QueueFull(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "queue_full"
    detail = "A queue holds at most 10,000 tracks. Nothing was added."


class QueueMoved(DomainError):
    """The entry that the client took for the current one is not: another device or tab was faster."""

    status = status.HTTP_409_CONFLICT
    code = "queue_moved"
    detail = "The queue has moved on meanwhile. This is its current state."


class RanOut(DomainError):
    """There is no next entry, and no radio to go on with."""

    status = status.HTTP_409_CONFLICT


class EndOfQueue(RanOut):
    code = "end_of_queue"
    detail = "This is the end of the queue."


class NothingToPlay(RanOut):
    """The queue is empty."""

    code = "nothing_to_play"
    detail = "The queue is empty."


class NothingPlaying(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "nothing_playing"
    detail = "Nothing is playing."


class EntryNotFound(DomainError):
    """No such entry, or one of another listener's queue."""

    status = status.HTTP_404_NOT_FOUND
    code = "entry_not_found"
    detail = "The queue has no such entry."


class StateMoved(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "state_moved"
    detail = "Another device was faster. This is how it plays now."


class NotActiveDevice(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "not_active_device"
    detail = "Another device plays. Stop, or take over with `play/`."


class DeviceNotFound(DomainError):
    """No such device, or one of another listener's."""

    status = status.HTTP_404_NOT_FOUND
    code = "device_not_found"
    detail = "You have no such device."
