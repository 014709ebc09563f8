"""Every recorded answer of an endpoint that the client knows, served over HTTP and understood. The recordings are of
older apps: fields that a new app no longer gets are in them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, QuotaExceeded
from integrations.http import Answer
from integrations.spotify.client import SpotifyClient
from integrations.spotify.records import SpotifyPage
from integrations.spotify.tokens import _read_token
from integrations.standins.spotify.server import SpotifyStandin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("PLAYPOD_RECORDINGS", ROOT.parent / "shared/upstream/recordings")) / "spotify"
INDEX = FOLDER / "index.jsonl"

KEY = "PlayPodThing0000000001"
Ask = Callable[[SpotifyClient], Any]

ASK: dict[str, Ask] = {
    "/tracks/{id}": lambda client: client.track(KEY, budget=Budget()),
    "/albums/{id}": lambda client: client.album(KEY, budget=Budget()),
    "/albums/{id}/tracks": lambda client: client.album_tracks(KEY, budget=Budget()),
    "/artists/{id}": lambda client: client.artist(KEY, budget=Budget()),
    "/artists/{id}/albums": lambda client: client.artist_albums(KEY, budget=Budget()),
    "/search": lambda client: client.search("x", budget=Budget()),
}
NOT_ASKED = re.compile(r"SearchPlaylists|search_playlist")
"""Searches for playlists alone."""
REFUSED: dict[str, type[ProviderError]] = {"any (404)": NotFoundAtProvider, "any (429)": QuotaExceeded}


def entries() -> list[dict[str, Any]]:
    lines = INDEX.read_text("utf-8").splitlines() if INDEX.exists() else []
    return [json.loads(line) for line in lines if line.strip()]


def named(*endpoints: str) -> list[Any]:
    if not INDEX.exists():
        return [pytest.param("", "", marks=pytest.mark.skip(reason=f"no recordings at {FOLDER}"))]
    return [
        pytest.param(entry["endpoint"], entry["file"], id=entry["file"])
        for entry in entries()
        if entry["endpoint"] in endpoints and not NOT_ASKED.search(entry["file"])
    ]


def response(file: str) -> Any:
    return json.loads((FOLDER / file).read_text("utf-8"))["response"]


@pytest.mark.parametrize(("endpoint", "file"), named(*ASK))
def test_a_recorded_answer_is_understood(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, endpoint: str, file: str
) -> None:
    body = response(file)["body"]
    spotify.say(body, under="/v1")

    found = ASK[endpoint](spotify_client)

    if endpoint == "/search":
        for kind in ("tracks", "artists", "albums"):
            agree(getattr(found, kind), body.get(kind, {"items": []}))
    elif "items" in body:
        agree(found, body)
    else:
        assert (found.id, found.name) == (body["id"], body["name"])
    if endpoint == "/albums/{id}":
        agree(found.tracks, body["tracks"])
        assert found.release_date
        assert found.images
    if endpoint == "/tracks/{id}":
        assert found.isrc == body["external_ids"].get("isrc", "").replace("-", "").upper()
        # Some saved answers were given short ids afterwards, which Spotify does not have.
        real = [artist["id"] for artist in body["artists"] if len(artist["id"] or "") == 22]
        assert [artist.id for artist in found.artists] == real
        assert found.album or body["album"]["id"] is None


def agree(page: SpotifyPage[Any], body: dict[str, Any]) -> None:
    entries = [entry for entry in body["items"] if entry and entry["id"]]
    assert [item.id for item in page.items] == [entry["id"] for entry in entries]
    assert (page.next_offset is None) == (not body.get("next"))


@pytest.mark.parametrize(("endpoint", "file"), named(*REFUSED))
def test_a_recorded_refusal_is_understood(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, endpoint: str, file: str
) -> None:
    recorded = response(file)
    spotify.say(recorded["body"], under="/v1", status=recorded["status"])

    with pytest.raises(REFUSED[endpoint]):
        spotify_client.track(KEY, budget=Budget())


@pytest.mark.skipif(not INDEX.exists(), reason=f"no recordings at {FOLDER}")
def test_recorded_tokens_are_understood() -> None:
    files = [each["file"] for each in entries() if re.match(r"POST accounts.*token( \(client.*)?$", each["endpoint"])]

    for file in files:
        body = json.dumps(response(file)["body"]).encode()
        assert _read_token(Answer(200, {}, body)) == ("REDACTED_ACCESS_TOKEN", 3600)
    assert files
