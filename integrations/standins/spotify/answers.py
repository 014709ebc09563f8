"""Which path answers what, from the library. Routes are tried in order; `Answers.routes` is where further ones go."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NoReturn, TypeVar

from integrations.standins.library import Album, Artist, Library, Track
from integrations.standins.spotify import refusals
from integrations.standins.spotify.refusals import Refused, error_reply
from integrations.standins.spotify.shapes import Json, Shapes, album_id, artist_id, track_id

Query = dict[str, str]
Respond = Callable[[str, Query, str], Json]
T = TypeVar("T")

MAX_OFFSET: Final = 1000
SEARCHED: Final = {"track": "tracks", "artist": "artists", "album": "albums", "playlist": "playlists"}

_ID = re.compile(r"[0-9A-Za-z]{22}", re.ASCII)
_FILTER = re.compile(r"(isrc|upc|artist):\s*(?:\"([^\"]*)\"|(\S+))", re.IGNORECASE)
_CLOSED = re.compile(
    r"/(tracks|albums|artists|markets|browse/.*|users/.*|audio-analysis/.*|artists/[^/]+/(top-tracks|related-artists)"
    r"|playlists/[^/]+/tracks|me/(tracks|albums|following)/contains)"
)


class Answers:
    """``answer(path, query)`` is the body, or raises `Refused`. Paths come without prefix and version.

    ``null_every``: of the entries of a search's lists, each so many-th is null, as it happens at Spotify; 0: none.
    """

    def __init__(self, library: Library, shapes: Shapes) -> None:
        self.null_every = 0
        self._library = library
        self._shapes = shapes
        self._artists = {artist_id(number): artist for number, artist in library.artists.items()}
        self._albums = {album_id(number): album for number, album in library.albums.items()}
        self._tracks = {track_id(number): track for number, track in library.tracks.items()}
        self.routes: list[tuple[re.Pattern[str], Respond]] = [
            (_CLOSED, _closed),
            (re.compile(r"/audio-features(?:/.*)?"), _closed_without_words),
            (re.compile(r"/recommendations(?:/.*)?"), _gone),
            (re.compile(r"/search"), self._search),
            (re.compile(r"/tracks/([^/]+)"), self._track),
            (re.compile(r"/albums/([^/]+)"), self._album),
            (re.compile(r"/albums/([^/]+)/tracks"), self._album_tracks),
            (re.compile(r"/artists/([^/]+)"), self._artist),
            (re.compile(r"/artists/([^/]+)/albums"), self._artist_albums),
        ]

    def answer(self, path: str, query: Query) -> Json:
        for pattern, respond in self.routes:
            if found := pattern.fullmatch(path):
                return respond(path, query, found[1] if found.groups() else "")
        raise Refused(error_reply(404, "Service not found"))

    def _track(self, path: str, query: Query, key: str) -> Json:
        return self._shapes.track(_of(self._tracks, key))

    def _album(self, path: str, query: Query, key: str) -> Json:
        album = _of(self._albums, key)
        first = self._tracks_page(f"{path}/tracks", {"offset": "0", "limit": "50"}, album)
        return self._shapes.album(album, first)

    def _album_tracks(self, path: str, query: Query, key: str) -> Json:
        return self._tracks_page(path, paged(query, default=20, most=50), _of(self._albums, key))

    def _tracks_page(self, path: str, query: Query, album: Album) -> Json:
        items = [self._shapes.simple_track(track) for track in cut(album.tracks, query)]
        return self._shapes.page(path, query, items, total=len(album.tracks))

    def _artist(self, path: str, query: Query, key: str) -> Json:
        return self._shapes.artist(_of(self._artists, key))

    def _artist_albums(self, path: str, query: Query, key: str) -> Json:
        groups = query.get("include_groups", "album,single,compilation,appears_on").split(",")
        asked = paged(query, default=5, most=10)
        shaped = [self._shapes.simple_album(album) for album in self._library.albums_of(_of(self._artists, key))]
        albums = [album for album in shaped if album["album_type"] in groups]
        return self._shapes.page(path, asked, cut(albums, asked), total=len(albums))

    def _search(self, path: str, query: Query, key: str) -> Json:
        if not query.get("q", "").strip():
            raise Refused(error_reply(400, "No search query"))
        kinds = query.get("type", "").split(",")
        if not set(kinds) <= set(SEARCHED):
            raise Refused(error_reply(400, "Bad search type field"))
        asked = paged(query, default=5, most=10)
        return {SEARCHED[kind]: self._found(path, asked, kind) for kind in kinds}

    def _found(self, path: str, query: Query, kind: str) -> Json:
        tracks, artists, albums = self._matches(query["q"])
        shaped: dict[str, Iterator[Json]] = {
            "track": map(self._shapes.track, tracks),
            "artist": map(self._shapes.artist, artists),
            "album": map(self._shapes.simple_album, albums),
            "playlist": iter(()),
        }
        every = self.null_every
        items = [None if every and place % every == 0 else item for place, item in enumerate(shaped[kind], 1)]
        return self._shapes.page(path, {**query, "type": kind}, cut(items, query), total=len(items))

    def _matches(self, text: str) -> tuple[list[Track], list[Artist], list[Album]]:
        found = _FILTER.search(text)
        if not found:
            return self._library.found(text)
        name, wanted = found[1].lower(), found[2] or found[3]
        if name == "isrc":
            return [each for each in self._library.tracks.values() if each.isrc == wanted.upper()], [], []
        if name == "upc":
            return [], [], [each for each in self._library.albums.values() if each.upc == wanted]
        tracks, artists, albums = self._library.found(wanted)
        return [each for each in tracks if each.artist in artists], artists, albums


def _closed(path: str, query: Query, key: str) -> NoReturn:
    raise Refused(refusals.closed())


def _closed_without_words(path: str, query: Query, key: str) -> NoReturn:
    raise Refused(refusals.closed_without_words())


def _gone(path: str, query: Query, key: str) -> NoReturn:
    raise Refused(refusals.gone_without_body())


def _of(things: dict[str, T], key: str) -> T:
    if not _ID.fullmatch(key):
        raise Refused(error_reply(400, "Invalid base62 id"))
    if key not in things:
        raise Refused(refusals.not_found())
    return things[key]


def paged(query: Query, *, default: int, most: int, most_offset: int = MAX_OFFSET) -> Query:
    """The query with a ``limit`` and an ``offset`` that Spotify takes."""
    limit, offset = query.get("limit", str(default)), query.get("offset", "0")
    if not limit.isdigit() or not 0 < int(limit) <= most:
        raise Refused(error_reply(400, "Invalid limit"))
    if not offset.isdigit() or int(offset) > most_offset:
        raise Refused(error_reply(400, "Invalid offset"))
    return {**query, "limit": limit, "offset": offset}


def cut(entries: Sequence[T], query: Query) -> Sequence[T]:
    offset = int(query["offset"])
    return entries[offset : offset + int(query["limit"])]
