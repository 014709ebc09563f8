"""The stand-in behaves as Deezer does; these tests speak to it as any HTTP client would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from integrations.standins.deezer.previews import AUDIO
from integrations.standins.deezer.server import DeezerStandin

ROOT = Path(__file__).resolve().parents[2]


def get(standin: DeezerStandin, path: str) -> Any:
    return requests.get(standin.base_url + path, timeout=5).json()


def preview(standin: DeezerStandin, track_id: int = 81001001) -> str:
    return str(get(standin, f"/track/{track_id}")["preview"])


@pytest.mark.parametrize(
    ("path", "kind", "message", "code"),
    [
        ("/track/0", "DataException", "no data", 800),
        ("/track/-1", "DataException", "no data", 800),
        ("/album/5", "DataException", "no data", 800),
        ("/artist/5/top", "DataException", "no data", 800),
        ("/track/isrc:ZZZZZ0000000", "DataException", "no data", 800),
        ("/album/upc:5", "DataException", "no data", 800),
        ("/genre/-1", "ParameterException", "Wrong parameter", 500),
        ("/search?q=", "ParameterException", "empty parameter", 500),
        ("/search", "MissingParameterException", "Missing parameters: q", 501),
        ("/nonexistent", "InvalidQueryException", "Unknown path components : /nonexistent", 600),
    ],
)
def test_errors_come_with_status_200(deezer: DeezerStandin, path: str, kind: str, message: str, code: int) -> None:
    answer = requests.get(deezer.base_url + path, timeout=5)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.json() == {"error": {"type": kind, "message": message, "code": code}}


def test_pages_name_their_neighbours(deezer: DeezerStandin) -> None:
    page = get(deezer, "/album/81010/tracks?limit=50&index=50")

    assert page["next"] == f"{deezer.base_url}/album/81010/tracks?limit=50&index=100"
    assert page["prev"] == f"{deezer.base_url}/album/81010/tracks?limit=50&index=0"
    assert [page["data"][0]["track_position"], page["total"]] == [51, 120]


def test_some_tracks_have_no_preview_and_some_only_that(deezer: DeezerStandin) -> None:
    tracks = get(deezer, "/album/81010/tracks?limit=100")["data"]

    assert [(track["readable"], bool(track["preview"])) for track in tracks[7:10]] == [
        (True, True),
        (False, False),
        (False, True),
    ]


def test_a_preview_plays_whole_and_in_parts(deezer: DeezerStandin) -> None:
    url = preview(deezer)
    whole = requests.get(url, timeout=5)
    part = requests.get(url, headers={"Range": "bytes=100-199"}, timeout=5)
    tail = requests.get(url, headers={"Range": "bytes=-10"}, timeout=5)
    rest = requests.get(url, headers={"Range": f"bytes={len(AUDIO) - 5}-"}, timeout=5)
    head = requests.head(url, timeout=5)

    assert (whole.status_code, whole.headers["content-type"], len(whole.content)) == (200, "audio/mpeg", 479_133)
    assert (part.status_code, part.content) == (206, AUDIO[100:200])
    assert part.headers["content-range"] == "bytes 100-199/479133"
    assert [tail.content, rest.content] == [AUDIO[-10:], AUDIO[-5:]]
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "479133", b"")


def test_a_range_past_the_end_is_refused(deezer: DeezerStandin) -> None:
    answer = requests.get(preview(deezer), headers={"Range": "bytes=999999-"}, timeout=5)

    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */479133")


def test_tampered_stripped_and_expired_previews_are_refused(deezer: DeezerStandin) -> None:
    good = preview(deezer)
    deezer.preview_lifetime = -1
    dead = preview(deezer)

    for url in (good[:-1] + ("0" if good[-1] != "0" else "1"), good.partition("?")[0], dead):
        answer = requests.get(url, timeout=5)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert requests.get(good, timeout=5).status_code == 200


def test_it_counts_what_it_is_asked(deezer: DeezerStandin) -> None:
    get(deezer, "/genre")
    get(deezer, "/search?q=x")

    assert deezer.paths == ["/genre", "/search?q=x"]
    assert deezer.requests[0][0] <= deezer.requests[1][0]
    requests.get(preview(deezer), timeout=5)
    assert len(deezer.preview_requests) == 1
    deezer.forget_requests()
    assert (deezer.requests, deezer.preview_requests) == ([], [])


def test_the_quota_refuses_what_is_over_it(deezer: DeezerStandin) -> None:
    deezer.quota(limit=3, window=60)

    answers = [get(deezer, "/genre") for _ in range(5)]

    assert ["error" in answer for answer in answers] == [False, False, False, True, True]
    assert answers[3] == {"error": {"type": "Exception", "message": "Quota limit exceeded", "code": 4}}
    assert deezer.refused == 2


def test_the_quota_rolls(deezer: DeezerStandin) -> None:
    deezer.quota(limit=1, window=0)

    assert ["error" in get(deezer, "/genre") for _ in range(3)] == [False, False, False]


def test_faults_may_be_limited_to_a_path_and_end_with_reset(deezer: DeezerStandin) -> None:
    deezer.http_error(503, under="/artist")

    assert requests.get(f"{deezer.base_url}/artist/7001", timeout=5).status_code == 503
    assert requests.get(f"{deezer.base_url}/genre", timeout=5).status_code == 200
    deezer.reset()
    assert requests.get(f"{deezer.base_url}/artist/7001", timeout=5).status_code == 200
    assert deezer.paths == ["/artist/7001"]


def test_a_prefix_is_part_of_every_address() -> None:
    with DeezerStandin(prefix="/deezer/") as standin:
        assert standin.base_url.endswith("/deezer")
        assert get(standin, "/artist/7001")["tracklist"] == f"{standin.base_url}/artist/7001/top?limit=50"
        outside = standin.base_url.removesuffix("/deezer") + "/artist/7001"
        assert requests.get(outside, timeout=5).json()["error"]["code"] == 600


def test_two_processes_hold_the_same_catalogue(deezer: DeezerStandin) -> None:
    with DeezerStandin() as other:
        one, two = (get(standin, "/album/81010/tracks?limit=100") for standin in (deezer, other))

    assert [track["isrc"] for track in one["data"]] == [track["isrc"] for track in two["data"]]


def test_it_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "integrations.standins.deezer", "--prefix", "/x", "--quota", "--latency", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout
        base_url = process.stdout.readline().strip()
        try:
            assert requests.get(f"{base_url}/genre/106", timeout=5).json()["name"] == "Electro"
        finally:
            process.terminate()
