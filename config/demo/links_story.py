"""The steps of the other demo: a listener brings their music along from Spotify, and what they play is scrobbled."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from config.demo.client import Api, StepFailed
from config.demo.standins import PLAYLIST_ID, Standins
from config.demo.story import Story

SONGS = 25
WAITED_SECONDS = 60.0
LOOK_SECONDS = 0.2
HEARD = 3


class LinksStory:
    """What a step learns, the next ones use."""

    def __init__(self, api: Api, standins: Standins) -> None:
        self._api = api
        self._standins = standins
        self._beginning = Story(api)
        self._url = ""
        self._import = ""
        self._playlist = ""
        self._unmatched = ""
        self._playing: dict[str, Any] = {}
        self._seconds: dict[str, int] = {}

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        return [
            ("Registering", self._beginning.register),
            ("Signing in", self._beginning.sign_in),
            ("Filling Ada's Spotify", self.fill_spotify),
            ("Asking to link Spotify", self.ask_for_spotify),
            ("Consenting at Spotify", self.consent),
            ("Trying the import", self.try_import),
            ("Importing", self.start_import),
            ("Watching the import", self.watch_import),
            ("Reading what was not matched", self.read_unmatched),
            ("Matching it by hand", self.match_by_hand),
            ("Editing the playlist here", self.edit),
            ("Importing again", self.import_again),
            ("Asking to link Last.fm", self.ask_for_lastfm),
            ("Consenting at Last.fm", self.consent),
            ("Linking ListenBrainz", self.link_listenbrainz),
            ("Playing the playlist", self.play),
            *[("Hearing a track to its end", self.next)] * HEARD,
            ("Watching the scrobbles arrive", self.watch_scrobbles),
            ("Unlinking Spotify", self.unlink),
            ("Reading the integrations", self.read_integrations),
        ]

    def fill_spotify(self) -> str:
        songs = self._api.ask("GET", "/api/songs/", limit=SONGS)
        self._standins.fill_spotify(songs)
        return f"{len(songs)} songs of the demo catalogue, and a file of her own, are in Ada's Spotify"

    def ask_for_spotify(self) -> str:
        self._url = self._api.ask("GET", "/api/auth/spotify/")["authorization_url"]
        return "an address at Spotify, good for ten minutes and one use"

    def ask_for_lastfm(self) -> str:
        self._url = self._api.ask("POST", "/api/integrations/lastfm/", {})["authorization_url"]
        return "an address at Last.fm"

    def consent(self) -> str:
        """Where the browser is sent, it goes: to the service, and back to us."""
        linked = self._api.visit(self._url)
        return f"{linked['name']} sent the browser back: {linked['account_name']} is {linked['state']}"

    def try_import(self) -> str:
        run = self._finished(self._api.ask("POST", "/api/spotify/import/", {"dry_run": True}, expected=202)["id"])
        return f"a dry run would add {run['totals']['added']} tracks, and changed nothing"

    def start_import(self) -> str:
        run = self._api.ask("POST", "/api/spotify/import/", {}, expected=202)
        self._import = run["id"]
        return f"job {run['id'][:8]}… is {run['state']}"

    def watch_import(self) -> str:
        run = self._finished(self._import)
        self._playlist = next(each["playlist_id"] for each in run["sources"] if each["spotify_id"] == PLAYLIST_ID)
        counts = ", ".join(f"{count} {how.replace('_', ' ')}" for how, count in run["totals"]["counts"].items())
        return f"{run['state']}: {counts}"

    def read_unmatched(self) -> str:
        rows = self._api.ask("GET", "/api/spotify/unmatched/")
        self._unmatched = rows[0]["id"]
        return ", ".join(f"“{row['title']}”: {row['reason'].replace('_', ' ')}" for row in rows)

    def match_by_hand(self) -> str:
        song = self._api.ask("GET", "/api/songs/", limit=1, offset=SONGS)[0]
        path = f"/api/spotify/unmatched/{self._unmatched}/"
        matched = self._api.ask("POST", path, {"track_id": song["id"]})
        return f"“{matched['title']}” is now “{matched['track_title']}”, in the playlist and in later imports"

    def edit(self) -> str:
        changed = self._api.ask("PATCH", f"/api/playlists/playlists/{self._playlist}/", {"name": "Mine now"})
        self._standins.rename_at_spotify("Renamed at Spotify")
        return f"it is “{changed['name']}” here, while at Spotify it is renamed and loses a track"

    def import_again(self) -> str:
        run = self._finished(self._api.ask("POST", "/api/spotify/import/", {}, expected=202)["id"])
        playlist = self._api.ask("GET", f"/api/playlists/playlists/{self._playlist}/", limit=1)
        if playlist["name"] != "Mine now" or run["totals"]["removed"] != 1:
            raise StepFailed("expected one track less under the listener's own name")
        return (
            f"{run['totals']['removed']} removed, {run['totals']['added']} added, and it is still “{playlist['name']}”"
        )

    def link_listenbrainz(self) -> str:
        token = {"token": self._standins.listenbrainz.token}
        linked = self._api.ask("POST", "/api/integrations/listenbrainz/", token, expected=201)
        return f"{linked['name']}: {linked['account_name']} is {linked['state']}"

    def play(self) -> str:
        tracks = self._api.ask("GET", f"/api/playlists/playlists/{self._playlist}/tracks/")
        self._seconds = {track["track_id"]: track["duration"] for track in tracks}
        self._playing = self._api.ask("POST", f"/api/playlists/playlists/{self._playlist}/play/", {"position": 0})
        return f"now “{self._playing['current_track']['track_title']}”"

    def next(self) -> str:
        heard = self._playing["current_track"]
        played = {"played_ms": self._seconds[heard["track_id"]] * 1000}
        self._playing = self._api.ask("POST", "/api/playlists/queue/next/", played)
        return f"“{heard['track_title']}” was heard, now “{self._playing['current_track']['track_title']}”"

    def watch_scrobbles(self) -> str:
        deadline = time.monotonic() + WAITED_SECONDS
        while min((arrived := self._standins.scrobbled()).values()) < HEARD:
            if time.monotonic() > deadline:
                raise StepFailed(f"expected {HEARD} scrobbles at each service, not {arrived}")
            time.sleep(LOOK_SECONDS)
        self._api.ask("GET", "/api/scrobbling/")
        return ", ".join(f"{count} at {service}" for service, count in arrived.items())

    def unlink(self) -> str:
        self._api.ask("DELETE", "/api/integrations/spotify/", expected=204)
        return "its tokens are forgotten; what was imported stays"

    def read_integrations(self) -> str:
        rows = self._api.ask("GET", "/api/integrations/")
        return ", ".join(f"{row['name']} {row['state'].replace('_', ' ')}" for row in rows)

    def _finished(self, import_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + WAITED_SECONDS
        while True:
            run: dict[str, Any] = self._api.ask("GET", f"/api/spotify/import/{import_id}/")
            if run["state"] not in ("queued", "running"):
                break
            if time.monotonic() > deadline:
                raise StepFailed("expected the import to end")
            time.sleep(LOOK_SECONDS)
        if run["state"] != "done":
            raise StepFailed(f"expected the import to be done: {run['error']}")
        return run
