"""The steps of the demo: a newcomer signs up, finds music, plays it, and runs on into the radio.

Each step makes one request, the last of which is told, and returns what came back as words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from config.demo.client import Api, StepFailed
from config.demo.party_story import PartyStory

PASSWORD = "a demo needs a passphrase"  # noqa: S105  (of a user who lives for a minute)
EMAIL = "ada@example.com"
PLAYLIST_TRACKS = 10


class Story:
    """One listener's afternoon; what a step learns, the next ones use."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._refresh = ""
        self._found: list[dict[str, Any]] = []
        self._artist: dict[str, Any] = {}
        self._playlist = ""
        self._audio = ""
        self._current: dict[str, Any] = {}

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("Registering", self.register),
            ("Signing in", self.sign_in),
            ("Reading the charts", self.read_charts),
            ("Searching", self.search),
            ("Opening an artist", self.open_artist),
            ("Creating a playlist", self.create_playlist),
            ("Adding ten tracks", self.add_tracks),
            ("Playing the playlist", self.play),
            ("Asking for the audio", self.ask_for_audio),
            ("Loading the audio", self.load_audio),
            ("Next", self.next),
            ("Next again", self.next),
            ("Shuffling", self.shuffle),
            ("Going to the last track", self.go_to_last),
            ("Running into radio", self.run_into_radio),
            ("Adding a favourite", self.add_favorite),
            ("Reading the history", self.read_history),
            ("Asking for recommendations", self.ask_for_recommendations),
            *PartyStory(self._api, lambda: [track["id"] for track in self._found]).steps(),
            ("Refreshing the token", self.refresh),
        ]

    def register(self) -> str:
        body = {"username": "ada", "email": EMAIL, "password": PASSWORD}
        user = self._api.ask("POST", "/api/accounts/register/", body, expected=201)
        return f"{user['username']} <{user['email']}> is user {user['id'][:8]}…"

    def sign_in(self) -> str:
        tokens = self._api.ask("POST", "/api/accounts/token/", {"email": EMAIL, "password": PASSWORD})
        self._refresh = tokens["refresh"]
        self._api.sign_in(tokens["access"])
        return "an access token and a refresh token"

    def read_charts(self) -> str:
        tracks = self._api.ask("GET", "/api/charts/top/", limit=20)["tracks"]
        self._remember(tracks)
        self._artist = tracks[0]["artist"]
        return f"number 1 is {_track(tracks[0])}"

    def search(self) -> str:
        found = self._api.ask("GET", "/api/catalogue/search/", q=self._artist["name"], limit=10)
        self._artist = found["artists"][0]
        self._remember(found["tracks"])
        counts = ", ".join(_counted(len(found[kind]), kind) for kind in ("tracks", "artists", "albums"))
        return f"{counts}; the best match is {self._artist['name']}"

    def open_artist(self) -> str:
        page = self._api.ask("GET", f"/api/catalogue/artists/{self._artist['id']}/")
        self._remember([{**track, "artist": page["artist"]} for track in page["top_tracks"]])
        return f"{page['artist']['name']}: {len(page['albums'])} albums, {len(page['top_tracks'])} top tracks"

    def create_playlist(self) -> str:
        body = {"name": "First steps", "description": "Made by the demo.", "is_public": False}
        playlist = self._api.ask("POST", "/api/playlists/playlists/", body, expected=201)
        self._playlist = playlist["id"]
        return f"“{playlist['name']}” is playlist {playlist['id'][:8]}…"

    def add_tracks(self) -> str:
        chosen = [track["id"] for track in _mixed(self._found)[:PLAYLIST_TRACKS]]
        path = f"/api/playlists/playlists/{self._playlist}/add_tracks/"
        added = self._api.ask("POST", path, {"tracks": chosen})
        if added["added_count"] != PLAYLIST_TRACKS:
            raise StepFailed(f"expected {PLAYLIST_TRACKS} added tracks")
        return f"{added['added_count']} added, {added['total']} in all"

    def play(self) -> str:
        playing = self._api.ask("POST", f"/api/playlists/playlists/{self._playlist}/play/", {"position": 0})
        self._current = playing["current_track"]
        return f"now {_current(playing)}, {playing['queue_length']} in the queue"

    def ask_for_audio(self) -> str:
        self._audio = self._api.ask("GET", f"/api/catalogue/stream/{self._current['track_id']}/")["preview_url"]
        return "a signed address that a player can open"

    def load_audio(self) -> str:
        response = self._api.fetch(self._audio)
        kind = response.headers["Content-Type"]
        if not kind.startswith("audio/"):
            raise StepFailed(f"expected audio, not {kind}")
        return f"{len(response.content) // 1024} KiB of {kind}"

    def next(self) -> str:
        playing = self._api.ask("POST", "/api/playlists/queue/next/", {})
        self._current = playing["current_track"]
        return f"now {_current(playing)}, at position {playing['position']}"

    def shuffle(self) -> str:
        shuffled = self._api.ask("POST", "/api/playlists/queue/shuffle/", {})
        return f"{shuffled['message']}, {shuffled['track_count']} tracks"

    def go_to_last(self) -> str:
        last = PLAYLIST_TRACKS - 1
        playing = self._api.ask("POST", "/api/playlists/queue/position/", {"position": last})
        return f"now {_current(playing)}, at position {playing['position']}"

    def run_into_radio(self) -> str:
        playing = self._api.ask("POST", "/api/playlists/queue/next/", {})
        if playing["is_radio_mode"] is not True:
            raise StepFailed("expected the radio")
        self._current = playing["current_track"]
        return f"the radio goes on with {_current(playing)}"

    def add_favorite(self) -> str:
        body = {"track_id": self._current["track_id"]}
        added = self._api.ask("POST", "/api/playlists/favorites/add/", body, expected=201)
        return f"{added['message']}: “{added['track_info']['track_title']}”"

    def read_history(self) -> str:
        heard = self._api.ask("GET", "/api/playlists/queue/history/", limit=5)
        latest = ", ".join(f"“{row['track_title']}”" for row in heard["history"][:3])
        return f"{heard['count']} listens, the latest: {latest}"

    def ask_for_recommendations(self) -> str:
        found = self._api.ask("GET", "/api/playlists/recommendations/", limit=5)["recommendations"]
        first = found[0]
        return f"{len(found)} tracks, first “{first['track_title']}” by {first['artist_name']}: {first['reason']}"

    def refresh(self) -> str:
        tokens = self._api.ask("POST", "/api/accounts/token/refresh/", {"refresh": self._refresh})
        self._api.sign_in(tokens["access"])
        return "a new access token and a new refresh token" if tokens["refresh"] != self._refresh else "a new token"

    def _remember(self, tracks: list[dict[str, Any]]) -> None:
        """Keep the tracks that are new, those of the latest answer first, since these are the artist's."""
        known = {track["id"] for track in tracks}
        self._found = [*tracks, *(track for track in self._found if track["id"] not in known)]


def _mixed(tracks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Three of each artist first, then the next three of each: a playlist of one artist shows less."""
    seen: Counter[str] = Counter()
    turn: dict[str, int] = {}
    for track in tracks:
        turn[track["id"]] = seen[track["artist"]["id"]] // 3
        seen[track["artist"]["id"]] += 1
    return sorted(tracks, key=lambda track: turn[track["id"]])


def _counted(number: int, plural: str) -> str:
    return f"{number} {plural if number != 1 else plural.removesuffix('s')}"


def _track(track: dict[str, Any]) -> str:
    return f"“{track['title']}” by {track['artist']['name']}"


def _current(answer: dict[str, Any]) -> str:
    return f"“{answer['current_track']['track_title']}” by {answer['current_track']['artist_name']}"
