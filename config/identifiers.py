"""Ids of our own rows: UUID version 7 (RFC 9562, section 5.7), so that they sort by the time they were made."""

import os
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BELOW_TIME = 0xFFF << 64 | (1 << 62) - 1
"""The bits that are neither time nor version and variant."""

_lock = threading.Lock()
_last = [0]

_MILLISECOND = 1 << 12
_DRIFT = 10_000 * _MILLISECOND
"""A clock that went back further than this was set, and is believed."""


def uuid7() -> uuid.UUID:
    """A new id. Within one process each is greater than the one before, also when the clock steps back a little."""
    with _lock:
        # 48 bits of milliseconds and 12 bits of their fraction, as one growing number.
        now = time.time_ns() * _MILLISECOND // 1_000_000
        ticks = now if _last[0] - now > _DRIFT else max(now, _last[0] + 1)
        _last[0] = ticks
    random = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    value = (ticks >> 12) << 80 | 0x7 << 76 | (ticks & 0xFFF) << 64 | 0b10 << 62 | random
    return uuid.UUID(int=value)


def uuid7_at(moment: datetime) -> uuid.UUID:
    """A new id of that millisecond, for a row about something that happened then."""
    return uuid.UUID(int=first_at(moment).int | int.from_bytes(os.urandom(10)) & _BELOW_TIME)


def first_at(moment: datetime) -> uuid.UUID:
    """The smallest id of that millisecond; times before 1970 count as its beginning."""
    milliseconds = max(0, int((moment - _EPOCH) / timedelta(milliseconds=1)))
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0b10 << 62)
