from __future__ import annotations

import logging
from typing import Any

import pytest

from integrations.apple.answers import TokenRefused
from integrations.apple.client import AppleClient
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.standins.apple.server import AppleStandin
from integrations.standins.reply import Reply


def error_of(client: AppleClient) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        client.song("81001001", budget=Budget())
    return caught.value


def errors(status: int, code: str, parameter: str = "") -> dict[str, Any]:
    error: dict[str, Any] = {"id": "X", "title": "Title", "detail": "Detail", "status": str(status), "code": code}
    return {"errors": [{**error, "source": {"parameter": parameter}} if parameter else error]}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, errors(404, "40400"), NotFoundAtProvider),
        (404, "", NotFoundAtProvider),
        (400, errors(400, "40005", "limit"), ProviderRejected),
        (400, errors(400, "40005", "id"), NotFoundAtProvider),
        (403, errors(403, "40300"), ProviderUnavailable),
        (429, errors(429, "42900"), QuotaExceeded),
        (500, errors(500, "50000"), ProviderUnavailable),
        (503, "", ProviderUnavailable),
        (200, errors(404, "40400"), NotFoundAtProvider),
        (200, errors(429, "42900"), QuotaExceeded),
        (200, errors(500, "50001"), ProviderUnavailable),
        (200, {"errors": []}, ProviderUnavailable),
        (200, {"data": []}, NotFoundAtProvider),
        (200, {"data": [None]}, ProviderUnavailable),
        (200, {"data": [{"id": "1", "type": "music-videos", "attributes": {"name": "x"}}]}, ProviderUnavailable),
        (200, [], ProviderUnavailable),
    ],
)
def test_each_error(
    apple: AppleStandin, apple_client: AppleClient, status: int, body: object, kind: type[ProviderError]
) -> None:
    apple.say(body, status=status)

    assert type(error_of(apple_client)) is kind


def test_the_detail_is_told(apple: AppleStandin, apple_client: AppleClient) -> None:
    apple.say(errors(400, "40005", "limit"), status=400)

    assert str(error_of(apple_client)) == "apple: answered 400: Detail"


def test_a_refused_developer_token_has_no_body_and_is_told_once(
    apple: AppleStandin, apple_client: AppleClient, caplog: pytest.LogCaptureFixture
) -> None:
    apple.answer_with(Reply(401, b""))

    with caplog.at_level(logging.WARNING):
        refused = [error_of(apple_client) for _ in range(2)]

    assert [type(error) for error in refused] == [TokenRefused, TokenRefused]
    assert isinstance(refused[0], ProviderUnavailable)
    assert [record.getMessage() for record in caplog.records] == [
        "Apple Music refuses the developer token (answered 401): check the APPLE_ settings"
    ]


def test_a_rate_limit_may_say_how_long(apple: AppleStandin, apple_client: AppleClient) -> None:
    apple.say({}, status=429, headers={"Retry-After": "30"})

    error = error_of(apple_client)
    assert isinstance(error, QuotaExceeded)
    assert error.retry_after == 30


def test_what_is_no_answer_is_unavailable(apple: AppleStandin, apple_client: AppleClient) -> None:
    apple.garbage()
    assert type(error_of(apple_client)) is ProviderUnavailable
    apple.down()
    assert type(error_of(apple_client)) is ProviderUnavailable


def test_a_song_nested_too_deeply_is_unavailable(apple: AppleStandin, apple_client: AppleClient) -> None:
    opening = b'{"data":[{"id":"1","attributes":{"name":"x"},"relationships":{"albums":'
    within = b'{"data":[{"id":"1","attributes":{"name":"x"},"relationships":{"tracks":'
    apple.garbage(body=(opening + within) * 150 + b"0" + b"}}]}" * 300)

    assert type(error_of(apple_client)) is ProviderUnavailable
