"""Which path answers what, from the library."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from integrations.standins.apple.shapes import Json, Shapes
from integrations.standins.library import Album, Library, Track

Query = dict[str, str]
T = TypeVar("T")

SEARCH_LIMIT: Final = 25
LIST_LIMIT: Final = 100
WITH_VIDEO: Final = 81004
"""The album that has a music video among its tracks."""


class Refused(Exception):
    """Becomes Apple's error object. ``parameter`` is the one that is wrong."""

    def __init__(self, status: int, code: str, title: str, parameter: str = "") -> None:
        super().__init__(title)
        self.status = status
        error: Json = {"id": "STANDIN", "title": title, "detail": title, "status": str(status), "code": code}
        self.body: Json = {"errors": [{**error, "source": {"parameter": parameter}} if parameter else error]}


class Answers:
    """``answer(path, query)`` is the body, or raises `Refused`. Paths come without version and storefront.

    ``search_includes``: whether a search heeds ``include``, which Apple documents for other requests only.
    """

    def __init__(self, library: Library, shapes: Shapes, catalogue: str) -> None:
        self.search_includes = True
        self._library = library
        self._shapes = shapes
        self._catalogue = catalogue
        self._routes: tuple[tuple[re.Pattern[str], Callable[[str, Query, str], Json]], ...] = (
            (re.compile(r"/search"), self._search),
            (re.compile(r"/songs"), self._songs),
            (re.compile(r"/songs/([^/]+)"), self._song),
            (re.compile(r"/albums/([^/]+)"), self._album),
            (re.compile(r"/albums/([^/]+)/tracks"), self._album_tracks),
            (re.compile(r"/artists/([^/]+)"), self._artist),
            (re.compile(r"/artists/([^/]+)/albums"), self._artist_albums),
            (re.compile(r"/artists/([^/]+)/view/top-songs"), self._top_songs),
        )

    def answer(self, path: str, query: Query) -> Json:
        for pattern, respond in self._routes:
            if found := pattern.fullmatch(path):
                return respond(path, query, found[1] if found.groups() else "")
        raise _not_found()

    def _song(self, path: str, query: Query, key: str) -> Json:
        return {"data": [self._shapes.song(_of(self._library.tracks, key), _include(query))]}

    def _songs(self, path: str, query: Query, key: str) -> Json:
        """By ``ids`` or by ``filter[isrc]``; unknown ones are left out."""
        ids, codes = query.get("ids", "").split(","), query.get("filter[isrc]", "").split(",")
        if not any(ids) and not any(codes):
            raise Refused(400, "40005", "No ids supplied on the request", "ids")
        named = [each for each in self._library.tracks.values() if str(each.id) in ids or each.isrc in codes]
        return {"data": [self._shapes.song(track, _include(query)) for track in named]}

    def _album(self, path: str, query: Query, key: str) -> Json:
        album = _of(self._library.albums, key)
        whole = self._shapes.full_album(album, _include(query), self._song_shape(_include(query, "songs")))
        if album.id == WITH_VIDEO:
            whole["relationships"]["tracks"]["data"].append(self._shapes.music_video(album))
        return {"data": [whole]}

    def _album_tracks(self, path: str, query: Query, key: str) -> Json:
        tracks = _of(self._library.albums, key).tracks
        return self._page(path, query, tracks, self._song_shape(_include(query)), default=LIST_LIMIT)

    def _artist(self, path: str, query: Query, key: str) -> Json:
        return {"data": [self._shapes.artist(_of(self._library.artists, key))]}

    def _artist_albums(self, path: str, query: Query, key: str) -> Json:
        albums = self._library.albums_of(_of(self._library.artists, key))
        return self._page(path, query, albums, self._shapes.album, default=SEARCH_LIMIT)

    def _top_songs(self, path: str, query: Query, key: str) -> Json:
        top = self._library.top_of(_of(self._library.artists, key))
        if not top:
            raise Refused(404, "40403", "No related resources")
        return self._page(path, query, top, self._song_shape(_include(query)), default=10)

    def _search(self, path: str, query: Query, key: str) -> Json:
        if not query.get("term", "").strip():
            raise Refused(400, "40005", "Missing term", "term")
        tracks, artists, albums = self._library.found(query["term"])
        lists: dict[str, Json] = {
            "songs": self._page(path, query, tracks, self._found_song(query), default=5, most=SEARCH_LIMIT),
            "artists": self._page(path, query, artists, self._shapes.artist, default=5, most=SEARCH_LIMIT),
            "albums": self._page(path, query, albums, self._found_album(query), default=5, most=SEARCH_LIMIT),
        }
        wanted = query.get("types", "").split(",")
        found = {name: page for name, page in lists.items() if name in wanted and page["data"]}
        return {"results": found, "meta": {"results": {"order": list(found)}}}

    def _found_song(self, query: Query) -> Callable[[Track], Json]:
        include = _include(query, "songs")
        return self._song_shape(include) if include and self.search_includes else self._shapes.bare_song

    def _found_album(self, query: Query) -> Callable[[Album], Json]:
        include = _include(query, "albums")
        heeded = include and self.search_includes
        return (lambda album: self._shapes.album(album, include)) if heeded else self._shapes.bare_album

    def _song_shape(self, include: list[str]) -> Callable[[Track], Json]:
        return lambda track: self._shapes.song(track, include)

    def _page(
        self,
        path: str,
        query: Query,
        entries: Sequence[T],
        shape: Callable[[T], Json],
        *,
        default: int,
        most: int = LIST_LIMIT,
    ) -> Json:
        limit, offset = _number(query, "limit", default), _number(query, "offset", 0)
        if not 0 < limit <= most:
            raise Refused(400, "40005", "Invalid Parameter Value", "limit")
        page: Json = {
            "href": f"/v1{self._catalogue}{path}",
            "data": [shape(entry) for entry in entries[offset : offset + limit]],
        }
        if offset + limit < len(entries):
            # As at Apple, without the limit.
            kept = {name: text for name, text in query.items() if name not in ("limit", "offset")}
            page["next"] = f"{page['href']}?{urlencode({**kept, 'offset': offset + limit})}"
        return page


def _not_found() -> Refused:
    return Refused(404, "40400", "Resource Not Found")


def _of(things: dict[int, T], key: str) -> T:
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    if number not in things:
        raise _not_found()
    return things[number]


def _include(query: Query, kind: str = "") -> list[str]:
    name = f"include[{kind}]" if kind else "include"
    return [each for each in query.get(name, "").split(",") if each]


def _number(query: Query, name: str, default: int) -> int:
    text = query.get(name, "")
    return int(text[:9]) if text.isascii() and text.isdigit() else default
