"""Apple's own examples of the endpoints that the client knows, served over HTTP and understood."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.apple.client import AppleClient
from integrations.apple.wire import artwork_url
from integrations.budget import Budget
from integrations.standins.apple.server import AppleStandin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("PLAYPOD_RECORDINGS", ROOT.parent / "shared/upstream/recordings")) / "apple"
INDEX = FOLDER / "index.jsonl"

Ask = Callable[[AppleClient], Any]
ASK: dict[str, Ask] = {
    "/v1/catalog/{storefront}/songs/{id}": lambda client: [client.song("1", budget=Budget())],
    "/v1/catalog/{storefront}/songs?ids=": lambda client: client.songs(["1", "2"], budget=Budget()),
    "/v1/catalog/{storefront}/artists/{id}": lambda client: [client.artist("1", budget=Budget())],
    "/v1/catalog/{storefront}/artists?ids=": lambda client: [client.artist("1", budget=Budget())],
}


def recordings() -> list[Any]:
    if not INDEX.exists():
        return [pytest.param("", "", marks=pytest.mark.skip(reason=f"no recordings at {FOLDER}"))]
    entries = [json.loads(line) for line in INDEX.read_text("utf-8").splitlines() if line.strip()]
    return [
        pytest.param(entry["endpoint"], entry["file"], id=entry["file"])
        for entry in entries
        if entry["endpoint"] in ASK
    ]


@pytest.mark.parametrize(("endpoint", "file"), recordings())
def test_an_example_is_understood(apple: AppleStandin, apple_client: AppleClient, endpoint: str, file: str) -> None:
    body = json.loads((FOLDER / file).read_text("utf-8"))["response"]["body"]
    apple.say(body)

    found = ASK[endpoint](apple_client)

    resources = body.get("data", [body])[: len(found)]
    assert [each.id for each in found] == [each["id"] for each in resources]
    assert [each.name for each in found] == [each["attributes"]["name"] for each in resources]
    if "songs" in endpoint:
        for song, resource in zip(found, resources, strict=True):
            attributes = resource["attributes"]
            assert (song.isrc, song.duration_ms) == (attributes["isrc"], attributes["durationInMillis"])
            assert song.preview == attributes["previews"][0]["url"]
            assert [artist.name for artist in song.artists] == [attributes["artistName"]]
            assert song.album.name == attributes["albumName"]
            assert "/250x250bb.jp" in artwork_url(song.album.artwork, 250)
