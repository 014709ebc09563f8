from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.apple.client import AppleClient
from integrations.apple.token import DeveloperToken
from integrations.deezer.client import DeezerClient
from integrations.spotify.client import SpotifyClient
from integrations.spotify.tokens import AppTokens
from integrations.standins.apple.server import AppleStandin
from integrations.standins.deezer.server import DeezerStandin
from integrations.standins.spotify.server import SpotifyStandin


@pytest.fixture
def deezer() -> Iterator[DeezerStandin]:
    with DeezerStandin() as standin:
        yield standin


@pytest.fixture
def client(deezer: DeezerStandin) -> Iterator[DeezerClient]:
    client = DeezerClient(deezer.base_url)
    yield client
    client.close()


@pytest.fixture
def spotify() -> Iterator[SpotifyStandin]:
    with SpotifyStandin() as standin:
        yield standin


@pytest.fixture
def tokens(spotify: SpotifyStandin) -> Iterator[AppTokens]:
    tokens = AppTokens(spotify.accounts_url, spotify.client_id, spotify.client_secret)
    yield tokens
    tokens.close()


@pytest.fixture
def spotify_client(spotify: SpotifyStandin, tokens: AppTokens) -> Iterator[SpotifyClient]:
    client = SpotifyClient(spotify.api_url, tokens)
    yield client
    client.close()


@pytest.fixture
def apple() -> Iterator[AppleStandin]:
    with AppleStandin() as standin:
        yield standin


@pytest.fixture
def apple_client(apple: AppleStandin) -> Iterator[AppleClient]:
    client = AppleClient(apple.api_url, DeveloperToken(apple.team_id, apple.key_id, apple.private_key))
    yield client
    client.close()
