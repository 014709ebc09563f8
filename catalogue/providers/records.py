"""What a provider says, in the catalogue's words: plain values without a database.

``None`` and ``""`` mean "this answer did not say", never "there is none": the same track comes with more fields from
one endpoint of a provider than from another. Picture and cover URLs are absolute, or begin with ``/`` when they are
files of ours, or are empty. Durations are whole seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from catalogue.ids import CatalogueId


@dataclass(frozen=True, slots=True)
class GenreRecord:
    """``number`` is Deezer's own, or from 1,000,000 up for a genre that only our catalogue has."""

    number: int
    name: str
    picture_medium: str = ""


@dataclass(frozen=True, slots=True)
class ArtistRecord:
    id: CatalogueId
    name: str
    picture_medium: str = ""
    picture_xl: str = ""
    nb_album: int | None = None
    nb_fan: int | None = None


@dataclass(frozen=True, slots=True)
class AlbumRecord:
    """``genre_number`` follows `GenreRecord.number`; ``record_type`` is album, single, ep or compile."""

    id: CatalogueId
    title: str
    artist: ArtistRecord | None = None
    cover_medium: str = ""
    cover_xl: str = ""
    release_date: date | None = None
    nb_tracks: int | None = None
    nb_fan: int | None = None
    record_type: str = ""
    genre_number: int | None = None
    label: str = ""
    upc: str = ""


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """``rank`` is popularity, 0 to 1,000,000 (Deezer's scale); ``readable`` says whether the provider lets it play."""

    id: CatalogueId
    title: str
    artist: ArtistRecord
    album: AlbumRecord | None = None
    duration: int = 0
    isrc: str = ""
    track_position: int | None = None
    disk_number: int | None = None
    rank: int | None = None
    explicit: bool | None = None
    readable: bool | None = None
    has_preview: bool | None = None
    release_date: date | None = None
    genre_number: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``complete`` is false when one of the lists could not be had and was left empty."""

    tracks: list[TrackRecord] = field(default_factory=list)
    artists: list[ArtistRecord] = field(default_factory=list)
    albums: list[AlbumRecord] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class ArtistPage:
    """``complete`` is false when a side listing could not be had and was left empty."""

    artist: ArtistRecord
    albums: list[AlbumRecord] = field(default_factory=list)
    top_tracks: list[TrackRecord] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class AlbumPage:
    """``tracks`` in album order."""

    album: AlbumRecord
    tracks: list[TrackRecord] = field(default_factory=list)
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """A playable address. ``expires_at`` is when the provider stops honouring ``url``; None: not before long."""

    url: str
    expires_at: datetime | None = None
