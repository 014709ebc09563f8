"""What Spotify says, parsed: plain values. None (and "" for text) mean that this answer did not say.

Ids are 22 base-62 characters. Durations are milliseconds. What apps from before 2026 still see (popularity, followers,
label) is read where it is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SpotifyImage:
    """``width`` is in pixels, 0 where it is not told."""

    url: str
    width: int = 0


@dataclass(frozen=True, slots=True)
class SpotifyArtist:
    id: str
    name: str
    images: tuple[SpotifyImage, ...] = ()
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class SpotifyTrack:
    """``isrc`` is in full tracks, not in those of an album's listing. ``popularity`` is 0 to 100."""

    id: str
    name: str
    artists: tuple[SpotifyArtist, ...] = ()
    album: SpotifyAlbum | None = None
    duration_ms: int = 0
    isrc: str = ""
    track_number: int | None = None
    disc_number: int | None = None
    explicit: bool | None = None
    is_playable: bool | None = None
    popularity: int | None = None


@dataclass(frozen=True, slots=True)
class SpotifyPage(Generic[T]):
    """``next_offset`` is where the next page begins, None at the end; ``total`` changes between pages."""

    items: tuple[T, ...] = ()
    total: int | None = None
    next_offset: int | None = None


@dataclass(frozen=True, slots=True)
class SpotifyAlbum:
    """``tracks`` is the first page, in an album's own answer only. ``album_type`` is album, single or compilation."""

    id: str
    name: str
    artists: tuple[SpotifyArtist, ...] = ()
    images: tuple[SpotifyImage, ...] = ()
    release_date: date | None = None
    total_tracks: int | None = None
    album_type: str = ""
    label: str = ""
    upc: str = ""
    tracks: SpotifyPage[SpotifyTrack] = field(default_factory=SpotifyPage)


@dataclass(frozen=True, slots=True)
class SpotifySearch:
    """One page of each kind that was asked for."""

    tracks: SpotifyPage[SpotifyTrack] = field(default_factory=SpotifyPage)
    artists: SpotifyPage[SpotifyArtist] = field(default_factory=SpotifyPage)
    albums: SpotifyPage[SpotifyAlbum] = field(default_factory=SpotifyPage)
