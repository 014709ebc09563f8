"""What each of Deezer's errors becomes. Most come as HTTP 200."""

from __future__ import annotations

import pytest

from integrations.budget import Budget
from integrations.deezer.client import DeezerClient
from integrations.errors import NotFoundAtProvider, ProviderError, ProviderRejected, ProviderUnavailable, QuotaExceeded
from integrations.standins.deezer.server import DeezerStandin


def lookup_error(client: DeezerClient) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        client.track("81001001", budget=Budget())
    return caught.value


def search_error(client: DeezerClient) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        client.search_tracks("x", budget=Budget())
    return caught.value


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize(
    ("code", "looking_up", "searching"),
    [
        (4, QuotaExceeded, QuotaExceeded),
        ("4", QuotaExceeded, QuotaExceeded),
        (100, ProviderRejected, ProviderRejected),
        (200, ProviderRejected, ProviderRejected),
        (300, ProviderRejected, ProviderRejected),
        (500, NotFoundAtProvider, ProviderRejected),
        (501, ProviderRejected, ProviderRejected),
        (600, NotFoundAtProvider, ProviderRejected),
        (800, NotFoundAtProvider, NotFoundAtProvider),
        (901, ProviderRejected, ProviderRejected),
    ],
)
def test_each_code_has_its_error(
    deezer: DeezerStandin,
    client: DeezerClient,
    status: int,
    code: object,
    looking_up: type[ProviderError],
    searching: type[ProviderError],
) -> None:
    deezer.say({"error": {"type": "Some", "message": "Some words", "code": code}}, status=status)

    assert type(lookup_error(client)) is looking_up
    assert type(search_error(client)) is searching


@pytest.mark.parametrize("code", [700, 12345, 0, -1])
def test_a_busy_service_and_unknown_codes_are_unavailable(
    deezer: DeezerStandin, client: DeezerClient, code: int
) -> None:
    deezer.say({"error": {"type": "Exception", "message": "Service busy", "code": code}})

    assert type(lookup_error(client)) is ProviderUnavailable


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"type": "Exception", "message": "An error has occured"}, ProviderUnavailable),
        ({"type": "DataException", "message": "no data"}, NotFoundAtProvider),
        ({"type": "ParameterException", "message": "Wrong parameter"}, NotFoundAtProvider),
        ({"type": "OAuthException"}, ProviderRejected),
        ({"type": "Exception", "message": "Quota limit exceeded"}, QuotaExceeded),
        ({}, ProviderUnavailable),
        ("Not Found", NotFoundAtProvider),
        ("Something else", ProviderUnavailable),
        ([], ProviderUnavailable),
        (None, ProviderUnavailable),
        (False, ProviderUnavailable),
    ],
)
def test_errors_without_a_code(
    deezer: DeezerStandin, client: DeezerClient, error: object, kind: type[ProviderError]
) -> None:
    deezer.say({"error": error})

    assert type(lookup_error(client)) is kind


@pytest.mark.parametrize("error", ["Not Found", [], {}, {"type": "Exception", "message": "?"}])
def test_a_404_with_any_error_is_not_found(deezer: DeezerStandin, client: DeezerClient, error: object) -> None:
    deezer.say({"error": error}, status=404)

    assert type(lookup_error(client)) is NotFoundAtProvider


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, ProviderUnavailable), (404, NotFoundAtProvider), (429, QuotaExceeded), (503, ProviderUnavailable)],
)
def test_pages_of_html_go_by_their_status(
    deezer: DeezerStandin, client: DeezerClient, status: int, kind: type[ProviderError]
) -> None:
    deezer.http_error(status)

    assert type(lookup_error(client)) is kind


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"DZ.request({})", b'{"id": 1'])
def test_a_body_that_is_no_json_is_unavailable(deezer: DeezerStandin, client: DeezerClient, body: bytes) -> None:
    deezer.garbage(body=body)

    assert type(lookup_error(client)) is ProviderUnavailable


@pytest.mark.parametrize("body", [None, [], 5, "x", False, {}, {"id": "?"}, {"data": []}])
def test_an_answer_that_is_no_track_is_unavailable(deezer: DeezerStandin, client: DeezerClient, body: object) -> None:
    deezer.say(body)

    assert type(lookup_error(client)) is ProviderUnavailable


@pytest.mark.parametrize("body", [None, [], {}, {"data": None}, {"data": "x"}, False])
def test_an_answer_that_is_no_page_is_unavailable(deezer: DeezerStandin, client: DeezerClient, body: object) -> None:
    deezer.say(body)

    assert type(search_error(client)) is ProviderUnavailable


def test_a_service_that_is_down_is_unavailable(deezer: DeezerStandin, client: DeezerClient) -> None:
    deezer.down()

    assert type(lookup_error(client)) is ProviderUnavailable


def test_the_quota_of_the_standin_speaks_deezers_code(deezer: DeezerStandin, client: DeezerClient) -> None:
    deezer.quota_out()

    error = lookup_error(client)

    assert (type(error), error.detail) == (QuotaExceeded, "Quota limit exceeded")


@pytest.mark.parametrize("track_id", ["0", "-1", "99999999999", "abc", "a/b", "..", ".", "", "?x", "\u00e9"])
def test_ids_that_name_nothing_are_not_found(client: DeezerClient, track_id: str) -> None:
    with pytest.raises(NotFoundAtProvider):
        client.track(track_id, budget=Budget())
    with pytest.raises(NotFoundAtProvider):
        client.artist_top(track_id, budget=Budget())


def test_a_track_nested_too_deeply_is_unavailable(deezer: DeezerStandin, client: DeezerClient) -> None:
    opening, closing = b'{"id":1,"title":"x","album":{"id":1,"title":"x","tracks":{"data":[', b"]}}}"
    deezer.garbage(body=opening * 200 + closing * 200)

    assert type(lookup_error(client)) is ProviderUnavailable


def test_a_failing_status_counts_even_with_json(deezer: DeezerStandin, client: DeezerClient) -> None:
    deezer.say({"id": 81001001, "title": "Song"}, status=502)

    assert type(lookup_error(client)) is ProviderUnavailable
