"""How long an answer is good for, per kind of question: the one table, and what it says of an answer of some age."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Ages, counted from the provider's answer. Up to ``fresh`` it is given as it is; up to ``revalidate`` it is given
    at once and renewed in the background; up to ``on_error`` it is given only when the provider cannot be asked.
    """

    fresh: timedelta
    revalidate: timedelta
    on_error: timedelta


_PAGE = Lifetime(timedelta(days=1), timedelta(days=7), timedelta(days=90))
_LIST = Lifetime(timedelta(minutes=10), timedelta(hours=1), timedelta(days=7))

LIFETIMES: Final = {
    "search": Lifetime(timedelta(minutes=5), timedelta(minutes=30), timedelta(days=1)),
    "tracks-named": Lifetime(timedelta(days=1), timedelta(days=7), timedelta(days=30)),
    "artist": _PAGE,
    "album": _PAGE,
    "track": _PAGE,
    "related": _PAGE,
    "isrc": _PAGE,
    "genres": Lifetime(timedelta(days=7), timedelta(days=30), timedelta(days=90)),
    "genre-tracks": _LIST,
    "chart-tracks": _LIST,
    "chart-albums": _LIST,
    "new-releases": _LIST,
}
"""By the name of the kind. What is not in here is never kept."""

NOT_FOUND_FOR: Final = timedelta(seconds=60)
"""How long "there is no such thing" is believed."""

DUE_FROM: Final = 0.8
"""Part of the fresh life after which whoever asks has the answer renewed, so that what is asked for stays fresh."""
JITTER: Final = 0.1
"""What was fetched together does not expire together: lives are up to a tenth longer or shorter."""
CLOCKS_APART: Final = 300.0
"""Seconds that the clocks of two servers may differ."""


class State(Enum):
    FRESH = "fresh"
    DUE = "due"
    """Fresh, and soon not to be."""
    STALE = "stale"
    EXPIRED = "expired"
    """Good only when the provider cannot be asked."""
    DEAD = "dead"


def state_of(lifetime: Lifetime, key: str, *, fetched_at: float, now: float) -> State:
    """Of the answer to ``key``; times are seconds since 1970."""
    age = now - fetched_at
    if age < -CLOCKS_APART or age > lifetime.on_error.total_seconds():
        return State.DEAD
    fresh = fresh_seconds(lifetime, key, fetched_at=fetched_at)
    if age < fresh:
        return State.FRESH if age < fresh * DUE_FROM else State.DUE
    return State.STALE if age < lifetime.revalidate.total_seconds() else State.EXPIRED


def fresh_seconds(lifetime: Lifetime, key: str, *, fetched_at: float) -> float:
    """The fresh life of this very answer: all processes come to the same, and the next answer to another one."""
    digest = hashlib.blake2b(f"{key} {fetched_at:.3f}".encode("utf-8", "replace"), digest_size=4).digest()
    spread = int.from_bytes(digest, "big") / 0xFFFFFFFF * 2 - 1
    return lifetime.fresh.total_seconds() * (1 + JITTER * spread)
