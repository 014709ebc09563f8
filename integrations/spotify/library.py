"""A listener's own part of Spotify: profile, playlists, saved tracks, followed artists, top tracks.

Only what an app registered after February 2026 is given. Every method raises `ProviderError`s only: `Forbidden` for
what is closed or somebody else's, `ListenerNotRegistered` where the app's owner has not entered this listener,
`GrantRefused` when the listener has to consent again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderUnavailable
from integrations.http import Answer, Gate, HttpClient, open_gate
from integrations.spotify.answers import SERVICE, read_object
from integrations.spotify.client import path_part
from integrations.spotify.errors import OF_THE_LISTENER, TokenRefused
from integrations.spotify.library_records import FollowedArtists, LibraryItem, SpotifyPlaylist, SpotifyProfile
from integrations.spotify.library_wire import (
    read_followed,
    read_item,
    read_playlist,
    read_profile,
    read_saved_page,
    read_top_page,
)
from integrations.spotify.records import SpotifyPage, SpotifyTrack
from integrations.spotify.tokens import TokenSource
from integrations.spotify.wire import read_page

PAGE: Final = 50
"""The largest page of every list here."""
TERMS: Final = ("short_term", "medium_term", "long_term")
"""Of top items: about 4 weeks, 6 months, a year."""

T = TypeVar("T")


class SpotifyLibrary:
    """``tokens`` is where the listener's access token comes from, given with each call: one client serves all."""

    def __init__(self, base_url: str, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, base_url, gate=gate)

    def close(self) -> None:
        self._http.close()

    def profile(self, tokens: TokenSource, *, budget: Budget) -> SpotifyProfile:
        return self._get("/me", read_profile, tokens, budget)

    def playlists(self, tokens: TokenSource, *, budget: Budget, offset: int = 0) -> SpotifyPage[SpotifyPlaylist]:
        """Those that the listener owns or follows."""
        return self._get(
            "/me/playlists", lambda page: read_page(page, read_playlist), tokens, budget, limit=PAGE, offset=offset
        )

    def playlist(self, playlist_id: str, tokens: TokenSource, *, budget: Budget) -> SpotifyPlaylist:
        return self._get(f"/playlists/{path_part(playlist_id)}", read_playlist, tokens, budget)

    def playlist_items(
        self, playlist_id: str, tokens: TokenSource, *, budget: Budget, offset: int = 0
    ) -> SpotifyPage[LibraryItem]:
        """Raises `Forbidden` unless the listener owns the playlist or collaborates in it."""
        path = f"/playlists/{path_part(playlist_id)}/items"
        params: Mapping[str, str | int] = {"limit": PAGE, "offset": offset, "additional_types": "track,episode"}
        return self._get(path, lambda page: read_page(page, read_item), tokens, budget, **params)

    def saved_tracks(self, tokens: TokenSource, *, budget: Budget, offset: int = 0) -> SpotifyPage[LibraryItem]:
        """The latest first."""
        return self._get("/me/tracks", read_saved_page, tokens, budget, limit=PAGE, offset=offset)

    def followed_artists(self, tokens: TokenSource, *, budget: Budget, after: str = "") -> FollowedArtists:
        params: dict[str, str | int] = {"type": "artist", "limit": PAGE}
        if after:
            params["after"] = after
        return self._get("/me/following", read_followed, tokens, budget, **params)

    def top_tracks(
        self, term: str, tokens: TokenSource, *, budget: Budget, offset: int = 0
    ) -> SpotifyPage[SpotifyTrack]:
        """``term`` is one of `TERMS`; the most played first."""
        params: Mapping[str, str | int] = {"time_range": term, "limit": PAGE, "offset": offset}
        return self._get("/me/top/tracks", read_top_page, tokens, budget, **params)

    def _get(
        self,
        path: str,
        read: Callable[[object], T | None],
        tokens: TokenSource,
        budget: Budget,
        **params: str | int,
    ) -> T:
        """A token that Spotify refuses is renewed once; the second refusal counts."""
        token = tokens.token(budget=budget)
        body, refused = self._send(path, params, token, budget)
        if isinstance(refused, TokenRefused):
            body, refused = self._send(path, params, tokens.renewed(token, budget=budget), budget)
        if refused:
            raise refused
        if (record := _understood(read, body)) is None:
            raise ProviderUnavailable(SERVICE, "answered an object that cannot be understood")
        return record

    def _send(
        self, path: str, params: Mapping[str, str | int], token: str, budget: Budget
    ) -> tuple[dict[str, object], ProviderError | None]:
        headers = {"Authorization": f"Bearer {token}"}
        return self._http.send("GET", path, params=params, headers=headers, budget=budget, read=_read_answer)


def _read_answer(answer: Answer) -> tuple[dict[str, object], ProviderError | None]:
    """What is refused to this listener alone is not raised before the gate: the service itself is well."""
    try:
        return read_object(answer, lookup=True), None
    except OF_THE_LISTENER as error:
        return {}, error


def _understood(read: Callable[[object], T | None], body: dict[str, object]) -> T | None:
    try:
        return read(body)
    except RecursionError:
        return None
