"""What the invented catalogue consists of: plain values without a database.

Ids are UUIDs in their canonical text form, the same for the same seed on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

OWN_GENRES_FROM: Final = 1_000_000
"""Genre numbers below are Deezer's own."""


@dataclass(frozen=True, slots=True)
class DemoGenre:
    """``number`` is Deezer's own where Deezer has the genre, otherwise from 1,000,000 up."""

    name: str
    number: int

    @property
    def deezer_number(self) -> int | None:
        return self.number if self.number < OWN_GENRES_FROM else None


@dataclass(frozen=True, slots=True)
class ArtistStyle:
    """How all of an artist's music leans. ``tempo`` is in beats a minute, ``energy`` runs from 0 to 1."""

    tempo: int
    energy: float
    is_minor: bool
    home_label: str


@dataclass(frozen=True, slots=True)
class DemoArtist:
    """``popularity`` is a number of fans, ``active_from`` the year of the first release."""

    id: str
    name: str
    genre: DemoGenre
    popularity: int
    active_from: int
    style: ArtistStyle


@dataclass(frozen=True, slots=True)
class DemoAlbum:
    """``record_type`` is album, single or ep. ``genre`` may be a neighbour of the artist's own."""

    id: str
    title: str
    artist: DemoArtist
    genre: DemoGenre
    release_date: date
    record_type: str
    label: str


@dataclass(frozen=True, slots=True)
class DemoLyrics:
    """``synced`` is in LRC form, `[mm:ss.xx]line`, in order and within the track; ``plain`` has the same lines."""

    plain: str
    synced: str


@dataclass(frozen=True, slots=True)
class DemoTrack:
    """``duration`` is in seconds, ``rank`` popularity from 0 to 1,000,000; ``tone_seed`` is for `tones.render_tone`."""

    id: str
    title: str
    artist: DemoArtist
    album: DemoAlbum
    genre: DemoGenre
    duration: int
    track_position: int
    disk_number: int
    isrc: str
    rank: int
    explicit: bool
    tone_seed: int
    lyrics: DemoLyrics | None = None


@dataclass(frozen=True, slots=True)
class DemoCatalogue:
    """``tracks`` stand album by album, in album order."""

    genres: tuple[DemoGenre, ...]
    artists: tuple[DemoArtist, ...]
    albums: tuple[DemoAlbum, ...]
    tracks: tuple[DemoTrack, ...]
