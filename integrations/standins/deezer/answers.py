"""Which path answers what, from the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NoReturn, TypeVar
from urllib.parse import urlencode

from integrations.standins.deezer.shapes import Json, Shapes
from integrations.standins.library import GENRES, Library

Query = dict[str, str]
T = TypeVar("T")

MAX_LIMIT: Final = 100
SHORT_AFTER: Final = 8
"""A page of a search leaves out every eighth entry, and still names the next page as if it had not."""


class Refused(Exception):
    """Becomes Deezer's error envelope."""

    def __init__(self, kind: str, message: str, code: int) -> None:
        super().__init__(message)
        self.envelope: Json = {"error": {"type": kind, "message": message, "code": code}}


class NoData(Refused):
    def __init__(self) -> None:
        super().__init__("DataException", "no data", 800)


class Answers:
    """``answer(path, query)`` is the body, or raises `Refused`. Paths come without the server's prefix."""

    def __init__(self, library: Library, shapes: Shapes, base_url: str) -> None:
        self._library = library
        self._shapes = shapes
        self._base_url = base_url
        self._routes: tuple[tuple[re.Pattern[str], Callable[[str, Query, str], Json]], ...] = (
            (re.compile(r"/track/([^/]+)"), self._track),
            (re.compile(r"/album/([^/]+)(?:/tracks)?"), self._album),
            (re.compile(r"/artist/([^/]+)(?:/(?:albums|top|related|radio))?"), self._artist),
            (re.compile(r"/search(?:/(track|artist|album))?"), self._search),
            (re.compile(r"/genre(?:/([^/]+)(?:/artists)?)?"), self._genre),
            (re.compile(r"/chart(?:/([^/]+)(?:/(?:tracks|albums|artists))?)?"), self._chart),
            (re.compile(r"/editorial/([^/]+)/(?:charts|releases)"), self._editorial),
        )

    def answer(self, path: str, query: Query) -> Json:
        for pattern, respond in self._routes:
            if found := pattern.fullmatch(path):
                return respond(path, query, found[1] or "")
        raise Refused("InvalidQueryException", f"Unknown path components : {path}", 600)

    def _track(self, path: str, query: Query, key: str) -> Json:
        if key.lower().startswith("isrc:"):
            named = [track for track in self._library.tracks.values() if track.isrc == key[5:].upper()]
            return self._shapes.full_track(named[0]) if named else _no_data()
        return self._shapes.full_track(_of(self._library.tracks, key))

    def _album(self, path: str, query: Query, key: str) -> Json:
        if key.lower().startswith("upc:"):
            named = [album for album in self._library.albums.values() if album.upc == key[4:]]
            return self._shapes.full_album(named[0]) if named else _no_data()
        album = _of(self._library.albums, key)
        if path.endswith("/tracks"):
            return self._page(path, query, album.tracks, self._shapes.album_track, default=25)
        return self._shapes.full_album(album)

    def _artist(self, path: str, query: Query, key: str) -> Json:
        artist = _of(self._library.artists, key)
        match path.rpartition("/")[2]:
            case "albums":
                return self._page(path, query, self._library.albums_of(artist), self._shapes.artist_album, default=25)
            case "top":
                return self._page(path, query, self._library.top_of(artist), self._shapes.listed_track, default=5)
            case "related":
                others = self._library.related_to(artist)
                return self._page(path, query, others, self._shapes.full_artist, default=20)
            case "radio":
                return {"data": [self._shapes.listed_track(track) for track in self._library.radio_of(artist)]}
        return self._shapes.full_artist(artist)

    def _search(self, path: str, query: Query, kind: str) -> Json:
        if "q" not in query:
            raise Refused("MissingParameterException", "Missing parameters: q", 501)
        if not query["q"].strip():
            raise Refused("ParameterException", "empty parameter", 500)
        tracks, artists, albums = self._library.found(query["q"])
        if kind == "artist":
            return self._page(path, query, artists, self._shapes.full_artist, default=25)
        if kind == "album":
            return self._page(path, query, albums, self._shapes.found_album, default=25)
        return self._page(path, query, tracks, self._shapes.listed_track, default=25, short=True)

    def _genre(self, path: str, query: Query, key: str) -> Json:
        if not key:
            return {"data": [self._shapes.genre(number) for number in GENRES]}
        number = _genre_number(key)
        if path.endswith("/artists"):
            return {"data": [self._shapes.artist(artist) for artist in self._library.charted_artists(number)]}
        return self._shapes.genre(number)

    def _chart(self, path: str, query: Query, key: str) -> Json:
        charts = self._charts(_genre_number(key or "0"), _number(query, "limit", 10))
        part = path.rpartition("/")[2]
        return charts[part] if part in charts else dict(charts)

    def _editorial(self, path: str, query: Query, key: str) -> Json:
        number = _genre_number(key)
        if path.endswith("/charts"):
            return dict(self._charts(number, 10))
        return self._page(path, query, self._library.releases(), self._shapes.release, default=20)

    def _charts(self, genre: int, limit: int) -> dict[str, Json]:
        size = min(limit, MAX_LIMIT)
        tracks = _placed(self._library.charted_tracks(genre)[:size], self._shapes.charted_track)
        albums = _placed(self._library.charted_albums(genre)[:size], self._shapes.charted_album)
        artists = _placed(
            self._library.charted_artists(genre)[:size],
            lambda artist, position: {**self._shapes.artist(artist), "position": position},
        )
        parts = {"tracks": tracks, "albums": albums, "artists": artists}
        return {name: {"data": data, "total": len(data)} for name, data in parts.items()}

    def _page(
        self,
        path: str,
        query: Query,
        entries: Sequence[T],
        shape: Callable[[T], Json],
        *,
        default: int,
        short: bool = False,
    ) -> Json:
        index, limit = _number(query, "index", 0), min(_number(query, "limit", default), MAX_LIMIT)
        window = range(index, min(index + limit, len(entries)))
        kept = [at for at in window if not short or limit < SHORT_AFTER or (at + 1) % SHORT_AFTER]
        page: Json = {"data": [shape(entries[at]) for at in kept], "total": len(entries)}
        if index + limit < len(entries):
            page["next"] = self._link(path, {**query, "index": str(index + limit)})
        if index:
            page["prev"] = self._link(path, {**query, "index": str(max(0, index - limit))})
        return page

    def _link(self, path: str, query: Query) -> str:
        return f"{self._base_url}{path}?{urlencode(query)}"


def _placed(entries: Iterable[T], shape: Callable[[T, int], Json]) -> list[Json]:
    return [shape(entry, position) for position, entry in enumerate(entries, 1)]


def _of(things: dict[int, T], key: str) -> T:
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    return things[number] if number in things else _no_data()


def _no_data() -> NoReturn:
    raise NoData


def _genre_number(key: str) -> int:
    if not key.isascii() or not key.isdigit():
        raise Refused("ParameterException", "Wrong parameter", 500)
    if int(key[:9]) not in GENRES:
        raise NoData
    return int(key[:9])


def _number(query: Query, name: str, default: int) -> int:
    text = query.get(name, "")
    return int(text[:9]) if text.isascii() and text.isdigit() else default
