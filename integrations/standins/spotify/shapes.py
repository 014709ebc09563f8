"""The library's things as Spotify's JSON objects, as an app registered after February 2026 gets them: no popularity,
followers, label or markets, and no preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from integrations.standins.library import Album, Artist, Library, Track, md5

Json = dict[str, Any]

ALBUM_TYPES: Final = {"album": "album", "ep": "single", "single": "single"}
SIZES: Final = (640, 300, 64)


def artist_id(number: int) -> str:
    return f"PlayPodArtist{number:09d}"


def album_id(number: int) -> str:
    return f"PlayPodAlbum{number:010d}"


def track_id(number: int) -> str:
    return f"PlayPodTrack{number:010d}"


class Shapes:
    """``base_url`` is the one that paths begin with, version included."""

    def __init__(self, library: Library, base_url: str) -> None:
        self._library = library
        self._base_url = base_url

    def simple_artist(self, artist: Artist) -> Json:
        return self._named("artist", artist_id(artist.id), artist.name)

    def artist(self, artist: Artist) -> Json:
        images = self._images(f"artist {artist.id}") if artist.has_picture else []
        return {**self.simple_artist(artist), "genres": [], "images": images}

    def simple_album(self, album: Album) -> Json:
        released, precision = _released(album)
        return {
            **self._named("album", album_id(album.id), album.title),
            "album_type": ALBUM_TYPES[album.record_type],
            "artists": [self.simple_artist(album.artist)],
            "images": self._images(f"album {album.id}"),
            "release_date": released,
            "release_date_precision": precision,
            "total_tracks": len(album.tracks),
        }

    def album(self, album: Album, tracks: Json) -> Json:
        """``tracks`` is the first page of them."""
        return {
            **self.simple_album(album),
            "copyrights": [{"text": f"{album.release_date[:4]} Loopback Records", "type": "P"}],
            "external_ids": {"upc": album.upc},
            "genres": [],
            "tracks": tracks,
        }

    def simple_track(self, track: Track) -> Json:
        """As in an album's list: without album and ISRC."""
        return {
            **self._named("track", track_id(track.id), track.title),
            "artists": [self.simple_artist(track.artist)],
            "disc_number": 1,
            "duration_ms": track.duration * 1000 + 321,
            "explicit": track.artist.genre == 116,
            "is_local": False,
            "is_playable": track.readable,
            "preview_url": None,
            "track_number": track.position,
        }

    def track(self, track: Track) -> Json:
        album = self._library.albums[track.album_id]
        isrc = {"isrc": track.isrc}
        return {**self.simple_track(track), "album": self.simple_album(album), "external_ids": isrc}

    def page(self, path: str, query: dict[str, str], items: Sequence[Json | None], *, total: int) -> Json:
        """``query`` holds ``limit`` and ``offset`` as they were understood."""
        limit, offset = int(query["limit"]), int(query["offset"])

        def link(to: int) -> str:
            pairs = "&".join(f"{name}={text}" for name, text in {**query, "offset": str(to)}.items())
            return f"{self._base_url}{path}?{pairs}"

        return {
            "href": link(offset),
            "items": list(items),
            "limit": limit,
            "next": link(offset + limit) if offset + limit < total else None,
            "offset": offset,
            "previous": link(max(0, offset - limit)) if offset else None,
            "total": total,
        }

    def _named(self, kind: str, spotify_id: str, name: str) -> Json:
        return {
            "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{spotify_id}"},
            "href": f"{self._base_url}/{kind}s/{spotify_id}",
            "id": spotify_id,
            "name": name,
            "type": kind,
            "uri": f"spotify:{kind}:{spotify_id}",
        }

    def _images(self, hashed: str) -> list[Json]:
        return [
            {"url": f"https://i.scdn.co/image/{md5(f'{hashed} {size}')}", "height": size, "width": size}
            for size in SIZES
        ]


def _released(album: Album) -> tuple[str, str]:
    """With the precision that Spotify knows it in."""
    if album.release_date.startswith("0000") or album.id % 10 == 9:
        return album.release_date[:4], "year"
    if album.id % 10 == 8:
        return album.release_date[:7], "month"
    return album.release_date, "day"
