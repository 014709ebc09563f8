"""A listener who has linked both services, and the services on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.keys import make_key
from accounts.models import User
from accounts.origin import Origin
from analytics.models import Activity
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.outbox import enlist
from catalogue.models import Track
from config.identifiers import uuid7_at
from integrations.breaker import forget_local_breakers
from integrations.links.models import LinkedAccount
from integrations.links.services import Tokens, link
from integrations.quota import forget_local_quotas
from integrations.shared_state import shared_key, shared_redis
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.listenbrainz.server import ListenBrainzStandin

Linked = Callable[..., LinkedAccount]
Listen = Callable[..., Activity]


@pytest.fixture(scope="module")
def running_lastfm() -> Iterator[LastfmStandin]:
    with LastfmStandin() as standin:
        yield standin


@pytest.fixture(scope="module")
def running_brainz() -> Iterator[ListenBrainzStandin]:
    with ListenBrainzStandin() as standin:
        yield standin


@pytest.fixture
def lastfm(running_lastfm: LastfmStandin, settings: Any) -> LastfmStandin:
    running_lastfm.reset()
    settings.LASTFM_API_URL, settings.LASTFM_SITE_URL = running_lastfm.api_url, running_lastfm.site_url
    settings.LASTFM_API_KEY, settings.LASTFM_API_SECRET = running_lastfm.api_key, running_lastfm.secret
    forget_failures()
    return running_lastfm


@pytest.fixture
def brainz(running_brainz: ListenBrainzStandin, settings: Any) -> ListenBrainzStandin:
    running_brainz.reset()
    settings.LISTENBRAINZ_API_URL = running_brainz.base_url
    forget_failures()
    return running_brainz


def forget_failures() -> None:
    """No breaker is open, no quota used up."""
    forget_local_breakers()
    forget_local_quotas()
    if redis := shared_redis():
        for name in ("breaker", "quota"):
            for key in redis.scan_iter(shared_key(name, "*")):
                redis.delete(key)


@pytest.fixture
def linked(lastfm: LastfmStandin, brainz: ListenBrainzStandin) -> Linked:
    """`linked(user, "lastfm")`: as if the user had linked it over HTTP."""

    def make(user: User, service: str) -> LinkedAccount:
        name, token = (lastfm.listener, lastfm.people.session(lastfm.listener))
        if service == "listenbrainz":
            name, token = brainz.listener, brainz.token
        return link(
            user=user, service=service, account_id=name.casefold(), account_name=name, tokens=Tokens(access=token)
        )

    return make


@pytest.fixture
def listen(owner: User, make_tracks: Callable[..., list[Track]]) -> Listen:
    """`listen(at=..., played_ms=..., source=...)`: a listen of the owner's that has ended, of a track of 200 s."""
    tracks = make_tracks(1, artist="Ada", isrc="ZZPLP1001001")

    def make(
        *,
        track: Track | None = None,
        at: datetime | None = None,
        played_ms: int | None = 200_000,
        source: str = "queue",
        action: str = "play",
        user: User | None = None,
    ) -> Activity:
        moment = (at or timezone.now() - timedelta(minutes=10)).replace(microsecond=0)
        return Activity.objects.create(
            id=uuid7_at(moment),
            user=user or owner,
            track=track or tracks[0],
            source=source,
            action=action,
            timestamp=moment,
            ended_at=moment,
            played_ms=played_ms,
        )

    return make


@pytest.fixture
def waiting(listen: Listen) -> Callable[[int], list[Activity]]:
    """`waiting(3)`: so many listens in the outbox, a minute apart, the first one the oldest."""

    def make(count: int) -> list[Activity]:
        start = timezone.now() - timedelta(minutes=count + 5)
        made = [listen(at=start + timedelta(minutes=number)) for number in range(count)]
        enlist(made)
        return made

    return make


@pytest.fixture
def scrobble_key(owner: User) -> str:
    return make_key(user=owner, name="Player", scopes=["scrobble"], expires_at=None, origin=Origin())[1]


def states(account: LinkedAccount) -> list[tuple[str, str]]:
    """State and reason of each scrobble, the oldest first."""
    return list(Scrobble.objects.filter(link=account).oldest_first().values_list("state", "reason"))


def outlet_of(account: LinkedAccount) -> Outlet:
    return Outlet.objects.get(pk=account.pk)
