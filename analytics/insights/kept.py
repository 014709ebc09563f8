"""Answers that are kept as long as what they were made of stays the same.

A copy carries a fingerprint of the months that it was made of. Reading their versions costs one statement; while they
are the same, the copy is given, so that a listen that was added or deleted is never missing from an answer once it has
been rolled up. How long a copy is kept at most only bounds what the months do not show, such as a track that was
renamed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.cache import cache

from integrations.counters import count
from integrations.shared_state import REDIS_TROUBLE, redis_is_lost, redis_was_lost

VERSION: Final = 2
"""Of the shape of what is kept: raise it with every change."""

OPEN: Final = timedelta(minutes=5)
"""For a stretch that today belongs to."""
CLOSED: Final = timedelta(hours=12)
"""For one that lies behind."""

Body = dict[str, Any]
Made = TypeVar("Made")


def kept(name: str, *, of: object, make: Callable[[], Made], lasting: timedelta) -> Made:
    """What is kept under ``name`` if it was made of the same as now, else what ``make`` answers."""
    key = "insights:" + hashlib.sha256(f"{VERSION} {name}".encode()).hexdigest()
    fingerprint = hashlib.sha256(repr(of).encode()).hexdigest()
    found = _guarded(lambda: cache.get(key))
    hit = isinstance(found, tuple) and found[0] == fingerprint
    count("insights_cache", outcome="hit" if hit else "miss")
    if hit:
        body: Made = found[1]
        return body
    made = make()
    _guarded(lambda: cache.set(key, (fingerprint, made), lasting.total_seconds()))
    return made


def _guarded(call: Callable[[], Any]) -> Any:
    """A cache that is lost keeps nothing, and fails nothing."""
    if settings.REDIS_URL and redis_is_lost():
        return None
    try:
        return call()
    except REDIS_TROUBLE as error:
        redis_was_lost(error)
        return None
