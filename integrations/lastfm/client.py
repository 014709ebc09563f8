"""Last.fm's scrobbling API 2.0: sessions, now playing, scrobbles.

Every method raises `SessionRefused` (the listener has to link again), another `ProviderRejected` (sending the same
again changes nothing) or `ProviderUnavailable` (later), nothing else. Every call is a signed POST of a form.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from integrations.budget import Budget
from integrations.http import Gate, HttpClient, open_gate
from integrations.lastfm.answers import SERVICE, read_now_playing, read_session, read_verdicts
from integrations.lastfm.records import LastfmListen, LastfmSession, Verdict
from integrations.lastfm.signing import signature

BATCH: Final = 50
"""Scrobbles of one call, at most."""
READ_SECONDS: Final = 10.0
"""A full batch takes Last.fm seconds."""


class LastfmClient:
    """``api_url`` is where the calls go, ``site_url`` where listeners give permission. Safe to share by threads."""

    def __init__(self, api_url: str, site_url: str, key: str, secret: str, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, api_url, gate=gate, read_seconds=READ_SECONDS)
        self._site_url = site_url.rstrip("/")
        self._key = key
        self._secret = secret

    def close(self) -> None:
        self._http.close()

    def authorization_url(self, callback: str) -> str:
        """Where the listener says yes; Last.fm then sends them to ``callback`` with a ``token``."""
        return f"{self._site_url}/api/auth/?{urlencode({'api_key': self._key, 'cb': callback})}"

    def session(self, token: str, *, budget: Budget) -> LastfmSession:
        """Exchange the token of a callback, which works once. Raises `TokenRefused`."""
        form = self._signed({"method": "auth.getSession", "token": token})
        return self._http.send("POST", "/", form=form, budget=budget, read=read_session)

    def now_playing(self, session_key: str, listen: LastfmListen, *, budget: Budget) -> None:
        """Never to be repeated: by then it may be wrong."""
        form = self._signed({"method": "track.updateNowPlaying", "sk": session_key, **_fields(listen)})
        self._http.send("POST", "/", form=form, budget=budget, read=read_now_playing)

    def scrobble(self, session_key: str, listens: Sequence[LastfmListen], *, budget: Budget) -> list[Verdict]:
        """What became of each of these, `BATCH` at most. The same listen sent twice is kept once."""
        form = {"method": "track.scrobble", "sk": session_key}
        for index, listen in enumerate(listens):
            fields = {**_fields(listen), "timestamp": str(listen.listened_at)}
            form |= {f"{name}[{index}]": value for name, value in fields.items()}
        count = len(listens)
        return self._http.send(
            "POST", "/", form=self._signed(form), budget=budget, read=lambda answer: read_verdicts(answer, count)
        )

    def _signed(self, params: dict[str, str]) -> dict[str, str]:
        named = {**params, "api_key": self._key}
        return {**named, "api_sig": signature(named, self._secret), "format": "json"}


def _fields(listen: LastfmListen) -> dict[str, str]:
    """What is known of it, under the names of the API."""
    fields = {
        "artist": listen.artist,
        "track": listen.track,
        "album": listen.album,
        "albumArtist": listen.album_artist if listen.album_artist != listen.artist else "",
        "trackNumber": str(listen.track_number or ""),
        "duration": str(listen.duration or ""),
    }
    return {name: value for name, value in fields.items() if value}
