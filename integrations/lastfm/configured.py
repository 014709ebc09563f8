"""The client with this installation's own key."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings

from integrations.gate import gate_for
from integrations.lastfm.answers import SERVICE
from integrations.lastfm.client import LastfmClient
from integrations.quota import Rate

RATE: Final = Rate(25, 5.5)
"""Last.fm names no number, and calls "several calls per second" too many."""


def is_configured() -> bool:
    return bool(settings.LASTFM_API_KEY and settings.LASTFM_API_SECRET)


def lastfm() -> LastfmClient:
    return _at(settings.LASTFM_API_URL, settings.LASTFM_SITE_URL, settings.LASTFM_API_KEY, settings.LASTFM_API_SECRET)


@cache
def _at(api_url: str, site_url: str, key: str, secret: str) -> LastfmClient:
    return LastfmClient(api_url, site_url, key, secret, gate=gate_for(SERVICE, api_url, RATE))
