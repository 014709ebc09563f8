"""Our own songs, written as CSV that can be imported again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet

from catalogue.ids import LOCAL
from catalogue.models import Track
from catalogue.own.csv_format import COLUMNS, csv_line
from catalogue.stored import loaded_tracks

AT_ONCE: Final = 500
"""Rows that are in memory at the same time."""


def songs_to_export() -> QuerySet[Track]:
    return loaded_tracks().filter(provider=LOCAL).order_by("pk")


def exported(songs: QuerySet[Track]) -> Iterator[str]:
    """The file line by line, names of the columns first."""
    yield csv_line(list(COLUMNS))
    for track in songs.select_related("artist", "genre", "album__artist", "lyrics").iterator(chunk_size=AT_ONCE):
        yield csv_line(_cells(track))


def _cells(track: Track) -> list[str]:
    album, lyrics = track.album, getattr(track, "lyrics", None)
    values = {
        "id": track.external_id,
        "title": track.title,
        "artist": track.artist.name,
        "album": album.title if album else "",
        "album_artist": album.artist.name if album and album.artist else "",
        "genre": track.genre.name if track.genre else "",
        "release_date": track.release_date,
        "duration": track.duration or None,
        "isrc": track.isrc,
        "explicit": None if track.explicit is None else str(track.explicit).lower(),
        "track_position": track.track_position,
        "disk_number": track.disk_number,
        "rank": track.rank,
        "lyrics": lyrics.plain if lyrics else "",
        "synced_lyrics": lyrics.synced if lyrics else "",
    }
    return ["" if values[name] is None else str(values[name]) for name in COLUMNS]
