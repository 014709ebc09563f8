"""How the services are that this one asks: what their breakers and quotas say to all processes, and what this process
has counted since it started.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from catalogue.ids import APPLE, DEEZER, SPOTIFY
from catalogue.providers.registry import APPLE_RATE, enabled_names, provider_named
from integrations.breaker import breaker_of
from integrations.counters import Snapshot, snapshot
from integrations.lastfm.answers import SERVICE as LASTFM
from integrations.lastfm.configured import RATE as LASTFM_RATE
from integrations.lastfm.configured import is_configured
from integrations.listenbrainz.answers import SERVICE as LISTENBRAINZ
from integrations.listenbrainz.configured import RATE as LISTENBRAINZ_RATE
from integrations.quota import Rate, quota_of
from integrations.spotify.rate import SPOTIFY_RATE

STATES: Final = {"closed": "working", "half-open": "being tried again", "open": "failing, not asked"}


@dataclass(frozen=True, slots=True)
class Upstream:
    name: str
    base_url: str
    rate: Rate

    @property
    def host(self) -> str:
        """What its breaker and quota go by."""
        return urlsplit(self.base_url).netloc


@dataclass(frozen=True, slots=True)
class Health:
    """``state`` is the breaker's. ``used`` of ``limit`` requests in the last ``window`` seconds. The rest is of this
    process: answers, how many of them were none, what was refused by breaker or quota, and the mean time."""

    name: str
    state: str
    used: int
    limit: int
    window: float
    answers: int
    failures: int
    refused: int
    mean_ms: int | None

    @property
    def said(self) -> str:
        return STATES.get(self.state, self.state)


def upstreams() -> Iterator[Upstream]:
    """Those that this installation uses."""
    addresses = {
        DEEZER: (settings.DEEZER_BASE_URL, Rate()),
        SPOTIFY: (settings.SPOTIFY_API_URL, SPOTIFY_RATE),
        APPLE: (settings.APPLE_API_URL, APPLE_RATE),
    }
    for name in enabled_names():
        if name in addresses and provider_named(name):
            yield Upstream(name, *addresses[name])
    if is_configured():
        yield Upstream(LASTFM, settings.LASTFM_API_URL, LASTFM_RATE)
    yield Upstream(LISTENBRAINZ, settings.LISTENBRAINZ_API_URL, LISTENBRAINZ_RATE)


def health() -> list[Health]:
    counted = snapshot()
    return [_health(each, counted) for each in upstreams()]


def _health(upstream: Upstream, counted: Snapshot) -> Health:
    took = [
        (dict(labels)["outcome"], times)
        for (name, labels), times in counted.durations.items()
        if name == "upstream_seconds" and dict(labels).get("upstream") == upstream.name
    ]
    answers = sum(sum(times.buckets) for _, times in took)
    seconds = sum(times.seconds for _, times in took)
    return Health(
        name=upstream.name,
        state=breaker_of(upstream.host).state(),
        used=quota_of(upstream.host, upstream.rate).used(),
        limit=upstream.rate.limit,
        window=upstream.rate.window,
        answers=answers,
        failures=sum(sum(times.buckets) for outcome, times in took if outcome != "ok"),
        refused=_refused(upstream.name, counted),
        mean_ms=round(seconds / answers * 1000) if answers else None,
    )


def _refused(name: str, counted: Snapshot) -> int:
    refusals = (
        (dict(labels), number) for (what, labels), number in counted.counts.items() if what == "upstream_refusals"
    )
    return sum(number for labels, number in refusals if labels.get("upstream") == name)
