"""Spotify's records in the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from catalogue.ids import SPOTIFY, CatalogueId
from catalogue.providers.records import AlbumRecord, ArtistRecord, TrackRecord
from integrations.spotify.records import SpotifyAlbum, SpotifyArtist, SpotifyImage, SpotifyTrack

MEDIUM: Final = 200
"""Pixels that a medium picture has at least; Spotify's sizes are 64, 300 (320) and 640."""
RANK_PER_POPULARITY: Final = 10_000
RECORD_TYPES: Final = {"album": "album", "single": "single", "compilation": "compile"}


def artist_record(artist: SpotifyArtist) -> ArtistRecord:
    return ArtistRecord(
        id=CatalogueId(SPOTIFY, artist.id),
        name=artist.name,
        picture_medium=_medium(artist.images),
        picture_xl=_largest(artist.images),
        nb_fan=artist.followers,
    )


def album_record(album: SpotifyAlbum) -> AlbumRecord:
    return AlbumRecord(
        id=CatalogueId(SPOTIFY, album.id),
        title=album.name,
        artist=artist_record(album.artists[0]) if album.artists else None,
        cover_medium=_medium(album.images),
        cover_xl=_largest(album.images),
        release_date=album.release_date,
        nb_tracks=album.total_tracks,
        record_type=RECORD_TYPES.get(album.album_type, ""),
        label=album.label,
        upc=album.upc,
    )


def track_record(track: SpotifyTrack, *, album: AlbumRecord | None = None) -> TrackRecord | None:
    """``album`` is the one whose listing named the track. None for a track of which no artist is known."""
    of = album or (album_record(track.album) if track.album else None)
    artist = artist_record(track.artists[0]) if track.artists else of.artist if of else None
    if artist is None:
        return None
    return TrackRecord(
        id=CatalogueId(SPOTIFY, track.id),
        title=track.name,
        artist=artist,
        album=of,
        duration=round(track.duration_ms / 1000),
        isrc=track.isrc,
        track_position=track.track_number,
        disk_number=track.disc_number,
        rank=None if track.popularity is None else track.popularity * RANK_PER_POPULARITY,
        explicit=track.explicit,
        readable=track.is_playable,
        has_preview=False,
        release_date=of.release_date if of else None,
    )


def track_records(tracks: Iterable[SpotifyTrack], *, album: AlbumRecord | None = None) -> list[TrackRecord]:
    """Without repeats, and without tracks of which no artist is known."""
    records = (track_record(track, album=album) for track in tracks)
    return list({record.id: record for record in records if record}.values())


def album_records(albums: Iterable[SpotifyAlbum], *, artist: ArtistRecord | None = None) -> list[AlbumRecord]:
    """``artist`` is given to the albums that name none."""
    records = (album_record(album) for album in albums)
    filled = (record if record.artist else replace(record, artist=artist) for record in records)
    return list({record.id: record for record in filled}.values())


def artist_records(artists: Iterable[SpotifyArtist]) -> list[ArtistRecord]:
    return list({artist.id: artist_record(artist) for artist in artists}.values())


def _medium(images: tuple[SpotifyImage, ...]) -> str:
    """The smallest that is large enough; where no size is told, the largest."""
    enough = [image for image in images if image.width >= MEDIUM]
    return enough[-1].url if enough else _largest(images)


def _largest(images: tuple[SpotifyImage, ...]) -> str:
    return images[0].url if images else ""
