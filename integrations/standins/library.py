"""The stand-ins' catalogue: invented artists, albums and tracks under Deezer's real genre numbers.

Everything follows from the tables below; two processes hold the same catalogue.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

GENRES: Final = {0: "All", 132: "Pop", 116: "Rap/Hip Hop", 152: "Rock", 106: "Electro", 129: "Jazz", 98: "Classical"}

_ARTISTS: Final = (
    (7001, "Velvet Harbour", 132),
    (7002, "The Paper Lanterns", 152),
    (7003, "Nachtzug 9", 106),
    (7004, "青い灯台", 132),
    (7005, "Mira Solano Trio", 129),
    (7006, "Old Mill Orchestra", 98),
    (7007, "Tall Order", 116),
    (7008, "Quiet Cartographer", 106),
)
_ALBUMS: Final = (
    # id, artist, title, release date, type, number of tracks
    (81001, 7001, "Salt and Neon", "2024-05-17", "album", 12),
    (81002, 7001, "Low Tide", "2026-10-02", "single", 2),
    (81003, 7002, "Folded Twice", "2019-03-08", "album", 10),
    (81004, 7002, "Live at the Granary", "2021-11-12", "album", 14),
    (81005, 7003, "Abfahrt", "2023-01-20", "ep", 5),
    (81006, 7003, "Fernverkehr", "2026-09-18", "album", 11),
    (81007, 7004, "港の夜", "2022-07-01", "album", 9),
    (81008, 7005, "Three Chairs", "2018-02-23", "album", 8),
    (81009, 7005, "Four Chairs", "2025-04-11", "album", 8),
    (81010, 7006, "The Complete Miniatures", "2017-09-29", "album", 120),
    (81011, 7007, "Size Matters", "2026-08-14", "album", 13),
    (81012, 7007, "Small Print", "0000-00-00", "single", 1),
    (81013, 7008, "Maps of Nowhere", "2020-06-05", "album", 10),
    (81014, 7008, "Contour Lines", "2026-11-06", "ep", 6),
)
_SERIAL_ARTIST = (7009, "Serial Works", 106)
"""With more releases than one page of any shop holds; only where it is asked for."""

_SERIALS = tuple(
    (82000 + number, 7009, f"Serial {number}", f"2025-{number % 12 + 1:02d}-03", "single", 1) for number in range(1, 24)
)
_FIRST = ("Amber", "Borrowed", "Cold", "Distant", "Electric", "Fading", "Golden", "Hollow", "Idle", "Jagged", "Kind")
_SECOND = ("Avenue", "Bells", "Compass", "Daylight", "Engine", "Ferry", "Garden", "Hours", "Island", "Junction")

UNREADABLE_EVERY: Final = 9
"""Every ninth track of an album is not readable and has no preview; the one after each still has its preview."""


@dataclass(frozen=True, slots=True)
class Artist:
    id: int
    name: str
    genre: int

    @property
    def has_picture(self) -> bool:
        return self.id != 7008


@dataclass(frozen=True, slots=True)
class Track:
    id: int
    title: str
    artist: Artist
    album_id: int
    position: int

    @property
    def duration(self) -> int:
        return 140 + (self.id * 37) % 160

    @property
    def rank(self) -> int:
        return 100_000 + (self.id * 7919) % 890_000

    @property
    def isrc(self) -> str:
        return f"ZZPLP{self.id % 10_000_000:07d}"

    @property
    def has_preview(self) -> bool:
        return self.position % UNREADABLE_EVERY != 0

    @property
    def readable(self) -> bool:
        return (self.has_preview and self.position % UNREADABLE_EVERY != 1) or self.position == 1


@dataclass(frozen=True, slots=True)
class Album:
    id: int
    artist: Artist
    title: str
    release_date: str
    record_type: str
    tracks: tuple[Track, ...]

    @property
    def upc(self) -> str:
        return f"9990000{self.id}"


def md5(text: str) -> str:
    """The hash in an image's or a preview's address."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _tracks(album_id: int, artist: Artist, count: int) -> tuple[Track, ...]:
    return tuple(
        Track(album_id * 1000 + position, _title(album_id + position * 3, position), artist, album_id, position)
        for position in range(1, count + 1)
    )


def _title(seed: int, position: int) -> str:
    numbered = f" No. {position}" if position > 20 else ""
    return f"{_FIRST[seed % len(_FIRST)]} {_SECOND[(seed * 7 + position) % len(_SECOND)]}{numbered}"


class Library:
    """All of it, by id and in lists. ``serials``: with the artist of 23 singles."""

    def __init__(self, *, serials: bool = False) -> None:
        artists = (*_ARTISTS, _SERIAL_ARTIST) if serials else _ARTISTS
        albums = _ALBUMS + _SERIALS if serials else _ALBUMS
        self.artists = {number: Artist(number, name, genre) for number, name, genre in artists}
        self.albums = {
            number: Album(number, self.artists[by], title, released, kind, _tracks(number, self.artists[by], count))
            for number, by, title, released, kind, count in albums
        }
        self.tracks = {track.id: track for album in self.albums.values() for track in album.tracks}

    def albums_of(self, artist: Artist) -> list[Album]:
        return [album for album in self.albums.values() if album.artist == artist]

    def top_of(self, artist: Artist) -> list[Track]:
        mine = [track for track in self.tracks.values() if track.artist == artist]
        return sorted(mine, key=lambda track: -track.rank)

    def related_to(self, artist: Artist) -> list[Artist]:
        """All others, those of the same genre first."""
        others = [other for other in self.artists.values() if other != artist]
        return sorted(others, key=lambda other: (other.genre != artist.genre, (other.id * 31 + artist.id) % 17))

    def radio_of(self, artist: Artist) -> list[Track]:
        """25 tracks, every third one by the artist."""
        own = self.top_of(artist)
        others = [track for other in self.related_to(artist)[:5] for track in self.top_of(other)[:5]]
        mixed = [track for pair in zip(others[::2], others[1::2], own, strict=False) for track in pair]
        return mixed[:25]

    def charted_tracks(self, genre: int) -> list[Track]:
        tracks = [track for track in self.tracks.values() if genre in (0, track.artist.genre)]
        return sorted(tracks, key=lambda track: -track.rank)

    def charted_albums(self, genre: int) -> list[Album]:
        albums = [album for album in self.albums.values() if genre in (0, album.artist.genre)]
        return sorted(albums, key=lambda album: (album.id * 7919) % 101)

    def charted_artists(self, genre: int) -> list[Artist]:
        return [artist for artist in self.artists.values() if genre in (0, artist.genre)]

    def releases(self) -> list[Album]:
        return sorted(self.albums.values(), key=lambda album: album.release_date, reverse=True)

    def found(self, query: str) -> tuple[list[Track], list[Artist], list[Album]]:
        """Each word of the query begins some word of the track, its artist or its album."""
        words = query.casefold().replace('"', " ").split()
        tracks = [
            track
            for track in self.tracks.values()
            if _matches(words, track.title, track.artist.name, self.albums[track.album_id].title)
        ]
        artists = [artist for artist in self.artists.values() if _matches(words, artist.name)]
        albums = [album for album in self.albums.values() if _matches(words, album.title, album.artist.name)]
        return sorted(tracks, key=lambda track: -track.rank), artists, albums


def _matches(words: list[str], *texts: str) -> bool:
    told = " ".join(texts).casefold().split()
    return all(any(there.startswith(word) for there in told) for word in words)
