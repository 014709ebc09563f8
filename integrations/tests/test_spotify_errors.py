"""What each of Spotify's refusals becomes. Their bodies are objects, plain text, or nothing."""

from __future__ import annotations

import logging

import pytest

from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.gate import gate_for
from integrations.http import Answer
from integrations.quota import Rate
from integrations.spotify.answers import token_error
from integrations.spotify.client import SpotifyClient
from integrations.spotify.errors import (
    Forbidden,
    GrantRefused,
    ListenerNotRegistered,
    OwnerWithoutPremium,
    TokenRefused,
    WrongCredentials,
)
from integrations.spotify.tokens import AppTokens
from integrations.standins.reply import Reply, json_reply
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import track_id

TRACK = track_id(81001001)


def error_of(client: SpotifyClient) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        client.track(TRACK, budget=Budget())
    return caught.value


def test_an_owner_without_premium_is_plain_text(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, caplog: pytest.LogCaptureFixture
) -> None:
    spotify.owner_without_premium()

    with caplog.at_level(logging.WARNING):
        errors = [error_of(spotify_client) for _ in range(2)]

    assert [type(error) for error in errors] == [OwnerWithoutPremium, OwnerWithoutPremium]
    assert isinstance(errors[0], ProviderUnavailable)
    assert errors[0].retry_after == 600
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert told[0].startswith("Spotify refuses this installation's app: answered 403: Active premium subscription")


def test_a_listener_who_is_not_registered(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.listener_not_registered()

    assert type(error_of(spotify_client)) is ListenerNotRegistered


@pytest.mark.parametrize("with_words", [True, False])
def test_a_closed_endpoint_is_rejected(
    spotify: SpotifyStandin,
    spotify_client: SpotifyClient,
    with_words: bool,  # noqa: FBT001 - a parameter
) -> None:
    spotify.close_endpoint("/v1/tracks", with_words=with_words)

    error = error_of(spotify_client)
    assert type(error) is Forbidden
    assert isinstance(error, ProviderRejected)


def test_a_403_of_somebody_elses_is_unavailable(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.http_error(403, under="/v1")

    assert type(error_of(spotify_client)) is ProviderUnavailable


def test_a_404_may_have_no_body(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.gone("/v1/tracks")

    assert type(error_of(spotify_client)) is NotFoundAtProvider


@pytest.mark.parametrize("message", ["Resource not found", "Not found.", "Service not found"])
def test_a_404_is_not_found(spotify: SpotifyStandin, spotify_client: SpotifyClient, message: str) -> None:
    spotify.say({"error": {"status": 404, "message": message}}, under="/v1", status=404)

    assert type(error_of(spotify_client)) is NotFoundAtProvider


def test_a_rate_limit_says_how_long(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.rate_limited(23, under="/v1")

    error = error_of(spotify_client)
    assert isinstance(error, QuotaExceeded)
    assert (error.retry_after, error.detail) == (23, "answered 429: API rate limit exceeded")


def test_a_rate_limit_may_be_plain_text(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.rate_limited_in_words(under="/v1")

    error = error_of(spotify_client)
    assert isinstance(error, QuotaExceeded)
    assert (error.retry_after, error.detail) == (2, "answered 429: Too many requests")


@pytest.mark.parametrize(("said", "pause"), [(None, 900), (5, 900), (3000, 3000)])
def test_an_exceeded_quota_means_a_long_pause(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, said: int | None, pause: float
) -> None:
    spotify.quota_exceeded(said, under="/v1")

    error = error_of(spotify_client)
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after == pause


def test_everybody_pauses_after_an_exceeded_quota(spotify: SpotifyStandin, tokens: AppTokens) -> None:
    client = SpotifyClient(spotify.api_url, tokens, gate=gate_for("spotify", spotify.api_url, Rate(90, 30.0)))
    spotify.quota_exceeded(under="/v1/tracks")
    error_of(client)
    spotify.reset()

    for _ in range(3):
        assert type(error_of(client)) is ProviderUnavailable
    assert spotify.api_paths == []
    client.close()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": {"status": 400, "message": "invalid id"}}, NotFoundAtProvider),
        (400, {"error": {"status": 400, "message": "Invalid base62 id"}}, NotFoundAtProvider),
        (400, {"error": {"status": 400, "message": "Invalid limit"}}, ProviderRejected),
        (200, {"error": {"type": "not_found", "description": "non existing id"}}, NotFoundAtProvider),
        (200, {"error": {"status": 500, "message": "Oops"}}, ProviderUnavailable),
        (200, {"error": "server_error"}, ProviderUnavailable),
        (200, [], ProviderUnavailable),
        (200, {"id": "short", "name": "Song"}, ProviderUnavailable),
        (500, {"error": {"status": 500, "message": "Server error."}}, ProviderUnavailable),
        (502, {"id": TRACK, "name": "Song"}, ProviderUnavailable),
        (503, "", ProviderUnavailable),
    ],
)
def test_other_errors(
    spotify: SpotifyStandin, spotify_client: SpotifyClient, status: int, body: object, kind: type[ProviderError]
) -> None:
    spotify.say(body, under="/v1", status=status)

    assert type(error_of(spotify_client)) is kind


def test_what_is_no_answer_is_unavailable(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.garbage(under="/v1")
    assert type(error_of(spotify_client)) is ProviderUnavailable
    spotify.reset()
    spotify.down(under="/v1")
    assert type(error_of(spotify_client)) is ProviderUnavailable


def test_an_old_wording_of_a_stale_token_is_understood(spotify: SpotifyStandin, spotify_client: SpotifyClient) -> None:
    spotify.say({"error": {"status": 401, "message": "The access token expired"}}, under="/v1", status=401)

    assert type(error_of(spotify_client)) is TokenRefused
    assert spotify.paths == ["/api/token", f"/v1/tracks/{TRACK}", "/api/token", f"/v1/tracks/{TRACK}"]


def answer(reply: Reply) -> Answer:
    return Answer(reply.status, dict(reply.headers), reply.body)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"error": "invalid_client", "error_description": "Invalid client"}, WrongCredentials),
        (401, {"error": "invalid_client"}, WrongCredentials),
        (400, {"error": "invalid_grant", "error_description": "Refresh token revoked"}, GrantRefused),
        (400, {"error": "unsupported_grant_type"}, ProviderRejected),
        (400, "nonsense", ProviderUnavailable),
        (403, "Active premium subscription required", OwnerWithoutPremium),
        (403, {"error": {"status": 403, "message": "Forbidden"}}, Forbidden),
        (429, "Too many requests", QuotaExceeded),
        (503, {}, ProviderUnavailable),
    ],
)
def test_errors_of_the_accounts_service(status: int, body: object, kind: type[ProviderError]) -> None:
    assert type(token_error(answer(json_reply(body, status)))) is kind


def test_a_good_answer_of_the_accounts_service_is_no_error() -> None:
    assert token_error(answer(json_reply({"access_token": "x"}))) is None
    assert type(token_error(Answer(403, {}, b"Active premium subscription required"))) is OwnerWithoutPremium
