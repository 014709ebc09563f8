"""The library's things as Deezer's JSON objects: full in their own answer, with fewer fields inside of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from integrations.standins.library import GENRES, Album, Artist, Library, Track, md5

Json = dict[str, object]

UNKNOWN_GENRE: Final = -1
SIZES: Final = {"_small": 56, "_medium": 250, "_big": 500, "_xl": 1000}


class Shapes:
    """``preview`` makes a signed address of a track's preview; every object gets a fresh one, as at Deezer."""

    def __init__(self, library: Library, base_url: str, preview: Callable[[int], str]) -> None:
        self._library = library
        self._base_url = base_url
        self._preview = preview

    def genre(self, number: int) -> Json:
        return {"id": number, "name": GENRES[number], **self._images("picture", "misc", f"genre {number}")} | {
            "type": "genre"
        }

    def artist_name(self, artist: Artist) -> Json:
        """As inside of releases and embedded tracks: no pictures."""
        tracklist = f"{self._base_url}/artist/{artist.id}/top?limit=50"
        return {"id": artist.id, "name": artist.name, "tracklist": tracklist, "type": "artist"}

    def artist(self, artist: Artist) -> Json:
        hashed = f"artist {artist.id}" if artist.has_picture else ""
        return {**self.artist_name(artist), **self._images("picture", "artist", hashed), "radio": True}

    def full_artist(self, artist: Artist) -> Json:
        albums = len(self._library.albums_of(artist))
        return {**self.artist(artist), "nb_album": albums, "nb_fan": (artist.id * 977) % 90_000}

    def album(self, album: Album) -> Json:
        """As inside of tracks."""
        return {
            "id": album.id,
            "title": album.title,
            **self._images("cover", "cover", f"album {album.id}"),
            "md5_image": md5(f"album {album.id}"),
            "tracklist": f"{self._base_url}/album/{album.id}/tracks",
            "type": "album",
        }

    def artist_album(self, album: Album) -> Json:
        """As in an artist's list of albums: without the artist."""
        return {
            **self.album(album),
            "genre_id": UNKNOWN_GENRE if album.record_type == "single" else album.artist.genre,
            "fans": (album.id * 131) % 50_000,
            "release_date": album.release_date,
            "record_type": album.record_type,
            "explicit_lyrics": False,
        }

    def found_album(self, album: Album) -> Json:
        """As in a search: with the number of tracks, without a date."""
        shape = {**self.artist_album(album), "nb_tracks": len(album.tracks), "artist": self.artist(album.artist)}
        del shape["release_date"], shape["fans"]
        return shape

    def charted_album(self, album: Album, position: int) -> Json:
        return {
            **self.album(album),
            "record_type": album.record_type,
            "position": position,
            "artist": self.artist(album.artist),
        }

    def release(self, album: Album) -> Json:
        return {**self.album(album), "release_date": album.release_date, "artist": self.artist_name(album.artist)}

    def full_album(self, album: Album) -> Json:
        genre = album.artist.genre
        return {
            **self.artist_album(album),
            "upc": album.upc,
            "genres": {"data": [{"id": genre, "name": GENRES[genre], "type": "genre"}]},
            "label": "Loopback Records",
            "nb_tracks": len(album.tracks),
            "duration": sum(track.duration for track in album.tracks),
            "available": True,
            "contributors": [{**self.artist(album.artist), "role": "Main"}],
            "artist": self.artist(album.artist),
            "tracks": {"data": [self.embedded_track(track) for track in album.tracks]},
        }

    def embedded_track(self, track: Track) -> Json:
        """As in an album's own answer: without ISRC and positions."""
        shape: Json = {
            "id": track.id,
            "readable": track.readable,
            "title": track.title,
            "title_short": track.title,
            "title_version": "",
            "duration": track.duration,
            "rank": track.rank,
            "explicit_lyrics": track.artist.genre == 116,
            "explicit_content_lyrics": 1 if track.artist.genre == 116 else 0,
            "preview": self._preview(track.id) if track.has_preview else "",
            "artist": self.artist_name(track.artist),
            "type": "track",
        }
        if track.id % 40 == 0:
            del shape["title_version"]
        return shape

    def album_track(self, track: Track) -> Json:
        """As in `/album/{id}/tracks`: without the album."""
        place = {"isrc": track.isrc, "track_position": track.position, "disk_number": 1}
        return {**self.embedded_track(track), **place}

    def listed_track(self, track: Track) -> Json:
        """As in a search, an artist's top and a radio."""
        album = self._library.albums[track.album_id]
        return {**self.embedded_track(track), "artist": self.artist(track.artist), "album": self.album(album)}

    def charted_track(self, track: Track, position: int) -> Json:
        """Without ``readable``."""
        shape = {**self.listed_track(track), "position": position}
        del shape["readable"]
        return shape

    def full_track(self, track: Track) -> Json:
        album = self._library.albums[track.album_id]
        return {
            **self.listed_track(track),
            **self.album_track(track),
            "release_date": album.release_date,
            "bpm": 0,
            "gain": -8.4,
            "available_countries": ["FR", "JP"],
            "contributors": [{**self.artist(track.artist), "role": "Main"}],
            "md5_image": md5(f"album {album.id}"),
            "artist": self.artist(track.artist),
            "album": {**self.album(album), "release_date": album.release_date},
        }

    def _images(self, field: str, kind: str, hashed: str) -> Json:
        """No hash, no picture: Deezer then leaves a gap in the address."""
        folder = f"https://cdn-images.dzcdn.net/images/{kind}/{md5(hashed) if hashed else ''}"
        sizes = {f"{field}{name}": f"{folder}/{size}x{size}-000000-80-0-0.jpg" for name, size in SIZES.items()}
        return {field: f"{self._base_url}/image", **sizes}
