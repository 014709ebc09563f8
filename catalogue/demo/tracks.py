"""The tracks of each release."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from random import Random
from typing import Final

from catalogue.demo.chance import between, dice, lasting_id, weighted
from catalogue.demo.genres import BY_NAME, NUMBERING
from catalogue.demo.records import DemoAlbum, DemoArtist, DemoTrack
from catalogue.demo.titles import title_track

_TRACKS: Final = {"album": (8, 15), "ep": (4, 6), "single": (1, 3)}
_HAS_TITLE_TRACK: Final = {"album": 0.45, "ep": 0.6, "single": 1.0}
_DISKS: Final = {"1": 0.94, "2": 0.06}
"""How many disks an album fills."""

_GUEST_MARK: Final = " (feat. "
_TONE_SEEDS: Final = 2**26


def invent_tracks(albums: list[DemoAlbum], artists: list[DemoArtist]) -> list[DemoTrack]:
    """Album by album, with all ranks 0 and no lyrics; ``albums`` stand artist by artist."""
    recordings = count(1)
    tracks: list[DemoTrack] = []
    for artist, own_albums in groupby(albums, key=lambda album: album.artist):
        releases = list(own_albums)
        taken = {album.title.casefold() for album in releases}
        for album in releases:
            tracks += _tracks_of(album, _guests_for(artist, album, artists), recordings, taken)
    return tracks


def bare_title(title: str) -> str:
    """Without the guest."""
    return title.partition(_GUEST_MARK)[0]


def _guests_for(artist: DemoArtist, album: DemoAlbum, artists: list[DemoArtist]) -> list[str]:
    """Names of the others who were about at the time and play something near."""
    near = {artist.genre.name, *BY_NAME[artist.genre.name].neighbours}
    year = album.release_date.year
    return [
        other.name for other in artists if other != artist and other.genre.name in near and other.active_from <= year
    ]


def _tracks_of(album: DemoAlbum, guests: list[str], recordings: Iterator[int], taken: set[str]) -> list[DemoTrack]:
    rolls = dice(album.id, "tracks")
    places = _places(album, rolls)
    titles = _titles(album, len(places), rolls, taken)
    return [
        _track(album, place, _with_guest(title, album, guests, rolls), next(recordings), rolls)
        for place, title in zip(places, titles, strict=True)
    ]


def _places(album: DemoAlbum, rolls: Random) -> list[tuple[int, int]]:
    """Disk number and position of each track."""
    disks = int(weighted(_DISKS, rolls)) if album.record_type == "album" else 1
    sizes = [between(_TRACKS[album.record_type], rolls) for _ in range(disks)]
    return [(disk, position) for disk, size in enumerate(sizes, 1) for position in range(1, size + 1)]


def _titles(album: DemoAlbum, wanted: int, rolls: Random, taken: set[str]) -> list[str]:
    has_title_track = rolls.random() < _HAS_TITLE_TRACK[album.record_type]
    make = (title_track(album.genre.name, album.artist, rolls, taken) for _ in range(wanted - has_title_track))
    titles = list(make)
    if has_title_track:
        titles.insert(0 if album.record_type == "single" else rolls.randrange(wanted), album.title)
    return titles


def _with_guest(title: str, album: DemoAlbum, guests: list[str], rolls: Random) -> str:
    if guests and rolls.random() < BY_NAME[album.genre.name].guests:
        return f"{title}{_GUEST_MARK}{rolls.choice(guests)})"
    return title


def _track(album: DemoAlbum, place: tuple[int, int], title: str, recording: int, rolls: Random) -> DemoTrack:
    manner = BY_NAME[album.genre.name]
    disk, position = place
    return DemoTrack(
        id=lasting_id(album.id, "track", title),
        title=title,
        artist=album.artist,
        album=album,
        genre=album.genre,
        duration=between(manner.seconds, rolls),
        track_position=position,
        disk_number=disk,
        isrc=f"QZPPD26{recording:05d}",
        rank=0,
        explicit=rolls.random() < manner.explicit,
        tone_seed=rolls.randrange(_TONE_SEEDS) * len(NUMBERING) + NUMBERING[album.genre.name],
    )
