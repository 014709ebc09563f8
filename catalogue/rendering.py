"""Records as the contract shows them, as plain dictionaries: what the serializers of this app describe, many times
faster than those would make it. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.encoding import iri_to_uri

from catalogue.ids import CatalogueId
from catalogue.models import Genre
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    ArtistRecord,
    GenreRecord,
    SearchPage,
    TrackRecord,
)
from catalogue.signing import signed_audio_path

Shown = dict[str, Any]

_NO_ALBUM = {"id": None, "title": None, "cover_medium": None}


class Rendering:
    """For clients that know this server as ``origin``, such as ``https://music.example``."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def search_page(self, page: SearchPage) -> Shown:
        return {
            "tracks": self.tracks(page.tracks),
            "artists": [self.artist(each) for each in page.artists],
            "albums": self.albums(page.albums),
        }

    def artist_page(self, page: ArtistPage) -> Shown:
        artist = self.artist(page.artist) | {"picture_xl": self._address(page.artist.picture_xl)}
        return {"artist": artist, "albums": self.albums(page.albums), "top_tracks": self.tracks(page.top_tracks)}

    def album_page(self, page: AlbumPage) -> Shown:
        album = self.album(page.album) | {
            "cover_xl": self._address(page.album.cover_xl),
            "nb_fan": page.album.nb_fan,
            "label": page.album.label or None,
            "upc": page.album.upc or None,
            "genre_id": page.album.genre_number,
        }
        return {"album": album, "tracks": [self._placed_track(each) for each in page.tracks]}

    def track_page(self, track: TrackRecord, related: Iterable[TrackRecord]) -> Shown:
        detail = self._placed_track(track) | {"readable": track.readable, "genre_id": track.genre_number}
        return {"track": detail, "related_tracks": self.tracks(related)}

    def genre(self, genre: GenreRecord) -> Shown:
        return {"id": genre.number, "name": genre.name, "picture_medium": self._address(genre.picture_medium)}

    def genre_tracks(self, genre: Genre, tracks: Iterable[TrackRecord]) -> Shown:
        return {"genre": {"id": genre.number, "name": genre.name}, "tracks": self.tracks(tracks)}

    def tracks(self, tracks: Iterable[TrackRecord]) -> list[Shown]:
        return [self.track(each) for each in tracks]

    def albums(self, albums: Iterable[AlbumRecord]) -> list[Shown]:
        return [self.album(each) for each in albums]

    def track(self, track: TrackRecord) -> Shown:
        album = track.album
        return {
            "id": str(track.id),
            "title": track.title or None,
            "artist": _artist_of(track.artist),
            "album": {
                "id": str(album.id),
                "title": album.title or None,
                "cover_medium": self._address(album.cover_medium),
            }
            if album
            else dict(_NO_ALBUM),
            "duration": track.duration,
            "preview": self._preview(track.id, has_preview=track.has_preview),
            "explicit": track.explicit,
            "isrc": track.isrc or None,
            "rank": track.rank,
            "release_date": _day(track.release_date),
        }

    def album(self, album: AlbumRecord) -> Shown:
        return {
            "id": str(album.id),
            "title": album.title or None,
            "artist": _artist_of(album.artist),
            "cover_medium": self._address(album.cover_medium),
            "release_date": _day(album.release_date),
            "record_type": album.record_type or None,
            "nb_tracks": album.nb_tracks,
        }

    def artist(self, artist: ArtistRecord) -> Shown:
        return {
            "id": str(artist.id),
            "name": artist.name or None,
            "picture_medium": self._address(artist.picture_medium),
            "nb_album": artist.nb_album,
            "nb_fan": artist.nb_fan,
        }

    def _placed_track(self, track: TrackRecord) -> Shown:
        return self.track(track) | {"track_position": track.track_position, "disk_number": track.disk_number}

    def _address(self, url: str) -> str | None:
        """Absolute where it is a path of ours, null where there is none."""
        if url.startswith("/"):
            return self._origin + str(iri_to_uri(url))
        return url or None

    def _preview(self, track_id: CatalogueId, *, has_preview: bool | None) -> str | None:
        """See `catalogue.streaming.audio_url`."""
        return None if has_preview is False else self._origin + signed_audio_path(track_id)[0]


def counted(entries: Iterable[Shown]) -> list[Shown]:
    """The entries of a chart; ``position`` counts from 1."""
    return [entry | {"position": position} for position, entry in enumerate(entries, start=1)]


def _artist_of(artist: ArtistRecord | None) -> Shown:
    return {"id": str(artist.id), "name": artist.name or None} if artist else {"id": None, "name": None}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
