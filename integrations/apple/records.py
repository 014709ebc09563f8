"""What Apple Music says, parsed: plain values. None (and "" for text) mean that this answer did not say.

Durations are milliseconds. ``artwork`` is an address with ``{w}`` and ``{h}`` in it; see `artwork_url`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ApplePage(Generic[T]):
    """``next_offset`` is where the next page begins, None at the end."""

    items: tuple[T, ...] = ()
    next_offset: int | None = None


@dataclass(frozen=True, slots=True)
class AppleArtist:
    """``name`` is "" where another thing names the artist by id only."""

    id: str
    name: str = ""
    artwork: str = ""


@dataclass(frozen=True, slots=True)
class AppleSong:
    """``artists`` is empty where the answer came without that relationship; ``artist_name`` then names them together.

    ``preview`` is "" when Apple has none and None when it did not say.
    """

    id: str
    name: str
    artist_name: str = ""
    artists: tuple[AppleArtist, ...] = ()
    album: AppleAlbum | None = None
    duration_ms: int = 0
    isrc: str = ""
    track_number: int | None = None
    disc_number: int | None = None
    explicit: bool | None = None
    is_playable: bool | None = None
    preview: str | None = None
    release_date: date | None = None


@dataclass(frozen=True, slots=True)
class AppleAlbum:
    """``tracks`` is the first page, in an album's own answer only; music videos are left out of it."""

    id: str
    name: str
    artist_name: str = ""
    artists: tuple[AppleArtist, ...] = ()
    artwork: str = ""
    release_date: date | None = None
    track_count: int | None = None
    is_single: bool | None = None
    is_compilation: bool | None = None
    label: str = ""
    upc: str = ""
    tracks: ApplePage[AppleSong] = field(default_factory=ApplePage)


@dataclass(frozen=True, slots=True)
class AppleSearch:
    """One page of each kind; kinds without hits are absent from the wire and empty here."""

    songs: ApplePage[AppleSong] = field(default_factory=ApplePage)
    artists: ApplePage[AppleArtist] = field(default_factory=ApplePage)
    albums: ApplePage[AppleAlbum] = field(default_factory=ApplePage)
