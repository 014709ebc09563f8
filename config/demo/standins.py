"""Spotify, Last.fm and ListenBrainz on loopback, for a demo without credentials and without the internet."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.utils.module_loading import import_string

# By name: this room imports no other.
_SERVERS = {
    "spotify": "integrations.standins.spotify.server.SpotifyStandin",
    "lastfm": "integrations.standins.lastfm.server.LastfmStandin",
    "listenbrainz": "integrations.standins.listenbrainz.server.ListenBrainzStandin",
}
_PLAYLIST = "integrations.standins.spotify.listeners.StandinPlaylist"
_LOCAL_FILE = "integrations.standins.spotify.listeners.LocalFile"
PLAYLIST_ID = "PlayPodPlaylist0000001"
SECONDS = 1000

Song = dict[str, Any]


class Standins:
    """All three, serving. What they hold can be looked at and changed while they do."""

    def __init__(self, servers: dict[str, Any]) -> None:
        self.spotify, self.lastfm, self.listenbrainz = (servers[name] for name in _SERVERS)

    def settings(self, port: int) -> dict[str, str]:
        """What a server on this port needs to speak to them."""
        address = f"http://127.0.0.1:{port}"
        callback = f"{address}/api/auth/spotify/callback/"
        self.spotify.consents.redirect_uris.add(callback)
        return {
            "PUBLIC_URL": address,
            "SPOTIFY_CLIENT_ID": self.spotify.client_id,
            "SPOTIFY_REDIRECT_URI": callback,
            "SPOTIFY_API_URL": self.spotify.api_url,
            "SPOTIFY_ACCOUNTS_URL": self.spotify.accounts_url,
            "LASTFM_API_KEY": self.lastfm.api_key,
            "LASTFM_API_SECRET": self.lastfm.secret,
            "LASTFM_API_URL": self.lastfm.api_url,
            "LASTFM_SITE_URL": self.lastfm.site_url,
            "LISTENBRAINZ_API_URL": self.listenbrainz.base_url,
        }

    def fill_spotify(self, songs: Sequence[Song]) -> None:
        """Ada has these songs there: most of them in a playlist, beside a file of her own, and the last few saved."""
        tracks = [_track(number, song) for number, song in enumerate(songs)]
        entries = [*tracks[:-5], import_string(_LOCAL_FILE)("Kitchen demo", "Ada")]
        ada = self.spotify.listeners["ada"]
        ada.playlists = [import_string(_PLAYLIST)(PLAYLIST_ID, "From the other place", "ada", entries)]
        ada.saved, ada.followed, ada.top = tracks[-5:], [], {"short_term": [], "medium_term": [], "long_term": []}

    def rename_at_spotify(self, name: str) -> None:
        """And take the first track out, as somebody does who goes on using it."""
        playlist = self.spotify.listeners["ada"].playlists[0]
        playlist.name, playlist.entries = name, playlist.entries[1:]

    def scrobbled(self) -> dict[str, int]:
        """How many listens have arrived, by service."""
        return {
            "Last.fm": len(self.lastfm.ledger.of(self.lastfm.listener)),
            "ListenBrainz": len(self.listenbrainz.ledger.of(self.listenbrainz.listener)),
        }


@contextmanager
def standins() -> Iterator[Standins]:
    with ExitStack() as stack:
        yield Standins({name: stack.enter_context(import_string(path)()) for name, path in _SERVERS.items()})


def free_port() -> int:
    """The address that services send listeners back to has to be known before the server starts."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _track(number: int, song: Song) -> dict[str, Any]:
    """As Spotify writes a track. Every third one has lost its ISRC, and is found by its name."""
    key = f"DemoTrack{number:013d}"
    isrc = {} if number % 3 == 2 or not song.get("isrc") else {"isrc": song["isrc"]}
    return {
        "id": key,
        "name": song["title"],
        "type": "track",
        "uri": f"spotify:track:{key}",
        "artists": [{"id": f"DemoArtist{number:012d}", "name": song["artist"]["name"], "type": "artist"}],
        "duration_ms": song["duration"] * SECONDS,
        "external_ids": isrc,
        "is_local": False,
    }
