"""What Deezer says, parsed: plain values. None (and "" for text) mean that this answer did not say.

Ids are digits as text, never "0". Durations are seconds. A page's ``next_index`` is where the next page begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeezerGenre:
    """``id`` 0 is Deezer's "All"."""

    id: int
    name: str
    picture_medium: str = ""


@dataclass(frozen=True, slots=True)
class DeezerArtist:
    id: str
    name: str
    picture_medium: str = ""
    picture_xl: str = ""
    nb_album: int | None = None
    nb_fan: int | None = None


@dataclass(frozen=True, slots=True)
class DeezerAlbum:
    """``tracks`` are the embedded ones of `/album/{id}`: without ISRC and positions, and not always all."""

    id: str
    title: str
    artist: DeezerArtist | None = None
    cover_medium: str = ""
    cover_xl: str = ""
    release_date: date | None = None
    nb_tracks: int | None = None
    fans: int | None = None
    record_type: str = ""
    genre_id: int | None = None
    label: str = ""
    upc: str = ""
    tracks: tuple[DeezerTrack, ...] = ()


@dataclass(frozen=True, slots=True)
class DeezerTrack:
    """``preview`` is "" when Deezer has none and None when it did not say; ``readable`` is a different question.

    ``alternative`` is the track that Deezer offers in place of one that is not readable.
    """

    id: str
    title: str
    artist: DeezerArtist | None = None
    album: DeezerAlbum | None = None
    duration: int = 0
    isrc: str = ""
    track_position: int | None = None
    disk_number: int | None = None
    rank: int | None = None
    explicit: bool | None = None
    readable: bool | None = None
    preview: str | None = None
    release_date: date | None = None
    alternative: DeezerTrack | None = None


@dataclass(frozen=True, slots=True)
class DeezerPage(Generic[T]):
    """``total`` is fuzzy, and absent from many listings: only ``next_index`` says whether there is more."""

    items: tuple[T, ...] = ()
    total: int | None = None
    next_index: int | None = None


@dataclass(frozen=True, slots=True)
class DeezerChart:
    tracks: tuple[DeezerTrack, ...] = ()
    albums: tuple[DeezerAlbum, ...] = ()
    artists: tuple[DeezerArtist, ...] = ()
