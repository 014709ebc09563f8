"""What providers said, kept as rows: records in, rows out.

Nothing that is known is ever overwritten by an answer that did not say it. Never call this inside a transaction that
holds other rows: every statement here stands for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from catalogue.codec import storable
from catalogue.genre_names import DEEZER_GENRES
from catalogue.ids import CatalogueId
from catalogue.models import Album, Artist, Genre, ProvidedModel, Track
from catalogue.providers.records import AlbumRecord, ArtistRecord, GenreRecord, TrackRecord
from catalogue.text import fold
from catalogue.upsert import upsert

LARGEST_NUMBER = 2_147_483_647
"""Of a database's integer column."""


Whole = tuple[type[ProvidedModel], CatalogueId]
Columns = dict[str, Any]


@dataclass(slots=True)
class Findings:
    """Everything that answers said, to be stored at once. ``whole`` names what was answered in full."""

    artists: list[ArtistRecord] = field(default_factory=list)
    albums: list[AlbumRecord] = field(default_factory=list)
    tracks: list[TrackRecord] = field(default_factory=list)
    genres: list[GenreRecord] = field(default_factory=list)
    whole: set[Whole] = field(default_factory=set)

    def add(self, other: Findings) -> None:
        self.artists += other.artists
        self.albums += other.albums
        self.tracks += other.tracks
        self.genres += other.genres
        self.whole |= other.whole


def store(findings: Findings) -> dict[CatalogueId, Track]:
    """Store all of it; the tracks come back by id, with artist and album loaded."""
    albums = [*findings.albums, *(track.album for track in findings.tracks if track.album)]
    artists = [*findings.artists, *_artists_of(albums, findings.tracks)]
    if findings.genres:
        store_genres(findings.genres)
    genres = _genres_of(albums, findings.tracks)
    of_artists = ((each.id, _artist_columns(each)) for each in artists)
    artist_rows = upsert(Artist, _merged(Artist, of_artists, findings.whole))
    of_albums = ((each.id, _album_columns(each, artist_rows, genres)) for each in albums)
    album_rows = upsert(Album, _merged(Album, of_albums, findings.whole))
    of_tracks = ((each.id, _track_columns(each, artist_rows, album_rows, genres)) for each in findings.tracks)
    track_rows = upsert(Track, _merged(Track, of_tracks, findings.whole))
    _attach(track_rows.values(), artist_rows, album_rows)
    return track_rows


def store_tracks(tracks: Iterable[TrackRecord]) -> list[Track]:
    """The stored rows of these tracks, in their order, with artist and album loaded."""
    tracks = list(tracks)
    rows = store(Findings(tracks=tracks))
    return [rows[each.id] for each in tracks]


def store_genres(genres: Iterable[GenreRecord]) -> None:
    """Names and pictures of genres, by number."""
    known = {row.number: row for row in Genre.objects.all()}
    changed = []
    for genre in sorted(genres, key=lambda each: each.number):
        name, picture = genre.name[:120], _address(genre.picture_medium)
        row = known.get(genre.number) or Genre(number=genre.number)
        if row.pk is None or (name or row.name, picture or row.picture_medium) != (row.name, row.picture_medium):
            row.name, row.picture_medium = name or row.name, picture or row.picture_medium
            changed.append(Genre(number=row.number, name=row.name, picture_medium=row.picture_medium))
    if changed:
        Genre.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["number"], update_fields=["name", "picture_medium"]
        )


def _artists_of(albums: Iterable[AlbumRecord], tracks: Iterable[TrackRecord]) -> Iterator[ArtistRecord]:
    yield from (album.artist for album in albums if album.artist)
    yield from (track.artist for track in tracks)


def _merged(
    model: type[ProvidedModel], said: Iterable[tuple[CatalogueId, Columns]], whole: set[Whole]
) -> dict[CatalogueId, Columns]:
    """What was said of each, where several answers speak of the same: the first word counts."""
    merged: dict[CatalogueId, Columns] = {}
    for catalogue_id, columns in said:
        held = merged.setdefault(catalogue_id, columns)
        held.update({name: value for name, value in columns.items() if held[name] in (None, "")})
    for catalogue_id, columns in merged.items():
        if (model, catalogue_id) in whole:
            columns["fetched_at"] = timezone.now()
    return merged


def _genres_of(albums: Iterable[AlbumRecord], tracks: Iterable[TrackRecord]) -> dict[int | None, int]:
    """Genre keys by number, in one statement; a genre of Deezer's that was never listed is made from its known name."""
    named = [*(each.genre_number for each in albums), *(each.genre_number for each in tracks)]
    numbers = {number for number in named if number is not None}
    if not numbers:
        return {}
    query = Genre.objects.filter(number__in=numbers)
    found: dict[int | None, int] = dict(query.values_list("number", "pk"))
    if unknown := sorted((numbers - set(found)) & set(DEEZER_GENRES)):
        drafts = [Genre(number=number, name=DEEZER_GENRES[number]) for number in unknown]
        Genre.objects.bulk_create(drafts, ignore_conflicts=True)
        found = dict(query.values_list("number", "pk"))
    return found


def _artist_columns(artist: ArtistRecord) -> Columns:
    name = _text(artist.name, 300)
    return {
        "name": name,
        "search_name": fold(name)[:300],
        "picture_medium": _address(artist.picture_medium),
        "picture_xl": _address(artist.picture_xl),
        "nb_album": _number(artist.nb_album),
        "nb_fan": _number(artist.nb_fan),
    }


def _album_columns(album: AlbumRecord, artists: dict[CatalogueId, Artist], genres: dict[int | None, int]) -> Columns:
    title = _text(album.title, 500)
    return {
        "title": title,
        "search_title": fold(title)[:500],
        "artist_id": artists[album.artist.id].pk if album.artist else None,
        "genre_id": genres.get(album.genre_number),
        "cover_medium": _address(album.cover_medium),
        "cover_xl": _address(album.cover_xl),
        "release_date": album.release_date,
        "record_type": _text(album.record_type, 16),
        "label": _text(album.label, 200),
        "upc": _text(album.upc, 32),
        "nb_tracks": _number(album.nb_tracks),
        "nb_fan": _number(album.nb_fan),
    }


def _track_columns(
    track: TrackRecord,
    artists: dict[CatalogueId, Artist],
    albums: dict[CatalogueId, Album],
    genres: dict[int | None, int],
) -> Columns:
    title = _text(track.title, 500)
    genre_number = track.genre_number or (track.album.genre_number if track.album else None)
    return {
        "title": title,
        "search_title": fold(title)[:500],
        "artist_id": artists[track.artist.id].pk,
        "album_id": albums[track.album.id].pk if track.album else None,
        "genre_id": genres.get(genre_number),
        "duration": _number(track.duration) or None,
        "isrc": _text(track.isrc, 15),
        "track_position": _number(track.track_position),
        "disk_number": _number(track.disk_number),
        "rank": _number(track.rank),
        "explicit": track.explicit,
        "readable": track.readable,
        "has_preview": track.has_preview,
        "release_date": track.release_date,
    }


def _text(text: str, length: int) -> str:
    return storable(text)[:length]


def _address(url: str) -> str:
    """A cut address leads nowhere: one that does not fit the column counts as not said."""
    return url if len(url) <= 500 else ""


def _number(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= LARGEST_NUMBER else None


def _attach(tracks: Iterable[Track], artists: dict[CatalogueId, Artist], albums: dict[CatalogueId, Album]) -> None:
    """Give the rows their artist and album as objects, so that showing them costs no further statement."""
    artist_by_key = {row.pk: row for row in artists.values()}
    album_by_key = {row.pk: row for row in albums.values()}
    if missing := {track.album_id for track in tracks} - set(album_by_key) - {None}:
        album_by_key |= Album.objects.in_bulk(missing)
    for track in tracks:
        track.artist = artist_by_key[track.artist_id]
        track.album = album_by_key.get(track.album_id) if track.album_id else None
