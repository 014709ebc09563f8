"""Deezer's public API: GET, JSON, no key. Ids are Deezer's digits; lists are asked for by ``index`` and ``limit``.

Every method raises `NotFoundAtProvider`, `ProviderRejected` or `ProviderUnavailable`, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar
from urllib.parse import quote

from integrations.budget import Budget
from integrations.deezer.answers import SERVICE, read_object
from integrations.deezer.records import DeezerAlbum, DeezerArtist, DeezerChart, DeezerGenre, DeezerPage, DeezerTrack
from integrations.deezer.wire import read_album, read_artist, read_chart, read_genre, read_page, read_track
from integrations.errors import ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, open_gate

MAX_LIMIT: Final = 100
"""Deezer cuts larger pages to this, silently."""

T = TypeVar("T")


class DeezerClient:
    """``base_url`` may carry a path prefix. Safe to share between threads."""

    def __init__(self, base_url: str, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, base_url, gate=gate)

    def close(self) -> None:
        self._http.close()

    def track(self, track_id: str, *, budget: Budget) -> DeezerTrack:
        return self._one(f"/track/{_part(track_id)}", read_track, budget)

    def track_by_isrc(self, isrc: str, *, budget: Budget) -> DeezerTrack:
        """One of the tracks with this ISRC, by no known rule: it may be of low rank, or play in few countries."""
        return self._one(f"/track/isrc:{_part(isrc.replace('-', ''))}", read_track, budget)

    def album(self, album_id: str, *, budget: Budget) -> DeezerAlbum:
        return self._one(f"/album/{_part(album_id)}", read_album, budget)

    def album_by_upc(self, upc: str, *, budget: Budget) -> DeezerAlbum:
        return self._one(f"/album/upc:{_part(upc)}", read_album, budget)

    def album_tracks(
        self, album_id: str, *, budget: Budget, index: int = 0, limit: int = MAX_LIMIT
    ) -> DeezerPage[DeezerTrack]:
        return self._page(f"/album/{_part(album_id)}/tracks", read_track, budget, index=index, limit=limit)

    def artist(self, artist_id: str, *, budget: Budget) -> DeezerArtist:
        return self._one(f"/artist/{_part(artist_id)}", read_artist, budget)

    def artist_albums(
        self, artist_id: str, *, budget: Budget, index: int = 0, limit: int = MAX_LIMIT
    ) -> DeezerPage[DeezerAlbum]:
        return self._page(f"/artist/{_part(artist_id)}/albums", read_album, budget, index=index, limit=limit)

    def artist_top(self, artist_id: str, *, budget: Budget, index: int = 0, limit: int = 50) -> DeezerPage[DeezerTrack]:
        return self._page(f"/artist/{_part(artist_id)}/top", read_track, budget, index=index, limit=limit)

    def artist_related(self, artist_id: str, *, budget: Budget, limit: int = 20) -> DeezerPage[DeezerArtist]:
        return self._page(f"/artist/{_part(artist_id)}/related", read_artist, budget, limit=limit)

    def artist_radio(self, artist_id: str, *, budget: Budget) -> DeezerPage[DeezerTrack]:
        """A mix of about 25 tracks around the artist, another one at each call."""
        return self._page(f"/artist/{_part(artist_id)}/radio", read_track, budget)

    def search_tracks(self, query: str, *, budget: Budget, index: int = 0, limit: int = 25) -> DeezerPage[DeezerTrack]:
        return self._page("/search", read_track, budget, index=index, limit=limit, query=query)

    def search_artists(
        self, query: str, *, budget: Budget, index: int = 0, limit: int = 25
    ) -> DeezerPage[DeezerArtist]:
        return self._page("/search/artist", read_artist, budget, index=index, limit=limit, query=query)

    def search_albums(self, query: str, *, budget: Budget, index: int = 0, limit: int = 25) -> DeezerPage[DeezerAlbum]:
        return self._page("/search/album", read_album, budget, index=index, limit=limit, query=query)

    def genres(self, *, budget: Budget) -> DeezerPage[DeezerGenre]:
        """With number 0, "All"."""
        return self._page("/genre", read_genre, budget)

    def genre(self, number: int, *, budget: Budget) -> DeezerGenre:
        return self._one(f"/genre/{number}", read_genre, budget)

    def genre_artists(self, number: int, *, budget: Budget) -> DeezerPage[DeezerArtist]:
        return self._page(f"/genre/{number}/artists", read_artist, budget)

    def chart(self, number: int, *, budget: Budget, limit: int = MAX_LIMIT) -> DeezerChart:
        """Of a genre; 0 is all of them."""
        return self._one(f"/chart/{number}", read_chart, budget, limit=limit)

    def chart_tracks(self, number: int, *, budget: Budget, limit: int = MAX_LIMIT) -> DeezerPage[DeezerTrack]:
        return self._page(f"/chart/{number}/tracks", read_track, budget, limit=limit)

    def chart_albums(self, number: int, *, budget: Budget, limit: int = MAX_LIMIT) -> DeezerPage[DeezerAlbum]:
        return self._page(f"/chart/{number}/albums", read_album, budget, limit=limit)

    def chart_artists(self, number: int, *, budget: Budget, limit: int = MAX_LIMIT) -> DeezerPage[DeezerArtist]:
        return self._page(f"/chart/{number}/artists", read_artist, budget, limit=limit)

    def editorial_charts(self, number: int, *, budget: Budget) -> DeezerChart:
        return self._one(f"/editorial/{number}/charts", read_chart, budget)

    def editorial_selection(self, number: int, *, budget: Budget) -> DeezerPage[DeezerAlbum]:
        return self._page(f"/editorial/{number}/selection", read_album, budget)

    def editorial_releases(
        self, number: int, *, budget: Budget, index: int = 0, limit: int = MAX_LIMIT
    ) -> DeezerPage[DeezerAlbum]:
        return self._page(f"/editorial/{number}/releases", read_album, budget, index=index, limit=limit)

    def _one(self, path: str, read: Callable[[object], T | None], budget: Budget, *, limit: int | None = None) -> T:
        def understand(answer: Answer) -> T:
            return _understood(read, read_object(answer, lookup=True))

        params = None if limit is None else {"limit": _bounded(limit)}
        return self._http.send("GET", path, params=params, budget=budget, read=understand)

    def _page(
        self,
        path: str,
        read: Callable[[object], T | None],
        budget: Budget,
        *,
        index: int = 0,
        limit: int | None = None,
        query: str | None = None,
    ) -> DeezerPage[T]:
        size = MAX_LIMIT if limit is None else _bounded(limit)
        params: dict[str, str | int] = {} if limit is None else {"limit": size}
        if index:
            params["index"] = index
        if query is not None:
            params["q"] = query

        def understand(answer: Answer) -> DeezerPage[T]:
            body = read_object(answer, lookup=query is None)
            return _understood(lambda page: read_page(page, read, index=index, limit=size), body)

        return self._http.send("GET", path, params=params, budget=budget, read=understand)


def _understood(read: Callable[[object], T | None], body: dict[str, object]) -> T:
    try:
        record = read(body)
    except RecursionError:
        record = None
    if record is None:
        raise ProviderUnavailable(SERVICE, "answered an object that cannot be understood")
    return record


def _bounded(limit: int) -> int:
    return max(1, min(limit, MAX_LIMIT))


def _part(value: str) -> str:
    """One part of a path, whatever it holds. Dots alone would lead to another path."""
    return quote(value, safe="") if value.strip(".") else "-"
