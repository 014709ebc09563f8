"""Making and changing our own artists, albums and songs. ``details`` are the validated fields of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

from django.db import transaction

from catalogue.folding import refold
from catalogue.ids import LOCAL, CatalogueId
from catalogue.models import Album, Artist, Genre, Lyrics, ProvidedQuerySet, Track
from catalogue.own.counting import recount
from catalogue.own.genres import genre_named
from config.errors import FieldError
from config.identifiers import uuid7

Details = Mapping[str, Any]
Row = TypeVar("Row", Artist, Album, Track)

ARTIST_COLUMNS: Final = ("name", "nb_fan")
ALBUM_COLUMNS: Final = ("title", "release_date", "record_type", "label", "upc")
SONG_COLUMNS: Final = (
    "title",
    "release_date",
    "duration",
    "isrc",
    "explicit",
    "track_position",
    "disk_number",
    "rank",
)


def new_identity() -> dict[str, str]:
    """The columns that make a row ours, under a new id."""
    return {"provider": LOCAL, "external_id": str(uuid7())}


@transaction.atomic
def save_artist(*, artist: Artist | None = None, details: Details) -> Artist:
    """A new artist, or ``artist`` changed in what ``details`` names."""
    artist = artist or Artist(**new_identity(), nb_album=0)
    return _saved(artist, {name: details[name] for name in ARTIST_COLUMNS if name in details})


@transaction.atomic
def save_album(*, album: Album | None = None, details: Details) -> Album:
    """Raises FieldError for an artist that is not ours."""
    album = album or Album(**new_identity(), nb_tracks=0)
    before = album.artist_id
    values = {name: details[name] for name in ALBUM_COLUMNS if name in details}
    values |= _references(details)
    _saved(album, values)
    recount(artists={before, album.artist_id})
    return album


@transaction.atomic
def save_song(*, track: Track | None = None, details: Details) -> Track:
    """Raises FieldError for an artist or album that is not ours, and for the duration of a song that has audio."""
    if track is not None and track.audio and details.get("duration", track.duration) != track.duration:
        raise FieldError("duration", "The duration of a song with audio is that of its file.")
    track = track or Track(**new_identity(), readable=True, has_preview=False)
    before = track.album_id
    values = {name: details[name] for name in SONG_COLUMNS if name in details}
    _saved(track, values | _references(details))
    if "lyrics" in details:
        keep_lyrics(track, details["lyrics"])
    recount(albums={before, track.album_id})
    return track


def keep_lyrics(track: Track, lyrics: Mapping[str, str] | None) -> None:
    """Replace what is named of them; None, or nothing left of both, removes them."""
    held = Lyrics.objects.filter(track=track).first() or Lyrics(track=track)
    held.plain = lyrics.get("plain", held.plain) if lyrics else ""
    held.synced = lyrics.get("synced", held.synced) if lyrics else ""
    if held.plain or held.synced:
        held.save()
    else:
        Lyrics.objects.filter(track=track).delete()
    track.lyrics = held


def _references(details: Details) -> dict[str, Artist | Album | Genre | None]:
    """The rows that the details name by id or name."""
    found: dict[str, Artist | Album | Genre | None] = {}
    if "artist_id" in details:
        found["artist"] = _ours(Artist.objects.all(), details["artist_id"], "artist_id")
    if "album_id" in details:
        album_id = details["album_id"]
        found["album"] = _ours(Album.objects.all(), album_id, "album_id") if album_id else None
    if "genre" in details:
        genre = details["genre"]
        found["genre"] = genre_named(genre) if isinstance(genre, str) and genre else genre or None
    return found


def _ours(rows: ProvidedQuerySet[Any], wanted: CatalogueId, field: str) -> Any:
    row = rows.local().shown().with_ids([wanted]).first()
    if row is None:
        raise FieldError(field, "There is no such one in our own catalogue.", code="does_not_exist")
    return row


def _saved(row: Row, values: Mapping[str, Any]) -> Row:
    for name, value in values.items():
        setattr(row, name, value)
    changed = [*values, refold(row), "updated_at"]
    if row.pk is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=changed)
    return row
