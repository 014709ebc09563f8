"""Linking a Spotify account, over HTTP on both sides."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from integrations.links.models import LinkAttempt, LinkedAccount
from integrations.links.services import token_of
from integrations.links.states import OPEN_AT_ONCE
from integrations.links.tasks import renew_tokens
from integrations.links.tests.conftest import BEGIN, HTML, Linked, consent
from integrations.spotify.consent import SCOPES
from integrations.standins.spotify.server import SpotifyStandin

ONE = "/api/integrations/spotify/"


def codes(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_listener_consents_and_is_linked(spotify: SpotifyStandin, as_owner: APIClient, owner: User) -> None:
    begun = as_owner.get(BEGIN)
    url = begun.json()["authorization_url"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert (begun.status_code, begun["Cache-Control"]) == (200, "no-store")
    assert url.startswith(f"{spotify.accounts_url}/authorize?")
    assert (asked["response_type"], asked["code_challenge_method"], len(asked["code_challenge"])) == (
        "code",
        "S256",
        43,
    )
    assert asked["scope"].split() == list(SCOPES)

    back = requests.get(url, allow_redirects=False, timeout=5).headers["Location"]
    ended = APIClient().get(f"{urlsplit(back).path}?{urlsplit(back).query}")

    account = LinkedAccount.objects.get(user=owner)
    assert (ended.status_code, ended["Cache-Control"], ended["Referrer-Policy"]) == (200, "no-store", "no-referrer")
    assert ended.json() == as_owner.get(ONE).json()
    assert {name: ended.json()[name] for name in ("service", "state", "account_name", "scopes", "last_error")} == {
        "service": "spotify",
        "state": "active",
        "account_name": "Ada",
        "scopes": list(SCOPES),
        "last_error": "",
    }
    assert account.account_id == spotify.listeners["ada"].account_id, "the stable id, not the user's name"
    assert not LinkAttempt.objects.exists()


def test_no_secret_is_shown_logged_or_stored_readably(
    spotify: SpotifyStandin, linked: Linked, as_owner: APIClient, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    account = linked(owner)
    tokens = token_of(account)
    shown = as_owner.get("/api/integrations/").content.decode() + as_owner.get(ONE).content.decode()
    stored = str(LinkedAccount.objects.values().get()) + repr(account) + repr(tokens) + caplog.text + shown

    assert tokens.access.startswith("BQ")
    assert tokens.refresh.startswith("AQ")
    assert tokens.access not in stored
    assert tokens.refresh not in stored


def test_a_browser_is_sent_to_spotify_and_ends_on_a_page_or_the_configured_one(
    spotify: SpotifyStandin, as_owner: APIClient, settings: Any
) -> None:
    sent = as_owner.get(BEGIN, headers=HTML)
    only_html = as_owner.get(BEGIN, headers={"accept": "text/html"})
    page = APIClient().get(consent(as_owner), headers=HTML)
    settings.LINKED_PAGE = "https://music.example/linked?from=playpod"
    elsewhere = APIClient().get(consent(as_owner), headers=HTML)
    spotify.consents.answer = "cancel"
    cancelled = APIClient().get(consent(as_owner), headers=HTML)
    settings.LINKED_PAGE = ""
    told = APIClient().get(consent(as_owner), headers=HTML)

    assert (sent.status_code, only_html.status_code) == (302, 302)
    assert sent["Location"].startswith(f"{spotify.accounts_url}/authorize?")
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Ada at Spotify is now linked to owner here." in page.content.decode()
    assert elsewhere["Location"] == "https://music.example/linked?from=playpod&service=spotify&result=linked"
    assert cancelled["Location"].endswith("service=spotify&result=refused&code=consent_denied")
    assert (told.status_code, "You did not allow it" in told.content.decode()) == (400, True)


def test_what_comes_back_wrong_is_answered_clearly_and_links_nothing(
    spotify: SpotifyStandin, as_owner: APIClient, as_stranger: APIClient, anonymous: APIClient
) -> None:
    spotify.consents.answer = "cancel"
    denied = consent(as_owner)
    spotify.consents.answer = "agree"
    path, _, query = consent(as_owner).partition("?")
    good = {name: values[0] for name, values in parse_qs(query).items()}

    assert codes(anonymous.get(denied)) == (400, "consent_denied")
    assert codes(anonymous.get(denied)) == (409, "state_used")
    assert codes(anonymous.get(path)) == (400, "state_invalid")
    assert codes(anonymous.get(path, {**good, "state": good["state"][:-1]})) == (400, "state_invalid")
    assert codes(anonymous.get(path, {"state": "\x00" * 5000, "code": "x"})) == (400, "state_invalid")
    assert codes(anonymous.get(path, {**good, "code": "made up"})) == (400, "linking_failed")
    assert codes(anonymous.get(path, good)) == (409, "state_used"), "a wrong code uses the state up too"
    late = consent(as_owner)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert codes(anonymous.get(late)) == (400, "state_expired")
    assert not LinkedAccount.objects.exists()

    once = consent(as_owner)
    assert anonymous.get(once).status_code == 200
    assert codes(anonymous.get(once)) == (409, "state_used"), "a replay"
    assert as_owner.get(ONE).json()["state"] == "active"


def test_an_account_belongs_to_one_listener(
    spotify: SpotifyStandin, linked: Linked, as_stranger: APIClient, owner: User, stranger: User
) -> None:
    linked(owner)
    refused = APIClient().get(consent(as_stranger))
    assert codes(refused) == (409, "account_linked_elsewhere")
    assert as_stranger.get(ONE).json()["state"] == "not_linked"

    first = LinkedAccount.objects.get()
    again = linked(owner, as_="ben")
    assert (again.pk, again.account_name, again.version) == (first.pk, "Ben", 2), "the other account took its place"
    assert linked(stranger).account_name == "Ada", "and is free for others"


def test_unlinking_forgets_and_repeats_are_404(linked: Linked, as_owner: APIClient, owner: User) -> None:
    linked(owner)
    assert as_owner.delete(ONE).status_code == 204
    assert not LinkedAccount.objects.exists()
    assert codes(as_owner.delete(ONE)) == (404, "not_linked")
    assert codes(as_owner.delete("/api/integrations/tidal/")) == (404, "unknown_service")


def test_the_list_names_every_service_and_its_state(as_owner: APIClient, settings: Any) -> None:
    settings.SPOTIFY_CLIENT_ID = ""
    listed = {row["service"]: row["state"] for row in as_owner.get("/api/integrations/").json()}
    assert {"spotify": listed["spotify"], "apple": listed["apple"]} == {
        "spotify": "not_configured",
        "apple": "catalogue_only",
    }
    assert codes(as_owner.get(BEGIN)) == (409, "not_configured")
    assert codes(as_owner.post(ONE)) == (409, "not_configured")
    assert codes(as_owner.post("/api/integrations/apple/")) == (409, "not_configured")
    settings.SPOTIFY_CLIENT_ID = "x"
    assert as_owner.get(ONE).json()["state"] == "not_linked"
    assert as_owner.post(ONE).json()["authorization_url"].startswith("https://accounts.spotify.com/authorize?")
    settings.LINK_TOKEN_KEYS = []
    assert as_owner.get(ONE).json()["state"] == "not_configured"
    assert codes(as_owner.get(BEGIN)) == (409, "not_configured")


def test_only_so_many_attempts_are_open_and_the_latest_work(spotify: SpotifyStandin, as_owner: APIClient) -> None:
    attempts = [consent(as_owner) for _ in range(OPEN_AT_ONCE + 2)]
    assert LinkAttempt.objects.count() == OPEN_AT_ONCE
    assert codes(APIClient().get(attempts[0])) == (409, "state_used")
    assert APIClient().get(attempts[-1]).status_code == 200
    LinkAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    renew_tokens()
    assert not LinkAttempt.objects.exists()


@pytest.mark.parametrize(
    ("fault", "answer"),
    [
        (lambda spotify: spotify.down("/api/token"), (503, "service_unavailable")),
        (lambda spotify: spotify.http_error(500, "/v1/me"), (503, "service_unavailable")),
        (lambda spotify: spotify.rate_limited(31, "/v1/me"), (503, "service_unavailable")),
        (lambda spotify: spotify.rate_limited_in_words("/v1/me"), (503, "service_unavailable")),
        (lambda spotify: spotify.quota_exceeded(under="/v1/me"), (503, "service_unavailable")),
        (lambda spotify: spotify.garbage("/v1/me"), (503, "service_unavailable")),
        (lambda spotify: spotify.listener_not_registered("/v1/me"), (400, "linking_failed")),
        (lambda spotify: spotify.close_endpoint("/v1/me"), (400, "linking_failed")),
        (lambda spotify: spotify.owner_without_premium("/v1/me"), (409, "not_configured")),
        (lambda spotify: spotify.say({"error": "invalid_client"}, "/api/token", 400), (409, "not_configured")),
        (lambda spotify: spotify.say({"access_token": "a b"}, "/api/token"), (503, "service_unavailable")),
        (lambda spotify: spotify.say({"display_name": "Nobody"}, "/v1/me"), (503, "service_unavailable")),
    ],
)
def test_every_refusal_of_spotify_is_told_and_links_nothing(
    spotify: SpotifyStandin, as_owner: APIClient, fault: Callable[[SpotifyStandin], None], answer: tuple[int, str]
) -> None:
    fault(spotify)
    refused = APIClient().get(consent(as_owner))

    assert codes(refused) == answer
    assert ("Retry-After" in refused) == (answer[0] == 503)
    assert not LinkedAccount.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_parallel_returns_with_one_state_one_links(spotify: SpotifyStandin, as_owner: APIClient) -> None:
    path = consent(as_owner)

    def come_back(_: int) -> int:
        try:
            return APIClient().get(path).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(come_back, range(4))) == [200, 409, 409, 409]
    assert LinkedAccount.objects.count() == 1
