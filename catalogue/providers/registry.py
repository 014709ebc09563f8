"""The providers that this installation uses, in its order of preference."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from django.conf import settings

from catalogue.ids import APPLE, DEEZER, LOCAL, SPOTIFY
from catalogue.providers.apple import AppleProvider
from catalogue.providers.deezer import DeezerProvider
from catalogue.providers.local import LocalProvider
from catalogue.providers.protocol import Provider
from catalogue.providers.spotify import SpotifyProvider
from integrations.apple.client import AppleClient
from integrations.apple.token import DeveloperToken
from integrations.deezer.client import DeezerClient
from integrations.gate import gate_for
from integrations.quota import Rate
from integrations.spotify.client import SpotifyClient
from integrations.spotify.rate import SPOTIFY_RATE
from integrations.spotify.tokens import AppTokens

APPLE_RATE: Final = Rate(limit=20, window=1.0)
"""Apple publishes no limit."""
DEEZER_RATE: Final = Rate()

_local = LocalProvider()


def enabled_names() -> list[str]:
    """Names of the providers in `CATALOGUE_PROVIDERS`, in order."""
    return list(dict.fromkeys(settings.CATALOGUE_PROVIDERS))


def provider_named(name: str) -> Provider | None:
    """The provider, or None when this installation does not use it. Our own rows are always there."""
    if name == LOCAL:
        return _local
    if name in _BUILDERS and name in enabled_names():
        return _BUILDERS[name]()
    return None


def _deezer() -> Provider:
    return _deezer_at(settings.DEEZER_BASE_URL, DEEZER_RATE)


def _spotify() -> Provider | None:
    client_id, secret = settings.SPOTIFY_CLIENT_ID, settings.SPOTIFY_CLIENT_SECRET
    if not (client_id and secret):
        return None
    return _spotify_at(settings.SPOTIFY_API_URL, settings.SPOTIFY_ACCOUNTS_URL, client_id, secret)


def _apple() -> Provider | None:
    team_id, key_id, private_key = settings.APPLE_TEAM_ID, settings.APPLE_KEY_ID, settings.APPLE_PRIVATE_KEY
    if not (team_id and key_id and private_key):
        return None
    return _apple_at(settings.APPLE_API_URL, settings.APPLE_STOREFRONT, team_id, key_id, private_key)


_BUILDERS: Final[dict[str, Callable[[], Provider | None]]] = {DEEZER: _deezer, SPOTIFY: _spotify, APPLE: _apple}


@cache
def _deezer_at(base_url: str, rate: Rate) -> Provider:
    return DeezerProvider(DeezerClient(base_url, gate=gate_for(DEEZER, base_url, rate)))


@cache
def _spotify_at(base_url: str, accounts_url: str, client_id: str, secret: str) -> Provider:
    tokens = AppTokens(accounts_url, client_id, secret, gate=gate_for(SPOTIFY, accounts_url, SPOTIFY_RATE))
    return SpotifyProvider(SpotifyClient(base_url, tokens, gate=gate_for(SPOTIFY, base_url, SPOTIFY_RATE)))


@cache
def _apple_at(base_url: str, storefront: str, team_id: str, key_id: str, private_key: str) -> Provider:
    token = DeveloperToken(team_id, key_id, private_key)
    gate = gate_for(APPLE, base_url, APPLE_RATE)
    return AppleProvider(AppleClient(base_url, token, storefront=storefront, gate=gate))
