"""What is looked for, and what was found: plain values for whoever brings tracks from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from catalogue.ids import CatalogueId
from catalogue.models import Track
from integrations.errors import ProviderUnavailable


@dataclass(frozen=True, slots=True)
class Wanted:
    """A track as somebody else knows it. ``artists`` as they are credited there, the main one first.

    ``ids`` are taken at their word: the first that is in the catalogue is the track, whatever its name.
    """

    title: str
    artists: tuple[str, ...] = ()
    album: str = ""
    duration_ms: int | None = None
    isrc: str = ""
    ids: tuple[CatalogueId, ...] = ()

    @property
    def code(self) -> str:
        """The ISRC as it is compared; "" for what cannot be one."""
        code = self.isrc.replace("-", "").strip().upper()
        return code if len(code) == 12 and code.isascii() and code.isalnum() else ""

    @property
    def seconds(self) -> float | None:
        return self.duration_ms / 1000 if self.duration_ms and self.duration_ms > 0 else None


class How(StrEnum):
    """How a track was recognised, or why it was not."""

    ID = "id"
    ISRC = "isrc"
    NAME = "name"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    UNAVAILABLE = "unavailable"
    """The provider could not be asked; only `catalogue.identifying.patience.Identifier` says so."""


@dataclass(frozen=True, slots=True)
class Match:
    """``track`` has artist and album loaded, and is None where nothing was certain.

    ``score`` is 0 to 100: how alike the names are; 100 for an id or an ISRC. ``candidates`` of an ambiguous match are
    the likeliest first, five at most.
    """

    track: Track | None
    how: How
    score: float = 0.0
    candidates: list[Track] = field(default_factory=list)


class NotAllIdentified(ProviderUnavailable):
    """The provider could not be asked for some. ``sure`` are those that were recognised all the same."""

    def __init__(self, error: ProviderUnavailable, sure: dict[Wanted, Match]) -> None:
        super().__init__(error.service, error.detail, retry_after=error.retry_after)
        self.sure = sure
