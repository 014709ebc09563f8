"""`make bench-imports`: a Spotify import on the real stack, and what everybody else notices of it.

Spotify is a stand-in on loopback, its quota lifted (`--quota` keeps it); the catalogue is our own, with four of five
tracks known by ISRC, three of twenty by name only, and one of twenty not at all.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests
from cryptography.fernet import Fernet

from bench.load import Call, repeated, run
from bench.services import manage
from bench.stack import Stack, stack
from integrations.standins.spotify.listeners import StandinPlaylist, playlist_id
from integrations.standins.spotify.server import SpotifyStandin

LENGTH = 500
DISTINCT = 5_000
CLIENTS = 2
LOOK_SECONDS = 0.5
BESIDE_SECONDS = 10.0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description="An import from Spotify.")
    parser.add_argument("--playlists", type=int, default=40, help=f"of {LENGTH} tracks each")
    parser.add_argument("--quota", action="store_true", help="keep to the quota that an installation keeps to")
    options = parser.parse_args()
    with SpotifyStandin() as spotify, _installation(spotify, keeps_quota=options.quota) as server:
        _fill(spotify, options.playlists)
        token = _linked(server)
        profile = Call("GET", "/api/accounts/profile/", token=token)
        alone = run(server.base_url, repeated(profile, 100_000), clients=CLIENTS, seconds=BESIDE_SECONDS)
        began = time.monotonic()
        path = f"/api/spotify/import/{server.ask(Call('POST', '/api/spotify/import/', {}, token=token))['id']}/"
        beside = run(server.base_url, repeated(profile, 100_000), clients=CLIENTS, seconds=BESIDE_SECONDS)
        first = _until_done(server, path, token, began)
        _tell("profile alone", f"median {alone.median:.1f} ms, 95 % under {alone.percentile(0.95):.1f} ms")
        _tell(
            "profile beside the import", f"median {beside.median:.1f} ms, 95 % under {beside.percentile(0.95):.1f} ms"
        )
        _tell("import", first)
        began = time.monotonic()
        again = server.ask(Call("POST", "/api/spotify/import/", {}, token=token))["id"]
        _tell("the same again, nothing changed", _until_done(server, f"/api/spotify/import/{again}/", token, began))
    return 0


@contextmanager
def _installation(spotify: SpotifyStandin, *, keeps_quota: bool) -> Iterator[Stack]:
    callback = "http://127.0.0.1/api/auth/spotify/callback/"
    spotify.consents.redirect_uris = {callback}
    extra = {} if keeps_quota else {"SPOTIFY_RATE_LIMIT": "1000000"}
    with stack(
        "imports",
        CATALOGUE_PROVIDERS="local",
        RATELIMIT_ENABLE="off",
        LINK_TOKEN_KEYS=Fernet.generate_key().decode(),
        SPOTIFY_CLIENT_ID=spotify.client_id,
        SPOTIFY_REDIRECT_URI=callback,
        SPOTIFY_API_URL=spotify.api_url,
        SPOTIFY_ACCOUNTS_URL=spotify.accounts_url,
        **extra,
    ) as server:
        with TemporaryDirectory() as folder:
            manage(server.env, "import_catalogue", str(_songs(Path(folder) / "songs.csv")))
        yield server


def _isrc(number: int) -> str:
    return f"ZZBEN26{number:05d}"


def _words(number: int) -> tuple[str, str]:
    return f"Number {number} Of Many", f"Artist {number % 500}"


def _songs(path: Path) -> Path:
    """All but one of twenty, those of three in twenty without their ISRC."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["title", "artist", "duration", "isrc"])
        for number in range(DISTINCT):
            if number % 20 != 19:
                rows.writerow([*_words(number), 200, "" if number % 20 >= 16 else _isrc(number)])
    return path


def _fill(spotify: SpotifyStandin, playlists: int) -> None:
    ada = spotify.listeners["ada"]
    ada.saved, ada.followed, ada.top = [], [], {"short_term": [], "medium_term": [], "long_term": []}
    tracks = [_track(number) for number in range(DISTINCT)]
    ada.playlists = [
        StandinPlaylist(
            playlist_id(number), f"List {number}", "ada",
            [tracks[(number * 331 + place * 7) % DISTINCT] for place in range(LENGTH)],
        )
        for number in range(playlists)
    ]  # fmt: skip


def _track(number: int) -> dict[str, Any]:
    title, artist = _words(number)
    return {
        "id": f"BenchTrack{number:012d}",
        "name": title,
        "type": "track",
        "artists": [{"id": f"BenchArtist{number % 500:011d}", "name": artist, "type": "artist"}],
        "duration_ms": 200_321,
        "external_ids": {"isrc": _isrc(number)},
    }


def _linked(server: Stack) -> str:
    token = server.sign_up("ada")
    url = server.ask(Call("GET", "/api/auth/spotify/", token=token))["authorization_url"]
    back = requests.get(url, allow_redirects=False, timeout=10).headers["Location"]
    server.ask(Call("GET", back.removeprefix("http://127.0.0.1")))
    return token


def _until_done(server: Stack, path: str, token: str, began: float) -> str:
    while (job := server.ask(Call("GET", path, token=token)))["state"] in ("queued", "running"):
        time.sleep(LOOK_SECONDS)
    seconds, totals = time.monotonic() - began, job["totals"]
    items = sum(totals["counts"].values())
    counts = ", ".join(f"{count / items:.1%} {how}" for how, count in sorted(totals["counts"].items()))
    return f"{job['state']}: {totals['read']} read in {seconds:.0f} s, {items / seconds:.0f}/s ({counts})"


def _tell(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<32} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
