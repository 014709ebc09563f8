"""The library's things as Apple's resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from integrations.standins.library import GENRES, Album, Artist, Library, Track, md5

Json = dict[str, Any]
TRACKS_PAGE: Final = 100
NAME_ENDS: Final = {"album": "", "ep": " - EP", "single": " - Single"}


class Shapes:
    """Relationships that ``include`` names come with attributes, the others as references."""

    def __init__(self, library: Library, storefront: str) -> None:
        self._library = library
        self._storefront = storefront

    def reference(self, kind: str, number: int) -> Json:
        return {"id": str(number), "type": kind, "href": f"/v1/catalog/{self._storefront}/{kind}/{number}"}

    def artist(self, artist: Artist) -> Json:
        attributes: Json = {
            "name": artist.name,
            "genreNames": [GENRES[artist.genre]],
            "url": self._web(f"artist/some-name/{artist.id}"),
        }
        if artist.has_picture:
            attributes["artwork"] = _artwork(f"artist {artist.id}")
        return {**self.reference("artists", artist.id), "attributes": attributes}

    def bare_album(self, album: Album) -> Json:
        """Without relationships, as in search results."""
        return {
            **self.reference("albums", album.id),
            "attributes": {
                "name": album.title + NAME_ENDS[album.record_type],
                "artistName": album.artist.name,
                "artwork": _artwork(f"album {album.id}"),
                "genreNames": [GENRES[album.artist.genre], "Music"],
                "isCompilation": False,
                "isSingle": album.record_type == "single",
                "recordLabel": "Loopback Records",
                "releaseDate": album.release_date[:4] if album.id % 10 == 9 else album.release_date,
                "trackCount": len(album.tracks),
                "upc": album.upc,
                "url": self._web(f"album/some-name/{album.id}"),
            },
        }

    def album(self, album: Album, include: Iterable[str] = ()) -> Json:
        artists = [self.artist(album.artist) if "artists" in include else self.reference("artists", album.artist.id)]
        return {**self.bare_album(album), "relationships": {"artists": {"data": artists}}}

    def full_album(self, album: Album, include: Iterable[str], song: Callable[[Track], Json]) -> Json:
        """With the first page of its tracks, as ``song`` shapes them."""
        whole = self.album(album, include)
        tracks: Json = {"data": [song(track) for track in album.tracks[:TRACKS_PAGE]]}
        if len(album.tracks) > TRACKS_PAGE:
            tracks["next"] = f"{whole['href']}/tracks?offset={TRACKS_PAGE}"
        whole["relationships"]["tracks"] = tracks
        return whole

    def music_video(self, album: Album) -> Json:
        """As they stand among an album's tracks."""
        attributes = {"name": f"{album.title} (Video)", "artistName": album.artist.name, "durationInMillis": 200_000}
        return {**self.reference("music-videos", album.id * 10), "attributes": attributes}

    def bare_song(self, track: Track) -> Json:
        """Without relationships, as in search results."""
        album = self._library.albums[track.album_id]
        attributes: Json = {
            "albumName": album.title + NAME_ENDS[album.record_type],
            "artistName": track.artist.name,
            "artwork": _artwork(f"album {album.id}"),
            "discNumber": 1,
            "durationInMillis": track.duration * 1000 + 321,
            "genreNames": [GENRES[track.artist.genre], "Music"],
            "isrc": track.isrc,
            "name": track.title,
            "previews": [{"url": preview_url(track.id)}] if track.has_preview else [],
            "releaseDate": album.release_date,
            "trackNumber": track.position,
            "url": self._web(f"album/some-name/{album.id}?i={track.id}"),
        }
        if track.readable:
            attributes["playParams"] = {"id": str(track.id), "kind": "song"}
        if track.artist.genre == 116:
            attributes["contentRating"] = "explicit"
        return {**self.reference("songs", track.id), "attributes": attributes}

    def song(self, track: Track, include: Iterable[str] = ()) -> Json:
        album = self._library.albums[track.album_id]
        artists = [self.artist(track.artist) if "artists" in include else self.reference("artists", track.artist.id)]
        albums = [self.bare_album(album) if "albums" in include else self.reference("albums", album.id)]
        return {
            **self.bare_song(track),
            "relationships": {"artists": {"data": artists}, "albums": {"data": albums}},
        }

    def _web(self, path: str) -> str:
        return f"https://music.apple.com/{self._storefront}/{path}"


def preview_url(track_id: int) -> str:
    return f"https://audio-ssl.itunes.apple.com/itunes-assets/{md5(f'apple {track_id}')}/mzaf_{track_id}.plus.aac.p.m4a"


def _artwork(hashed: str) -> Json:
    url = f"https://is1-ssl.mzstatic.com/image/thumb/Music/{md5(hashed)}/source/{{w}}x{{h}}bb.jpg"
    return {"url": url, "width": 3000, "height": 3000, "bgColor": "202020"}
