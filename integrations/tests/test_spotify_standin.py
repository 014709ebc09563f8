"""The stand-in behaves as Spotify does to a new app; these tests speak to it as any HTTP client would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import album_id, artist_id, track_id

ROOT = Path(__file__).resolve().parents[2]


def get(standin: SpotifyStandin, path: str, token: str | None = None) -> requests.Response:
    bearer = standin.grants.issue() if token is None else token
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return requests.get(standin.api_url + path, headers=headers, timeout=5)


def test_a_token_is_handed_out_for_the_right_secret(spotify: SpotifyStandin) -> None:
    form = {"grant_type": "client_credentials"}
    url = f"{spotify.accounts_url}/api/token"
    good = requests.post(url, data=form, auth=(spotify.client_id, spotify.client_secret), timeout=5).json()
    bad = requests.post(url, data=form, auth=(spotify.client_id, "x"), timeout=5)
    other = requests.post(
        url, data={"grant_type": "password"}, auth=(spotify.client_id, spotify.client_secret), timeout=5
    )

    assert (good["token_type"], good["expires_in"]) == ("Bearer", 3600)
    assert get(spotify, "/search?q=velvet&type=track", good["access_token"]).status_code == 200
    assert (bad.status_code, bad.json()) == (400, {"error": "invalid_client", "error_description": "Invalid client"})
    assert (other.status_code, other.json()["error"]) == (400, "unsupported_grant_type")


@pytest.mark.parametrize(("token", "error"), [("", "missing_token"), ("nonsense", "invalid_token")])
def test_without_a_good_token_nothing_is_answered(spotify: SpotifyStandin, token: str, error: str) -> None:
    answer = get(spotify, "/search?q=velvet&type=track", token)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == f'Bearer realm="spotify", error="{error}"'
    assert answer.json() == {"error": {"status": 401, "message": "Missing/invalid/expired access token"}}


def test_tokens_expire(spotify: SpotifyStandin) -> None:
    token = spotify.grants.issue()
    assert get(spotify, f"/tracks/{track_id(81001001)}", token).status_code == 200
    spotify.expire_tokens()
    assert get(spotify, f"/tracks/{track_id(81001001)}", token).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/tracks?ids=x",
        "/albums?ids=x",
        "/artists?ids=x",
        f"/artists/{artist_id(7001)}/top-tracks",
        f"/artists/{artist_id(7001)}/related-artists",
        "/browse/new-releases",
        "/browse/categories/party/playlists",
        "/markets",
        "/users/somebody",
        "/playlists/x/tracks",
        "/me/tracks/contains",
    ],
)
def test_what_is_closed_to_new_apps_is_forbidden(spotify: SpotifyStandin, path: str) -> None:
    answer = get(spotify, path)

    assert (answer.status_code, answer.json()) == (403, {"error": {"status": 403, "message": "Forbidden"}})


def test_two_closed_endpoints_answer_in_their_own_way(spotify: SpotifyStandin) -> None:
    features, recommendations = get(spotify, "/audio-features/x"), get(spotify, "/recommendations?seed_tracks=x")

    assert (features.status_code, features.json()) == (403, {"error": {"status": 403}})
    assert (recommendations.status_code, recommendations.content) == (404, b"")


def test_no_field_that_new_apps_do_not_get(spotify: SpotifyStandin) -> None:
    track = get(spotify, f"/tracks/{track_id(81001001)}").json()
    album = get(spotify, f"/albums/{album_id(81001)}").json()
    artist = get(spotify, f"/artists/{artist_id(7001)}").json()

    gone = {"available_markets", "linked_from", "popularity", "album_group", "label", "followers"}
    for thing in (track, track["album"], album, artist, album["tracks"]["items"][0]):
        assert not gone & set(thing)
    assert (track["preview_url"], track["external_ids"]) == (None, {"isrc": "ZZPLP1001001"})
    assert "external_ids" not in album["tracks"]["items"][0]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/search?q=x&type=track&limit=11", "Invalid limit"),
        ("/search?q=x&type=track&limit=0", "Invalid limit"),
        ("/search?q=x&type=track&offset=1001", "Invalid offset"),
        ("/search?q=&type=track", "No search query"),
        ("/search?q=x&type=song", "Bad search type field"),
        (f"/artists/{artist_id(7001)}/albums?limit=20", "Invalid limit"),
        (f"/albums/{album_id(81001)}/tracks?limit=51", "Invalid limit"),
        ("/tracks/abc", "Invalid base62 id"),
    ],
)
def test_wrong_parameters(spotify: SpotifyStandin, path: str, message: str) -> None:
    answer = get(spotify, path)

    assert (answer.status_code, answer.json()) == (400, {"error": {"status": 400, "message": message}})


def test_pages_name_their_neighbours(spotify: SpotifyStandin) -> None:
    page: Any = get(spotify, f"/artists/{artist_id(7009)}/albums?offset=5").json()
    path = f"{spotify.api_url}/artists/{artist_id(7009)}/albums?"

    assert (page["limit"], page["offset"], page["total"], len(page["items"])) == (5, 5, 23, 5)
    assert (page["next"], page["previous"]) == (f"{path}offset=10&limit=5", f"{path}offset=0&limit=5")


def test_a_search_by_upc_and_its_nulls(spotify: SpotifyStandin) -> None:
    spotify.answers.null_every = 2
    page = get(spotify, "/search?q=velvet&type=track,playlist").json()

    assert [item is None for item in page["tracks"]["items"]] == [False, True, False, True, False]
    assert page["playlists"]["items"] == []
    assert get(spotify, "/search?q=upc:999000081001&type=album").json()["albums"]["total"] == 1


def test_the_quota_is_a_429(spotify: SpotifyStandin) -> None:
    spotify.quota(limit=1, window=60)
    token = spotify.grants.issue()
    answers = [get(spotify, f"/tracks/{track_id(81001001)}", token) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["retry-after"] == "7"
    assert spotify.refused == 1


def test_it_runs_as_a_command() -> None:
    command = [sys.executable, "-m", "integrations.standins.spotify", "--latency", "0.01"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:  # noqa: S603 - our own
        assert process.stdout
        base_url = process.stdout.readline().strip()
        try:
            assert requests.get(f"{base_url}/v1/search", timeout=5).status_code == 401
        finally:
            process.terminate()
