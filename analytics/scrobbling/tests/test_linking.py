"""Linking Last.fm in the browser and ListenBrainz by its token, over HTTP and real redirects."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.scrobbling.models import Scrobble
from analytics.scrobbling.outbox import enlist
from analytics.scrobbling.tests.conftest import Linked, Listen, forget_failures
from integrations.links.models import LinkedAccount
from integrations.links.services import token_of
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.listenbrainz.server import ListenBrainzStandin

LASTFM, BRAINZ = "/api/integrations/lastfm/", "/api/integrations/listenbrainz/"


def consented(client: APIClient) -> str:
    """Path and query of the callback that Last.fm sends the listener to."""
    url = client.post(LASTFM).json()["authorization_url"]
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/api/auth/lastfm/callback/"
    return f"{parts.path}?{parts.query}"


def test_lastfm_is_linked_in_the_browser(
    as_owner: APIClient, anonymous: APIClient, owner: User, lastfm: LastfmStandin
) -> None:
    page = anonymous.get(consented(as_owner), HTTP_ACCEPT="text/html")
    assert (page.status_code, "Last.fm is linked" in page.content.decode()) == (200, True)
    back = consented(as_owner)
    answer = anonymous.get(back)
    again = anonymous.get(back)

    assert (answer.status_code, answer.json()["state"], answer.json()["account_name"]) == (200, "active", "Ada")
    account = LinkedAccount.objects.get(user=owner)
    assert (account.service, account.account_id) == ("lastfm", "ada")
    key = token_of(account).access
    assert lastfm.people.name_of(key) == "Ada"
    assert key not in answer.content.decode()
    assert (again.status_code, again.json()["code"]) == (409, "state_used")


def test_what_comes_back_wrong_links_nothing(
    as_owner: APIClient, anonymous: APIClient, owner: User, lastfm: LastfmStandin
) -> None:
    def code(path: str) -> tuple[int, str]:
        answer = anonymous.get(path)
        return answer.status_code, answer.json()["code"]

    path, _, query = consented(as_owner).partition("?")
    state, token = (parse_qs(query)[name][0] for name in ("state", "token"))
    assert code(f"{path}?token={token}&state=x{state}") == (400, "state_invalid")
    assert code(f"{path}?token={token}") == (400, "state_invalid")
    assert code(f"{path}?state={state}") == (400, "consent_denied")

    late = consented(as_owner)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert code(late) == (400, "state_expired")
    lastfm.people.expire_tokens()
    assert code(consented(as_owner).replace("token=", "token=x")) == (400, "linking_failed")
    back = consented(as_owner)
    lastfm.people.expire_tokens()
    assert code(back) == (400, "linking_failed")
    for fault in (11, 16, 29):
        back = consented(as_owner)
        lastfm.fail(fault)
        assert code(back) == (503, "service_unavailable")
        forget_failures()
    assert not LinkedAccount.objects.exists()


def test_an_account_belongs_to_one_listener(
    as_owner: APIClient, as_stranger: APIClient, anonymous: APIClient, lastfm: LastfmStandin
) -> None:
    anonymous.get(consented(as_owner))
    lastfm.listener = "ADA"

    answer = anonymous.get(consented(as_stranger))
    lastfm.listener = "Ada"

    assert (answer.status_code, answer.json()["code"]) == (409, "account_linked_elsewhere")


def test_without_a_key_of_lastfm_there_is_no_linking(as_owner: APIClient, settings: object) -> None:
    answer = as_owner.post(LASTFM)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_configured")
    assert as_owner.get(LASTFM).json()["state"] == "not_configured"


def test_listenbrainz_is_linked_by_its_token(as_owner: APIClient, owner: User, brainz: ListenBrainzStandin) -> None:
    answer = as_owner.post(BRAINZ, {"token": f" {brainz.token}"})

    assert (answer.status_code, answer.json()["account_name"]) == (201, "ada")
    assert token_of(LinkedAccount.objects.get(user=owner)).access == brainz.token
    assert brainz.token not in as_owner.get("/api/integrations/").content.decode()


@pytest.mark.parametrize(
    ("token", "code"), [("another", "token_unknown"), ("a b", "invalid"), ("x" * 201, "invalid"), ("schön", "invalid")]
)
def test_a_token_that_is_none(as_owner: APIClient, brainz: ListenBrainzStandin, token: str, code: str) -> None:
    answer = as_owner.post(BRAINZ, {"token": token})

    assert (answer.status_code, answer.json()["errors"]["token"][0]["code"]) == (400, code)
    assert not LinkedAccount.objects.exists()


def test_a_listenbrainz_that_is_down(as_owner: APIClient, brainz: ListenBrainzStandin) -> None:
    brainz.http_error(502)

    assert as_owner.post(BRAINZ, {"token": brainz.token}).status_code == 503


def test_unlinking_forgets_what_waits(as_owner: APIClient, owner: User, linked: Linked, listen: Listen) -> None:
    linked(owner, "lastfm")
    enlist([listen()])

    assert as_owner.delete(LASTFM).status_code == 204
    assert not Scrobble.objects.exists()
