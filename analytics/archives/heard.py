"""A listen as an archive tells of it, and what is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import IO, Final
from uuid import UUID, uuid5

from django.utils import timezone

from catalogue.identifying.wanted import Wanted
from catalogue.ids import CatalogueId, InvalidCatalogueId

_SPACE: Final = UUID("6f0d3c0e-5f0b-5c3a-9b51-0c9a64a1b7d2")
_CLOCKS_APART: Final = timedelta(minutes=10)
LONGEST_NAME: Final = 500


class BadArchive(ValueError):
    """The file as a whole cannot be read; the message says why, for a person."""


class Passed(StrEnum):
    """Why an entry is not a listen to music."""

    EPISODE = "episode"
    AUDIOBOOK = "audiobook"
    NOT_PLAYED = "not_played"
    PRIVATE = "private_session"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Heard:
    """``moment`` is when it began. ``key`` tells this entry from every other of such archives, and is the same in each
    copy of them. ``played_ms`` None: to the end, as far as anybody knows.
    """

    moment: datetime
    wanted: Wanted
    key: str
    played_ms: int | None = None

    @property
    def event_id(self) -> UUID:
        return uuid5(_SPACE, self.key)


Entry = Heard | Passed
Read = Callable[[IO[bytes]], Iterator[Entry]]


def is_possible(moment: datetime) -> bool:
    """Neither before there were such services nor in the future."""
    return moment.year >= 2002 and moment <= timezone.now() + _CLOCKS_APART


def name(value: object) -> str:
    return " ".join(value.replace("\x00", "").split())[:LONGEST_NAME] if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """A number of milliseconds, or of seconds since 1970; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = int(float(value))
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number < 2**40 else None


def track_id(value: object) -> CatalogueId | None:
    if not isinstance(value, str) or not value:
        return None
    try:
        return CatalogueId.parse(value)
    except InvalidCatalogueId:
        return None
