"""The stand-in behaves as Apple Music does; see also `test_apple_token` for whom it answers at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from integrations.apple.token import DeveloperToken
from integrations.standins.apple.server import AppleStandin

ROOT = Path(__file__).resolve().parents[2]


def get(standin: AppleStandin, path: str) -> requests.Response:
    token = DeveloperToken(standin.team_id, standin.key_id, standin.private_key).value()
    url = f"{standin.api_url}/catalog/us{path}"
    return requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=5)


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/songs/5", 404, "40400", None),
        ("/nonexistent", 404, "40400", None),
        ("/songs", 400, "40005", "ids"),
        ("/search?types=songs", 400, "40005", "term"),
        ("/search?term=x&types=songs&limit=26", 400, "40005", "limit"),
    ],
)
def test_errors_are_a_list(apple: AppleStandin, path: str, status: int, code: str, parameter: str | None) -> None:
    answer = get(apple, path)
    (error,) = answer.json()["errors"]

    assert (answer.status_code, error["status"], error["code"]) == (status, str(status), code)
    assert error.get("source") == ({"parameter": parameter} if parameter else None)


def test_kinds_without_hits_are_absent(apple: AppleStandin) -> None:
    results = get(apple, "/search?term=miniatures&types=songs,artists,albums").json()["results"]

    assert sorted(results) == ["albums", "songs"]
    assert "relationships" not in results["songs"]["data"][0]
    assert results["songs"]["next"].endswith("offset=5")


def test_the_quota_is_a_429(apple: AppleStandin) -> None:
    apple.quota(limit=1, window=60)

    assert [get(apple, "/artists/7001").status_code for _ in range(2)] == [200, 429]
    apple.reset()
    assert get(apple, "/artists/7001").status_code == 200


def test_it_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "integrations.standins.apple"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout
        base_url = process.stdout.readline().strip()
        try:
            assert process.stdout.readline().startswith("-----BEGIN PRIVATE KEY")
            assert requests.get(f"{base_url}/v1/catalog/us/songs/1", timeout=5).status_code == 401
        finally:
            process.terminate()
