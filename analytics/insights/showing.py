"""Rows of the catalogue as insights show them. One statement for each kind, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from analytics.insights.days import minutes
from analytics.insights.tops import Counted
from catalogue.models import Album, Artist, Genre, Track

Shown = dict[str, Any]

_OF_ARTIST = ("provider", "external_id", "name", "picture_medium")
_OF_ALBUM = ("provider", "external_id", "title", "cover_medium", "artist__name")
_OF_TRACK = (
    "provider", "external_id", "title", "duration",
    "artist__provider", "artist__external_id", "artist__name", "album__title", "album__cover_medium",
)  # fmt: skip


def tracks_by_key(keys: Iterable[int]) -> dict[int, Shown]:
    """Those that are still there; pictures as they are stored."""
    rows = Track.objects.for_display().only(*_OF_TRACK).in_bulk(set(keys))
    return {key: _track(track) for key, track in rows.items()}


def shown_tracks(found: Sequence[Counted], tracks: dict[int, Shown]) -> list[Shown]:
    return [tracks[each.key] | _amount(each) for each in found if each.key in tracks]


def shown_artists(found: Sequence[Counted]) -> list[Shown]:
    artists = Artist.objects.only(*_OF_ARTIST).in_bulk([each.key for each in found])
    return [
        {
            "artist_id": str((artist := artists[each.key]).catalogue_id),
            "artist_name": artist.name,
            "picture_medium": artist.picture_medium,
            **_amount(each),
            "tracks": each.tracks,
        }
        for each in found
        if each.key in artists
    ]


def shown_albums(found: Sequence[Counted]) -> list[Shown]:
    albums = Album.objects.select_related("artist").only(*_OF_ALBUM).in_bulk([each.key for each in found])
    return [
        {
            "album_id": str((album := albums[each.key]).catalogue_id),
            "album_title": album.title,
            "artist_name": album.artist.name if album.artist else None,
            "album_cover": album.cover_medium,
            **_amount(each),
            "tracks": each.tracks,
        }
        for each in found
        if each.key in albums
    ]


def shown_genres(found: Sequence[Counted]) -> list[Shown]:
    genres = Genre.objects.in_bulk([each.key for each in found])
    return [
        {"id": genres[each.key].number, "name": genres[each.key].name, **_amount(each)}
        for each in found
        if each.key in genres
    ]


def _amount(each: Counted) -> Shown:
    return {"plays": each.plays, "minutes": minutes(each.played_ms)}


def _track(track: Track) -> Shown:
    return {
        "track_id": str(track.catalogue_id),
        "track_title": track.title,
        "artist_id": str(track.artist.catalogue_id),
        "artist_name": track.artist.name,
        "album_title": track.album.title if track.album else "",
        "album_cover": track.album.cover_medium if track.album else "",
        "duration": track.duration,
    }
