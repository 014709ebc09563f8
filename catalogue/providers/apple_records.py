"""Apple's records in the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from catalogue.ids import APPLE, CatalogueId
from catalogue.providers.records import AlbumRecord, ArtistRecord, TrackRecord
from integrations.apple.records import AppleAlbum, AppleArtist, AppleSong
from integrations.apple.wire import artwork_url

MEDIUM: Final = 250
LARGE: Final = 1000


def artist_record(artist: AppleArtist) -> ArtistRecord:
    return ArtistRecord(
        id=CatalogueId(APPLE, artist.id),
        name=artist.name,
        picture_medium=artwork_url(artist.artwork, MEDIUM),
        picture_xl=artwork_url(artist.artwork, LARGE),
    )


def album_record(album: AppleAlbum) -> AlbumRecord:
    return AlbumRecord(
        id=CatalogueId(APPLE, album.id),
        title=album.name,
        artist=_first_named(album.artists),
        cover_medium=artwork_url(album.artwork, MEDIUM),
        cover_xl=artwork_url(album.artwork, LARGE),
        release_date=album.release_date,
        nb_tracks=album.track_count,
        record_type=_record_type(album),
        label=album.label,
        upc=album.upc,
    )


def track_record(
    song: AppleSong, *, album: AlbumRecord | None = None, artist: ArtistRecord | None = None
) -> TrackRecord | None:
    """``album`` and ``artist`` are those whose listing named the song. None for one of which no artist is known."""
    of = album or (album_record(song.album) if song.album else None)
    by = _first_named(song.artists) or artist or (of.artist if of else None)
    if by is None:
        return None
    return TrackRecord(
        id=CatalogueId(APPLE, song.id),
        title=song.name,
        artist=by,
        album=of,
        duration=round(song.duration_ms / 1000),
        isrc=song.isrc,
        track_position=song.track_number,
        disk_number=song.disc_number,
        explicit=song.explicit,
        readable=song.is_playable,
        has_preview=None if song.preview is None else bool(song.preview),
        release_date=song.release_date,
    )


def track_records(
    songs: Iterable[AppleSong], *, album: AlbumRecord | None = None, artist: ArtistRecord | None = None
) -> list[TrackRecord]:
    """Without repeats, and without songs of which no artist is known."""
    records = (track_record(song, album=album, artist=artist) for song in songs)
    return list({record.id: record for record in records if record}.values())


def album_records(albums: Iterable[AppleAlbum], *, artist: ArtistRecord | None = None) -> list[AlbumRecord]:
    """``artist`` is given to the albums that name none: listings of one artist leave it out."""
    records = (album_record(album) for album in albums)
    filled = (record if record.artist else replace(record, artist=artist) for record in records)
    return list({record.id: record for record in filled}.values())


def artist_records(artists: Iterable[AppleArtist]) -> list[ArtistRecord]:
    return list({artist.id: artist_record(artist) for artist in artists}.values())


def _first_named(artists: tuple[AppleArtist, ...]) -> ArtistRecord | None:
    return next((artist_record(artist) for artist in artists if artist.name), None)


def _record_type(album: AppleAlbum) -> str:
    """Apple marks EPs in their names only, and tells the rest in albums' own attributes."""
    if album.name.endswith(" - EP"):
        return "ep"
    if album.is_compilation:
        return "compile"
    if album.is_single:
        return "single"
    return "" if album.is_single is None else "album"
