"""The client for the ListenBrainz that this installation sends to."""

from __future__ import annotations

from functools import cache
from typing import Final

from django.conf import settings

from integrations.gate import gate_for
from integrations.listenbrainz.answers import SERVICE
from integrations.listenbrainz.client import ListenBrainzClient
from integrations.quota import Rate

RATE: Final = Rate(28, 10.5)
"""Below its 30 requests per 10 s; what its answers say of the rate limit comes on top."""


def listenbrainz() -> ListenBrainzClient:
    return _at(settings.LISTENBRAINZ_API_URL)


@cache
def _at(base_url: str) -> ListenBrainzClient:
    return ListenBrainzClient(base_url, gate=gate_for(SERVICE, base_url, RATE))
