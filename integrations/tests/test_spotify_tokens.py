"""The app's access token: fetched once, kept until shortly before its end, renewed when it is refused."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache

from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.spotify.client import SpotifyClient
from integrations.spotify.errors import TokenRefused, WrongCredentials
from integrations.spotify.tokens import AppTokens
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import track_id

TRACK = track_id(81001001)
ASKED = f"/v1/tracks/{TRACK}"


def test_one_token_serves_many_requests(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    for _ in range(3):
        spotify_client.track(TRACK, budget=Budget())

    assert spotify.paths == ["/api/token", ASKED, ASKED, ASKED]


def test_parallel_requests_fetch_one_token(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.slow(0.2, under="/api/token")
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: spotify_client.track(TRACK, budget=Budget(10)).id, range(12)))

    assert found == [TRACK] * 12
    assert spotify.grants.issued == 1


def test_other_processes_take_the_token_from_the_cache(spotify: SpotifyStandin, tokens: AppTokens) -> None:
    other = AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret)

    assert tokens.token(budget=Budget()) == other.token(budget=Budget())
    assert spotify.grants.issued == 1
    other.close()


def test_other_credentials_have_a_token_of_their_own(spotify: SpotifyStandin, tokens: AppTokens) -> None:
    tokens.token(budget=Budget())
    other = AppTokens(spotify.accounts_url, spotify.client_id, "another secret")

    with pytest.raises(WrongCredentials):
        other.token(budget=Budget())
    other.close()


def test_processes_wait_for_the_one_that_fetches(spotify: SpotifyStandin) -> None:
    spotify.slow(0.3, under="/api/token")
    processes = [AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(lambda each: each.token(budget=Budget(10)), processes))
    for each in processes:
        each.close()

    assert (len(found), spotify.grants.issued) == (1, 1)


def test_whoever_waits_too_long_for_a_token_is_told_so(spotify: SpotifyStandin) -> None:
    spotify.slow(1, under="/api/token")
    first, second = (AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret) for _ in range(2))
    with ThreadPoolExecutor(3) as pool:
        fetching = pool.submit(first.token, budget=Budget(10))
        while not spotify.paths:
            time.sleep(0.01)
        for late in (first, second):
            with pytest.raises(ProviderUnavailable, match="no token in time"):
                late.token(budget=Budget(0.1))
        assert fetching.result()
    first.close()
    second.close()


@pytest.mark.parametrize(("lifetime", "fetched"), [(3600, 1), (61, 1), (60, 3), (1, 3)])
def test_a_token_is_not_used_in_its_last_minute(
    spotify: SpotifyStandin, tokens: AppTokens, lifetime: int, fetched: int
) -> None:
    spotify.grants.lifetime = lifetime
    for _ in range(3):
        tokens.token(budget=Budget())

    assert spotify.grants.issued == fetched


def test_a_refused_token_is_renewed_once(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify_client.track(TRACK, budget=Budget())
    spotify.expire_tokens()
    spotify.forget_requests()

    assert spotify_client.track(TRACK, budget=Budget()).id == TRACK
    assert spotify.paths == [ASKED, "/api/token", ASKED]


def test_parallel_refusals_renew_the_token_once(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify_client.track(TRACK, budget=Budget())
    spotify.expire_tokens()
    spotify.slow(0.1, under=ASKED)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: spotify_client.track(TRACK, budget=Budget(10)).id, range(8)))

    assert found == [TRACK] * 8
    assert spotify.grants.issued == 2


def test_a_token_that_is_refused_again_is_an_error(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, caplog: pytest.LogCaptureFixture
) -> None:
    spotify.grants.lifetime = -1

    with caplog.at_level(logging.WARNING), pytest.raises(TokenRefused):
        spotify_client.track(TRACK, budget=Budget())

    assert spotify.paths == ["/api/token", ASKED, "/api/token", ASKED]
    assert len(caplog.records) == 1


def test_wrong_credentials_are_not_tried_again_at_once(spotify: SpotifyStandin) -> None:
    wrong = AppTokens(spotify.accounts_url, spotify.client_id, "wrong")
    for _ in range(3):
        with pytest.raises(WrongCredentials, match="Invalid client"):
            wrong.token(budget=Budget())
    wrong.close()

    assert spotify.paths == ["/api/token"]


def test_a_failing_accounts_service_leaves_no_lock_behind(spotify: SpotifyStandin, tokens: AppTokens) -> None:
    spotify.http_error(503, under="/api/token")
    with pytest.raises(ProviderUnavailable):
        tokens.token(budget=Budget())
    spotify.reset()

    assert tokens.token(budget=Budget()).startswith("BQ")


@pytest.mark.parametrize(
    "body", [{}, {"access_token": ""}, {"access_token": None}, {"access_token": "two words"}, [], "x", {"error": "x"}]
)
def test_an_answer_without_a_token_is_unavailable(spotify: SpotifyStandin, tokens: AppTokens, body: object) -> None:
    spotify.say(body, under="/api/token")

    with pytest.raises(ProviderUnavailable):
        tokens.token(budget=Budget())


def test_a_strange_cache_entry_is_no_token(spotify: SpotifyStandin, tokens: AppTokens) -> None:
    tokens.token(budget=Budget())
    cache.set(tokens._key, "nonsense")
    other = AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret)

    assert other.token(budget=Budget()).startswith("BQ")
    assert spotify.grants.issued == 2
    other.close()


def test_no_secret_stands_in_an_error(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.down()
    with pytest.raises(ProviderUnavailable) as caught:
        spotify_client.track(TRACK, budget=Budget())

    assert spotify.client_secret not in repr(caught.value) + str(caught.value)
