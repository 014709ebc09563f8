"""Apple Music's catalogue of one storefront (a country), with the developer token only.

Lists are asked for by ``offset`` and ``limit``. Every method raises `NotFoundAtProvider`, `ProviderRejected` or
`ProviderUnavailable`, and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import quote

from integrations.apple.answers import SERVICE, TokenRefused, read_object
from integrations.apple.records import AppleAlbum, AppleArtist, ApplePage, AppleSearch, AppleSong
from integrations.apple.token import DeveloperToken
from integrations.apple.wire import read_album, read_named_artist, read_page, read_search, read_single, read_song
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, open_gate

logger = logging.getLogger(__name__)

SEARCH_LIMIT: Final = 25
LIST_LIMIT: Final = 100
TOP_LIMIT: Final = 50
MAX_IDS: Final = 300
"""Songs that can be asked for at once."""

T = TypeVar("T")
Params = Mapping[str, str | int]
_WITH_ALL: Final = {"include": "artists,albums"}


class AppleClient:
    """``base_url`` ends with the API's version, ``/v1``. Safe to share between threads."""

    def __init__(self, base_url: str, token: DeveloperToken, *, storefront: str = "us", gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, base_url, gate=gate)
        self._token = token
        self._catalogue = f"/catalog/{_part(storefront)}"
        self._told = False

    def close(self) -> None:
        self._http.close()

    def song(self, song_id: str, *, budget: Budget) -> AppleSong:
        return self._one(f"/songs/{_part(song_id)}", read_song, budget, _WITH_ALL)

    def songs(self, ids: Sequence[str], *, budget: Budget) -> tuple[AppleSong, ...]:
        """Up to 300 at once; those that Apple does not have are missing."""
        params: Params = {"ids": ",".join(ids[:MAX_IDS]), **_WITH_ALL}
        return self._list("/songs", read_song, budget, params).items

    def songs_by_isrc(self, isrc: str, *, budget: Budget) -> tuple[AppleSong, ...]:
        """Several, where it is on several albums; none when Apple knows of none."""
        params: Params = {"filter[isrc]": isrc.replace("-", "").upper(), **_WITH_ALL}
        try:
            return self._list("/songs", read_song, budget, params).items
        except NotFoundAtProvider:
            return ()

    def album(self, album_id: str, *, budget: Budget) -> AppleAlbum:
        """With the first page of its tracks."""
        params = {"include": "artists,tracks", "include[songs]": "artists"}
        return self._one(f"/albums/{_part(album_id)}", read_album, budget, params)

    def album_tracks(
        self, album_id: str, *, budget: Budget, offset: int = 0, limit: int = LIST_LIMIT
    ) -> ApplePage[AppleSong]:
        params: Params = {"include": "artists", "limit": _bounded(limit, LIST_LIMIT), "offset": offset}
        return self._list(f"/albums/{_part(album_id)}/tracks", read_song, budget, params)

    def artist(self, artist_id: str, *, budget: Budget) -> AppleArtist:
        return self._one(f"/artists/{_part(artist_id)}", read_named_artist, budget, {})

    def artist_albums(
        self, artist_id: str, *, budget: Budget, offset: int = 0, limit: int = LIST_LIMIT
    ) -> ApplePage[AppleAlbum]:
        params: Params = {"limit": _bounded(limit, LIST_LIMIT), "offset": offset}
        return self._list(f"/artists/{_part(artist_id)}/albums", read_album, budget, params)

    def artist_top_songs(self, artist_id: str, *, budget: Budget, limit: int = TOP_LIMIT) -> ApplePage[AppleSong]:
        """Apple answers "not found" for an artist without any."""
        params: Params = {"limit": _bounded(limit, TOP_LIMIT), **_WITH_ALL}
        return self._list(f"/artists/{_part(artist_id)}/view/top-songs", read_song, budget, params)

    def search(self, term: str, *, budget: Budget, offset: int = 0, limit: int = SEARCH_LIMIT) -> AppleSearch:
        """``offset`` and ``limit`` hold for each of songs, artists and albums."""
        params: Params = {
            "term": term,
            "types": "songs,artists,albums",
            "limit": _bounded(limit, SEARCH_LIMIT),
            "offset": offset,
            "include[songs]": "artists,albums",
            "include[albums]": "artists",
        }
        return self._get("/search", read_search, budget, params, lookup=False)

    def _one(self, path: str, read: Callable[[object], T | None], budget: Budget, params: Params) -> T:
        def found(body: object) -> T | None:
            if isinstance(body, dict) and body.get("data") == []:
                raise NotFoundAtProvider(SERVICE, "answered an empty list")
            return read_single(body, read)

        return self._get(path, found, budget, params)

    def _list(self, path: str, read: Callable[[object], T | None], budget: Budget, params: Params) -> ApplePage[T]:
        return self._get(path, lambda body: read_page(body, read), budget, params)

    def _get(
        self,
        path: str,
        read: Callable[[object], T | None],
        budget: Budget,
        params: Params,
        *,
        lookup: bool = True,
    ) -> T:
        def understand(answer: Answer) -> T:
            return _understood(read, read_object(answer, lookup=lookup))

        headers = {"Authorization": f"Bearer {self._token.value()}"}
        path = self._catalogue + path
        try:
            return self._http.send("GET", path, params=params, headers=headers, budget=budget, read=understand)
        except TokenRefused as error:
            self._tell_once(error)
            raise

    def _tell_once(self, error: TokenRefused) -> None:
        """Only the one who runs this installation can do something about it."""
        if not self._told:
            self._told = True
            logger.warning("Apple Music refuses the developer token (%s): check the APPLE_ settings", error.detail)


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


def _part(value: str) -> str:
    """One part of a path, whatever it holds. Dots alone would lead to another path."""
    return quote(value, safe="") if value.strip(".") else "-"
