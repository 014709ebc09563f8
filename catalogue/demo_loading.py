"""The invented catalogue, put into the database and the media folder. Loading it again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from django.core.files.storage import default_storage

from catalogue.demo.covers import draw_cover, draw_portrait
from catalogue.demo.records import DemoAlbum, DemoArtist, DemoCatalogue, DemoGenre, DemoTrack
from catalogue.ids import LOCAL, CatalogueId
from catalogue.media_files import keep_file, public_path
from catalogue.models import Lyrics, Track
from catalogue.providers.records import AlbumRecord, ArtistRecord, GenreRecord, TrackRecord
from catalogue.store import Findings, store
from catalogue.upsert import upsert

MEDIUM: Final = 250
LARGE: Final = 640
"""Pixels."""

Picture = tuple[str, Callable[[], bytes]]


def load_rows(demo: DemoCatalogue) -> None:
    """Every genre, artist, album and track with its lyrics. About a dozen statements."""
    albums_of = Counter(album.artist.id for album in demo.albums)
    tracks_of = Counter(track.album.id for track in demo.tracks)
    artists = {each.id: _artist(each, albums_of[each.id]) for each in demo.artists}
    albums = {each.id: _album(each, artists[each.artist.id], tracks_of[each.id]) for each in demo.albums}
    tracks = [_track(each, artists[each.artist.id], albums[each.album.id]) for each in demo.tracks]
    rows = store(Findings([*artists.values()], [*albums.values()], tracks, [_genre(each) for each in demo.genres]))
    upsert(Track, {_own(each.id): {"tone_seed": each.tone_seed} for each in demo.tracks})
    Lyrics.objects.bulk_create(
        [
            Lyrics(track=rows[_own(each.id)], plain=each.lyrics.plain, synced=each.lyrics.synced)
            for each in demo.tracks
            if each.lyrics
        ],
        update_conflicts=True,
        unique_fields=["track"],
        update_fields=["plain", "synced"],
    )


def pictures(demo: DemoCatalogue) -> list[Picture]:
    """The name of every picture, and how it is drawn."""
    found = [(_name("genres", str(genre.number), MEDIUM), _genre_drawing(genre)) for genre in demo.genres]
    for artist in demo.artists:
        found += [(_name("artists", artist.id, size), _portrait_drawing(artist, size)) for size in (MEDIUM, LARGE)]
    for album in demo.albums:
        found += [(_name("covers", album.id, size), _cover_drawing(album, size)) for size in (MEDIUM, LARGE)]
    return found


def draw_missing(wanted: Iterable[Picture], *, step: Callable[[], None]) -> int:
    """Draw what is not there yet, calling ``step`` after each picture; returns how many were drawn."""
    drawn = 0
    for name, draw in wanted:
        if not default_storage.exists(name):
            keep_file(name, draw())
            drawn += 1
        step()
    return drawn


def _genre_drawing(genre: DemoGenre) -> Callable[[], bytes]:
    return lambda: draw_cover(f"genre {genre.number}", title=genre.name, size=MEDIUM, genre=genre.name)


def _portrait_drawing(artist: DemoArtist, size: int) -> Callable[[], bytes]:
    return lambda: draw_portrait(artist.id, size=size, genre=artist.genre.name)


def _cover_drawing(album: DemoAlbum, size: int) -> Callable[[], bytes]:
    return lambda: draw_cover(album.id, title=album.title, size=size, genre=album.genre.name, artist=album.artist.name)


def _name(folder: str, thing: str, size: int) -> str:
    return f"demo/{folder}/{thing}-{size}.jpg"


def _own(value: str) -> CatalogueId:
    return CatalogueId(LOCAL, value)


def _genre(genre: DemoGenre) -> GenreRecord:
    return GenreRecord(genre.number, genre.name, public_path(_name("genres", str(genre.number), MEDIUM)))


def _artist(artist: DemoArtist, albums: int) -> ArtistRecord:
    return ArtistRecord(
        id=_own(artist.id),
        name=artist.name,
        picture_medium=public_path(_name("artists", artist.id, MEDIUM)),
        picture_xl=public_path(_name("artists", artist.id, LARGE)),
        nb_album=albums,
        nb_fan=artist.popularity,
    )


def _album(album: DemoAlbum, artist: ArtistRecord, tracks: int) -> AlbumRecord:
    return AlbumRecord(
        id=_own(album.id),
        title=album.title,
        artist=artist,
        cover_medium=public_path(_name("covers", album.id, MEDIUM)),
        cover_xl=public_path(_name("covers", album.id, LARGE)),
        release_date=album.release_date,
        nb_tracks=tracks,
        record_type=album.record_type,
        genre_number=album.genre.number,
        label=album.label,
    )


def _track(track: DemoTrack, artist: ArtistRecord, album: AlbumRecord) -> TrackRecord:
    return TrackRecord(
        id=_own(track.id),
        title=track.title,
        artist=artist,
        album=album,
        duration=track.duration,
        isrc=track.isrc,
        track_position=track.track_position,
        disk_number=track.disk_number,
        rank=track.rank,
        explicit=track.explicit,
        readable=True,
        has_preview=True,
        release_date=track.album.release_date,
        genre_number=track.genre.number,
    )
