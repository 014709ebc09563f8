"""A listener's way to Spotify and back, walked as a browser walks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from rest_framework.test import APIClient

from accounts.models import User
from integrations.breaker import forget_local_breakers
from integrations.links.models import LinkedAccount
from integrations.quota import Rate, forget_local_quotas
from integrations.standins.spotify.server import SpotifyStandin

CALLBACK = "http://127.0.0.1:8000/api/auth/spotify/callback/"
BEGIN = "/api/auth/spotify/"
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def running_spotify() -> Iterator[SpotifyStandin]:
    with SpotifyStandin() as standin:
        yield standin


@pytest.fixture
def spotify(running_spotify: SpotifyStandin, settings: Any, monkeypatch: pytest.MonkeyPatch) -> SpotifyStandin:
    """The stand-in, healthy, and this installation set up for it. Nobody waits for a turn."""
    monkeypatch.setattr("integrations.links.spotify.SPOTIFY_RATE", Rate(100_000, 1.0))
    running_spotify.reset()
    running_spotify.consents.redirect_uris = {CALLBACK}
    settings.SPOTIFY_CLIENT_ID = running_spotify.client_id
    settings.SPOTIFY_REDIRECT_URI = CALLBACK
    settings.SPOTIFY_API_URL = running_spotify.api_url
    settings.SPOTIFY_ACCOUNTS_URL = running_spotify.accounts_url
    forget_local_breakers()
    forget_local_quotas()
    return running_spotify


def consent(client: APIClient) -> str:
    """Path and query of the callback that Spotify sends the listener to."""
    url = client.get(BEGIN).json()["authorization_url"]
    answer = requests.get(url, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


Linked = Callable[..., LinkedAccount]


@pytest.fixture
def linked(spotify: SpotifyStandin, client_for: Callable[[User], APIClient]) -> Linked:
    """`linked(user, as_="ben")`: the user's link to that person's Spotify account, made over HTTP."""

    def make(user: User, as_: str = "ada") -> LinkedAccount:
        spotify.consents.signed_in = as_
        answer = APIClient().get(consent(client_for(user)))
        assert answer.status_code == 200, answer.content
        return LinkedAccount.objects.get(user=user, service="spotify")

    return make
