"""Spotify's Web API as an app registered after February 2026 sees it: what was closed to those is not asked for.

Lists are asked for by ``offset`` and ``limit``; the largest pages are 10 for searches and an artist's albums, 50 for an
album's tracks. Every method raises `NotFoundAtProvider`, `ProviderRejected` or `ProviderUnavailable`, nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Final, TypeVar
from urllib.parse import quote

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, open_gate
from integrations.spotify.answers import SERVICE, answer_error, read_object
from integrations.spotify.errors import OwnerWithoutPremium, TokenRefused, WrongCredentials
from integrations.spotify.records import SpotifyAlbum, SpotifyArtist, SpotifyPage, SpotifySearch, SpotifyTrack
from integrations.spotify.tokens import TokenSource
from integrations.spotify.wire import read_album, read_artist, read_page, read_search, read_track

logger = logging.getLogger(__name__)

SEARCH_LIMIT: Final = 10
ARTIST_ALBUMS_LIMIT: Final = 10
ALBUM_TRACKS_LIMIT: Final = 50
MAX_OFFSET: Final = 1000
"""Of a search."""
KINDS: Final = ("track", "artist", "album")

T = TypeVar("T")
Params = Mapping[str, str | int]


class SpotifyClient:
    """``base_url`` ends with the API's version, ``/v1``. Safe to share between threads."""

    def __init__(self, base_url: str, tokens: TokenSource, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, base_url, gate=gate)
        self._tokens = tokens
        self._told: set[type[ProviderError]] = set()

    def close(self) -> None:
        self._http.close()

    def track(self, track_id: str, *, budget: Budget) -> SpotifyTrack:
        return self._get(f"/tracks/{path_part(track_id)}", read_track, budget)

    def album(self, album_id: str, *, budget: Budget) -> SpotifyAlbum:
        """With the first 50 tracks."""
        return self._get(f"/albums/{path_part(album_id)}", read_album, budget)

    def album_tracks(
        self, album_id: str, *, budget: Budget, offset: int = 0, limit: int = ALBUM_TRACKS_LIMIT
    ) -> SpotifyPage[SpotifyTrack]:
        params = {"limit": _bounded(limit, ALBUM_TRACKS_LIMIT), "offset": offset}
        return self._get(
            f"/albums/{path_part(album_id)}/tracks", lambda page: read_page(page, read_track), budget, params
        )

    def artist(self, artist_id: str, *, budget: Budget) -> SpotifyArtist:
        return self._get(f"/artists/{path_part(artist_id)}", read_artist, budget)

    def artist_albums(
        self,
        artist_id: str,
        *,
        budget: Budget,
        offset: int = 0,
        limit: int = ARTIST_ALBUMS_LIMIT,
        groups: str = "album,single,compilation",
    ) -> SpotifyPage[SpotifyAlbum]:
        """``groups`` also knows ``appears_on``, the albums of others."""
        size = _bounded(limit, ARTIST_ALBUMS_LIMIT)
        params: Params = {"include_groups": groups, "limit": size, "offset": offset}
        path = f"/artists/{path_part(artist_id)}/albums"
        return self._get(path, lambda page: read_page(page, read_album), budget, params)

    def search(
        self,
        query: str,
        *,
        budget: Budget,
        kinds: tuple[str, ...] = KINDS,
        offset: int = 0,
        limit: int = SEARCH_LIMIT,
    ) -> SpotifySearch:
        """``offset`` and ``limit`` hold for each of the kinds."""
        size = _bounded(limit, SEARCH_LIMIT)
        params: Params = {"q": query, "type": ",".join(kinds), "limit": size, "offset": min(offset, MAX_OFFSET)}
        return self._get("/search", read_search, budget, params, lookup=False)

    def tracks_by_isrc(self, isrc: str, *, budget: Budget) -> tuple[SpotifyTrack, ...]:
        """Tracks with exactly this ISRC, in Spotify's order; none when it knows of none."""
        wanted = isrc.replace("-", "").upper()
        found = self.search(f"isrc:{wanted}", kinds=("track",), budget=budget)
        return tuple(track for track in found.tracks.items if track.isrc == wanted)

    def _get(
        self,
        path: str,
        read: Callable[[object], T | None],
        budget: Budget,
        params: Params | None = None,
        *,
        lookup: bool = True,
    ) -> T:
        """A token that Spotify refuses is renewed once; the second refusal counts."""

        def understand(answer: Answer) -> T:
            return _understood(read, read_object(answer, lookup=lookup))

        def at_first(answer: Answer) -> T | None:
            return None if isinstance(answer_error(answer, lookup=lookup), TokenRefused) else understand(answer)

        try:
            token = self._tokens.token(budget=budget)
            first = self._send(path, params, token, budget, at_first)
            if first is not None:
                return first
            return self._send(path, params, self._tokens.renewed(token, budget=budget), budget, understand)
        except (OwnerWithoutPremium, WrongCredentials, TokenRefused) as error:
            self._tell_once(error)
            raise

    def _send(self, path: str, params: Params | None, token: str, budget: Budget, read: Callable[[Answer], T]) -> T:
        headers = {"Authorization": f"Bearer {token}"}
        return self._http.send("GET", path, params=params, headers=headers, budget=budget, read=read)

    def _tell_once(self, error: ProviderError) -> None:
        """Only the one who runs this installation can do something about it."""
        if type(error) not in self._told:
            self._told.add(type(error))
            logger.warning("Spotify refuses this installation's app: %s", error.detail)


def _understood(read: Callable[[object], T | None], body: dict[str, object]) -> T:
    try:
        record = read(body)
    except RecursionError:
        record = None
    if record is None:
        raise ProviderUnavailable(SERVICE, "answered an object that cannot be understood")
    return record


def _bounded(limit: int, most: int) -> int:
    return max(1, min(limit, most))


def path_part(value: str) -> str:
    """One part of a path, whatever it holds. Dots alone would lead to another path."""
    return quote(value, safe="") if value.strip(".") else "-"
