"""Every recorded answer of an endpoint that the client knows, served over HTTP and understood."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.errors import NotFoundAtProvider
from integrations.standins.deezer.server import DeezerStandin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("PLAYPOD_RECORDINGS", ROOT.parent / "shared/upstream/recordings")) / "deezer"
INDEX = FOLDER / "index.jsonl"


@dataclass(frozen=True)
class Asked:
    """``number`` is the one in the path, of a thing or a genre; ``query`` is the search's."""

    body: Any
    number: str
    query: str


Ask = Callable[[DeezerClient, Asked], Any]

ONE: dict[str, Ask] = {
    r"/track/(-?\d+)": lambda client, asked: client.track(asked.number, budget=Budget()),
    r"/track/isrc:(\w+)": lambda client, asked: client.track_by_isrc(asked.number, budget=Budget()),
    r"/album/(-?\d+)": lambda client, asked: client.album(asked.number, budget=Budget()),
    r"/artist/(-?\d+)": lambda client, asked: client.artist(asked.number, budget=Budget()),
    r"/genre/(-?\d+)": lambda client, asked: client.genre(int(asked.number), budget=Budget()),
}
CHARTS: dict[str, Ask] = {
    r"/chart(?:/(\d+))?": lambda client, asked: client.chart(int(asked.number), budget=Budget()),
    r"/editorial/(\d+)/charts": lambda client, asked: client.editorial_charts(int(asked.number), budget=Budget()),
}
PAGES: dict[str, Ask] = {
    r"/album/(\d+)/tracks": lambda client, asked: client.album_tracks(asked.number, budget=Budget()),
    r"/artist/(\d+)/albums": lambda client, asked: client.artist_albums(asked.number, budget=Budget()),
    r"/artist/(\d+)/top": lambda client, asked: client.artist_top(asked.number, budget=Budget()),
    r"/artist/(\d+)/related": lambda client, asked: client.artist_related(asked.number, budget=Budget()),
    r"/artist/(\d+)/radio": lambda client, asked: client.artist_radio(asked.number, budget=Budget()),
    r"/search(?:/track)?": lambda client, asked: client.search_tracks(asked.query, budget=Budget()),
    r"/search/artist": lambda client, asked: client.search_artists(asked.query, budget=Budget()),
    r"/search/album": lambda client, asked: client.search_albums(asked.query, budget=Budget()),
    r"/genre": lambda client, _: client.genres(budget=Budget()),
    r"/genre/(\d+)/artists": lambda client, asked: client.genre_artists(int(asked.number), budget=Budget()),
    r"/chart/(\d+)/tracks": lambda client, asked: client.chart_tracks(int(asked.number), budget=Budget()),
    r"/chart/(\d+)/albums": lambda client, asked: client.chart_albums(int(asked.number), budget=Budget()),
    r"/chart/(\d+)/artists": lambda client, asked: client.chart_artists(int(asked.number), budget=Budget()),
    r"/editorial/(\d+)/selection": lambda client, asked: client.editorial_selection(int(asked.number), budget=Budget()),
    r"/editorial/(\d+)/releases": lambda client, asked: client.editorial_releases(int(asked.number), budget=Budget()),
}


def recordings() -> list[Any]:
    """File, how to ask for it, and which of the three kinds of answer it is."""
    if not INDEX.exists():
        return [pytest.param("", None, "", marks=pytest.mark.skip(reason=f"no recordings at {FOLDER}"))]
    entries = [json.loads(line) for line in INDEX.read_text("utf-8").splitlines() if line.strip()]
    known = []
    for entry in entries:
        path = urlsplit(entry["url"]).path
        for kind, table in (("one", ONE), ("chart", CHARTS), ("page", PAGES)):
            known += [
                pytest.param(entry["file"], ask, kind, id=entry["file"])
                for pattern, ask in table.items()
                if re.fullmatch(pattern, path)
            ]
    return known


def recorded(file: str) -> Asked:
    recording = json.loads((FOLDER / file).read_text("utf-8"))
    parts = urlsplit(recording["request"]["url"])
    number = re.search(r"/(?:isrc:)?(-?\d+|[A-Z]{2}\w{10})(?:/|$)", parts.path)
    query = parse_qs(parts.query).get("q", ["x"])[0]
    return Asked(recording["response"]["body"], number[1] if number else "0", query)


@pytest.mark.parametrize(("file", "ask", "kind"), recordings())
def test_a_recorded_answer_is_understood(
    deezer: DeezerStandin, client: DeezerClient, file: str, ask: Ask, kind: str
) -> None:
    asked = recorded(file)
    body = asked.body
    deezer.say(body)

    if "error" in body:
        with pytest.raises(NotFoundAtProvider):
            ask(client, asked)
        return
    found = ask(client, asked)

    if kind == "one":
        assert str(found.id) == str(body["id"])
    elif kind == "chart":
        for part in ("tracks", "albums", "artists"):
            assert [item.id for item in getattr(found, part)] == _ids(body.get(part, {}).get("data", []))
    else:
        assert [str(item.id) for item in found.items] == _ids(body["data"])
        assert (found.next_index is None) == ("next" not in body)


def _ids(entries: list[dict[str, Any]]) -> list[str]:
    return [str(entry["id"]) for entry in entries]


@pytest.mark.skipif(not INDEX.exists(), reason=f"no recordings at {FOLDER}")
def test_a_folder_of_recordings_can_be_served(deezer: DeezerStandin, client: DeezerClient) -> None:
    deezer.replay(FOLDER)

    entries = [json.loads(line) for line in INDEX.read_text("utf-8").splitlines() if line.strip()]
    tracks = {re.sub(r"\D", "", urlsplit(entry["url"]).path) for entry in entries if entry["endpoint"] == "/track/{id}"}
    answered = [number for number in tracks if number != "1" and client.track(number, budget=Budget()).id == number]
    assert len(answered) == len(tracks - {"1"})
    assert client.genres(budget=Budget()).items
    with pytest.raises(NotFoundAtProvider):
        client.track("5", budget=Budget())
