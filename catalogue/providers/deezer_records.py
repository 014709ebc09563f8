"""Deezer's records in the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catalogue.ids import DEEZER, CatalogueId
from catalogue.providers.records import AlbumRecord, ArtistRecord, GenreRecord, TrackRecord
from integrations.deezer.records import DeezerAlbum, DeezerArtist, DeezerGenre, DeezerTrack


def genre_record(genre: DeezerGenre) -> GenreRecord:
    return GenreRecord(genre.id, genre.name, genre.picture_medium)


def artist_record(artist: DeezerArtist) -> ArtistRecord:
    return ArtistRecord(
        id=CatalogueId(DEEZER, artist.id),
        name=artist.name,
        picture_medium=artist.picture_medium,
        picture_xl=artist.picture_xl,
        nb_album=artist.nb_album,
        nb_fan=artist.nb_fan,
    )


def album_record(album: DeezerAlbum) -> AlbumRecord:
    return AlbumRecord(
        id=CatalogueId(DEEZER, album.id),
        title=album.title,
        artist=artist_record(album.artist) if album.artist else None,
        cover_medium=album.cover_medium,
        cover_xl=album.cover_xl,
        release_date=album.release_date,
        nb_tracks=album.nb_tracks,
        nb_fan=album.fans,
        record_type=album.record_type,
        genre_number=album.genre_id,
        label=album.label,
        upc=album.upc,
    )


def track_record(track: DeezerTrack, *, album: AlbumRecord | None = None) -> TrackRecord | None:
    """``album`` is the one whose listing named the track. None for a track of which no artist is known."""
    of = album or (album_record(track.album) if track.album else None)
    artist = artist_record(track.artist) if track.artist else of.artist if of else None
    if artist is None:
        return None
    return TrackRecord(
        id=CatalogueId(DEEZER, track.id),
        title=track.title,
        artist=artist,
        album=of,
        duration=track.duration,
        isrc=track.isrc,
        track_position=track.track_position,
        disk_number=track.disk_number,
        rank=track.rank,
        explicit=track.explicit,
        readable=track.readable,
        has_preview=None if track.preview is None else bool(track.preview),
        release_date=track.release_date,
        genre_number=of.genre_number if of else None,
    )


def track_records(tracks: Iterable[DeezerTrack], *, album: AlbumRecord | None = None) -> list[TrackRecord]:
    """Without repeats, and without tracks of which no artist is known."""
    records = (track_record(track, album=album) for track in tracks)
    return list({record.id: record for record in records if record}.values())


def album_records(albums: Iterable[DeezerAlbum], *, artist: ArtistRecord | None = None) -> list[AlbumRecord]:
    """``artist`` is given to the albums that name none: listings of one artist leave it out."""
    records = (album_record(album) for album in albums)
    filled = (record if record.artist else replace(record, artist=artist) for record in records)
    return list({record.id: record for record in filled}.values())


def artist_records(artists: Iterable[DeezerArtist]) -> list[ArtistRecord]:
    return list({artist.id: artist_record(artist) for artist in artists}.values())
