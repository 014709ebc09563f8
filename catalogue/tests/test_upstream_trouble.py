"""Many at once, a quota that is used up, a provider that fails, a Redis that is gone: what listeners get meanwhile."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.db import connection
from django.http import HttpResponse
from rest_framework.test import APIClient

from accounts.models import User
from catalogue import asking
from catalogue.tests.fixtures import CatalogueDeezer, RunRenewals, grow_old, in_another_process
from config.tests.plugin import eventually
from conftest import ClientFor, MakeTracks
from integrations import breaker as breakers
from integrations import gate as gates
from integrations.breaker import breaker_of
from integrations.bulkhead import Bulkhead
from integrations.counters import snapshot
from integrations.quota import Rate, forget_local_quotas, quota_of

ARTIST, OTHER, TRACK = (f"/api/catalogue/{path}/" for path in ("artists/7001", "artists/7002", "tracks/81001001"))
PLACES = max(1, configured.WEB_THREADS // 2)


def host(deezer: CatalogueDeezer) -> str:
    return urlsplit(deezer.base_url).netloc


def at_once(count: int, ask: Callable[[], HttpResponse]) -> list[HttpResponse]:
    answers: list[HttpResponse] = []
    start = threading.Barrier(count)

    def work() -> None:
        start.wait()
        try:
            answers.append(ask())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_many_at_once_cost_the_upstream_one_call_per_resource(
    owner: User, client_for: ClientFor, only_deezer: CatalogueDeezer
) -> None:
    only_deezer.slow(0.1)
    client = client_for(owner)

    answers = at_once(PLACES * 3, lambda: client.get(ARTIST))

    assert Counter(each.status_code for each in answers) == {200: PLACES * 3}
    assert len({each.content for each in answers}) == 1
    assert sorted(path.partition("?")[0] for path in only_deezer.paths) == [
        "/artist/7001",
        "/artist/7001/albums",
        "/artist/7001/top",
    ]


@pytest.mark.django_db(transaction=True)
def test_a_crowd_before_a_slow_upstream_does_not_take_all_threads(
    owner: User, client_for: ClientFor, only_deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "FOLLOWED_FOR", 0.01)
    only_deezer.slow(1.0)
    client = client_for(owner)

    answers = at_once(PLACES + 4, lambda: client.get(ARTIST))

    assert Counter(each.status_code for each in answers) == {200: PLACES, 503: 4}
    assert len(only_deezer.paths) == 3


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All places for waiting are taken."""
    room = Bulkhead(1)
    monkeypatch.setattr(asking, "waiting_room", room)
    with room.place("deezer"):
        yield


def test_without_a_place_to_wait_the_copy_or_503_is_given_at_once(
    as_owner: APIClient, deezer: CatalogueDeezer, make_tracks: MakeTracks, request: pytest.FixtureRequest
) -> None:
    track = make_tracks(1, artist="Velvet Underpass")[0]
    as_owner.get(ARTIST)
    grow_old(days=8)
    deezer.forget_requests()
    request.getfixturevalue("full")

    refused, stale = as_owner.get(OTHER), as_owner.get(ARTIST)
    ours = as_owner.get(f"/api/catalogue/tracks/{track.external_id}/")
    search = as_owner.get("/api/catalogue/search/?q=velvet")

    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (503, "catalogue_unavailable", "1")
    assert (stale.status_code, stale["X-Cache"]) == (200, "stale")
    assert ours.status_code == 200
    assert [each["artist"]["name"] for each in search.json()["tracks"]] == ["Velvet Underpass"]
    assert deezer.paths == []


def test_background_work_needs_no_place(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals, request: pytest.FixtureRequest
) -> None:
    as_owner.get(ARTIST)
    grow_old(days=2)
    as_owner.get(ARTIST)
    request.getfixturevalue("full")

    assert run_renewals() == ["artist:deezer:7001"]
    in_another_process()
    assert as_owner.get(ARTIST)["X-Cache"] == "hit"


def test_a_quota_error_pauses_everyone(
    as_owner: APIClient, as_stranger: APIClient, only_deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "PAUSE_SECONDS", 30.0)
    only_deezer.quota_out(under="/track/81001001")

    first = as_owner.get(TRACK)
    only_deezer.recover()
    others = [client.get(path) for client in (as_owner, as_stranger) for path in (TRACK, OTHER)]

    assert [each.status_code for each in (first, *others)] == [503] * 5
    assert all(int(each["Retry-After"]) >= 1 for each in (first, *others))
    assert only_deezer.paths == []
    assert quota_of(host(only_deezer), Rate()).reserve(longest_wait=5.0) is None
    # A quota error is no outage: the upstream is there.
    assert breaker_of(host(only_deezer)).state() == "closed"


def test_a_request_that_would_wait_past_its_budget_is_refused_or_answered_with_the_copy(
    as_owner: APIClient, only_deezer: CatalogueDeezer
) -> None:
    as_owner.get(ARTIST)
    grow_old(days=8)
    quota_of(host(only_deezer), Rate()).pause(30.0)
    only_deezer.forget_requests()

    started = time.monotonic()
    stale, refused = as_owner.get(ARTIST), as_owner.get(OTHER)

    assert (stale.status_code, stale["X-Cache"], refused.status_code) == (200, "stale", 503)
    assert time.monotonic() - started < 2.5, "nobody waits for a turn that comes too late"
    assert only_deezer.paths == []


def test_what_fails_is_not_asked_until_it_is_time_to_try_again(
    as_owner: APIClient, only_deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breakers, "OPEN_SECONDS", 1.0)
    as_owner.get(ARTIST)
    grow_old(days=8)
    only_deezer.down()
    while breaker_of(host(only_deezer)).state() == "closed":
        assert (as_owner.get(ARTIST)["X-Cache"], as_owner.get(OTHER).status_code) == ("stale", 503)
    only_deezer.forget_requests()

    stale, refused = as_owner.get(ARTIST), as_owner.get("/api/catalogue/artists/7003/")

    assert (stale.status_code, stale["X-Cache"]) == (200, "stale")
    assert (refused.status_code, refused["Retry-After"]) == (503, "3")
    assert only_deezer.paths == []
    only_deezer.recover()
    assert eventually(lambda: as_owner.get(ARTIST).headers["X-Cache"] == "miss", seconds=10)
    assert breaker_of(host(only_deezer)).state() == "closed"
    assert as_owner.get("/api/catalogue/artists/7004/").status_code == 200


def test_what_happens_is_counted(as_owner: APIClient, only_deezer: CatalogueDeezer) -> None:
    def counted(name: str, **labels: str) -> int:
        return snapshot().counts.get((name, tuple(sorted(labels.items()))), 0)

    def tiers() -> dict[str, int]:
        return {
            "asked": counted("catalogue_cache", tier="upstream", outcome="answered"),
            "failed": counted("catalogue_cache", tier="upstream", outcome="failed"),
            "rows missed": counted("catalogue_cache", tier="rows", outcome="miss"),
            "memory missed": counted("catalogue_cache", tier="memory", outcome="miss"),
            "pages hit": counted("catalogue_pages", outcome="hit"),
        }

    before = tiers()
    as_owner.get(ARTIST)
    as_owner.get(ARTIST)
    only_deezer.down()
    as_owner.get(OTHER)

    assert {name: number - before[name] for name, number in tiers().items()} == {
        "asked": 1,
        "failed": 1,
        "rows missed": 2,
        "memory missed": 2,
        "pages hit": 1,
    }
    latency = snapshot().durations[("upstream_seconds", (("outcome", "ok"), ("upstream", "deezer")))]
    assert sum(latency.buckets) >= 3


@pytest.fixture
def lost_redis(settings: Any) -> Callable[[], None]:
    """`lost_redis()`: an installation that has a Redis, and has just lost it."""

    def lose() -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        settings.CACHES = {
            "default": {
                "BACKEND": "django_redis.cache.RedisCache",
                "LOCATION": settings.REDIS_URL,
                "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 2, "SOCKET_TIMEOUT": 5},
            }
        }

    return lose


def test_without_redis_the_catalogue_goes_by_memory_and_rows(
    as_owner: APIClient, only_deezer: CatalogueDeezer, lost_redis: Callable[[], None]
) -> None:
    as_owner.get(ARTIST)
    lost_redis()
    in_another_process()

    kept, cold = as_owner.get(ARTIST), as_owner.get(OTHER)
    again, nothing = as_owner.get(OTHER), as_owner.get("/api/catalogue/artists/999/")
    grow_old_in_rows = as_owner.get("/api/catalogue/search/?q=velvet")

    assert [(each.status_code, each["X-Cache"]) for each in (kept, cold, again, grow_old_in_rows)] == [
        (200, "hit"),
        (200, "miss"),
        (200, "hit"),
        (200, "miss"),
    ]
    assert nothing.status_code == 404


def test_without_redis_the_quota_and_the_breaker_are_this_process_s_own(
    as_owner: APIClient, only_deezer: CatalogueDeezer, lost_redis: Callable[[], None]
) -> None:
    lost_redis()
    shares = [quota_of(host(only_deezer), Rate()).reserve(longest_wait=0.0) for _ in range(12)]
    forget_local_quotas()
    only_deezer.down()
    statuses = [as_owner.get(path).status_code for path in (ARTIST, OTHER, TRACK)]

    assert shares == [0.0] * 11 + [None], "a quarter of 47"
    assert statuses == [503] * 3
    assert breaker_of(host(only_deezer)).state() == "open"
