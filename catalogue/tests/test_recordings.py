"""Real answers of Deezer, replayed: every endpoint that they can feed answers with all keys of the contract."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from rest_framework.test import APIClient

from catalogue.tests.answers import without_previews
from integrations.standins.deezer.server import DeezerStandin

FOLDER = (
    Path(os.environ.get("PLAYPOD_RECORDINGS") or settings.BASE_DIR.parent / "shared" / "upstream" / "recordings")
    / "deezer"
)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"There are no recordings at {FOLDER}.")

ARTIST = {"id": str, "name": str}
ALBUM = {"id": (str, None), "title": (str, None), "cover_medium": (str, None)}
TRACK = {"id": str, "title": str, "artist": ARTIST, "album": ALBUM, "duration": int}
LISTED_ALBUM = {
    "id": str,
    "title": str,
    "artist": {"id": (str, None), "name": (str, None)},
    "cover_medium": (str, None),
}
SHAPES: dict[str, Any] = {
    "search": {
        "tracks": [TRACK],
        "artists": [{**ARTIST, "picture_medium": (str, None)}],
        "albums": [LISTED_ALBUM],
    },
    "artist": {
        "artist": {**ARTIST, "picture_xl": (str, None), "nb_album": (int, None), "nb_fan": (int, None)},
        "albums": [{"id": str, "title": str, "cover_medium": (str, None), "release_date": (str, None)}],
        "top_tracks": [{"id": str, "title": str, "duration": int, "preview": (str, None), "album": ALBUM}],
    },
    "album": {
        "album": {**LISTED_ALBUM, "cover_xl": (str, None), "release_date": (str, None)},
        "tracks": [
            {"id": str, "title": str, "duration": int, "track_position": (int, None), "preview": (str, None)},
        ],
    },
    "track": {"track": {**TRACK, "preview": (str, None)}, "related_tracks": [TRACK]},
    "genres": [{"id": int, "name": str, "picture_medium": (str, None)}],
    "top": {"tracks": [{**TRACK, "position": int}]},
    "top-albums": {"albums": [{**LISTED_ALBUM, "position": int}]},
    "new-releases": {"albums": [{**LISTED_ALBUM, "release_date": (str, None)}]},
}


def check(value: Any, shape: Any, at: str = "$") -> None:
    """Every key of the shape is there with a value of its type."""
    if isinstance(shape, dict):
        assert value.keys() >= shape.keys(), at
        for key, inner in shape.items():
            check(value[key], inner, f"{at}.{key}")
    elif isinstance(shape, list):
        for number, each in enumerate(value):
            check(each, shape[0], f"{at}[{number}]")
    else:
        allowed = shape if isinstance(shape, tuple) else (shape,)
        kinds = tuple(each for each in allowed if each)
        assert (value is None and None in allowed) or (type(value) in kinds), (at, value)


def recorded() -> Iterator[tuple[str, str]]:
    """Paths of ours that the recordings can feed, with the shape of their answers."""
    if not FOLDER.is_dir():
        return
    for line in (FOLDER / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry.get("is_error") or "url" not in entry:
            continue
        url = urlsplit(entry["url"])
        parts = url.path.strip("/").split("/")
        if parts[0] in ("artist", "album", "track") and len(parts) == 2:
            yield parts[0], f"/api/catalogue/{parts[0]}s/{parts[1]}/"
        elif parts[0] == "search" and len(parts) == 1 and (q := parse_qs(url.query).get("q")):
            yield "search", f"/api/catalogue/search/?limit=50&q={q[0]}"


PATHS = sorted(
    {
        *recorded(),
        ("genres", "/api/catalogue/genres/"),
        ("top", "/api/charts/top/?limit=100"),
        ("top-albums", "/api/charts/top-albums/?limit=100"),
        ("new-releases", "/api/charts/new-releases/?limit=100"),
    }
)


@pytest.mark.parametrize(("shape", "path"), PATHS)
def test_a_recorded_answer_has_every_key(
    as_owner: APIClient, only_deezer: DeezerStandin, shape: str, path: str
) -> None:
    only_deezer.replay(FOLDER)

    answer = as_owner.get(path)
    again = as_owner.get(path)

    assert answer.status_code == 200, answer.json()
    check(answer.json(), SHAPES[shape])
    assert without_previews(again.json()) == without_previews(answer.json())
