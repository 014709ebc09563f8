"""How often one client may ask, and what it is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from pytest_django import DjangoAssertNumQueries
from rest_framework.request import Request
from rest_framework.test import APIClient
from rest_framework.views import APIView

from config import ratelimits
from config.ratelimits import RateLimit, group_of
from config.settings.limits import _rate

NOW = 1_800_000_000
WRONG = {"email": "nobody@example.com", "password": "wrong"}
PROFILE = "/api/accounts/profile/"


@pytest.fixture(autouse=True)
def limited(settings: Any) -> Iterator[None]:
    """The limits are on, and the clock stands still, so that no test runs over the end of a window."""
    settings.RATELIMIT_ENABLE = True
    settings.SIGN_IN_FAILURES_PER_ACCOUNT = settings.SIGN_IN_FAILURES_PER_ADDRESS = 1000
    with time_machine.travel(NOW, tick=False):
        yield


def allow(settings: Any, group: str, requests: int, seconds: int = 60) -> None:
    settings.RATELIMITS = {**settings.RATELIMITS, group: (requests, seconds)}


def statuses(client: APIClient, times: int, **headers: Any) -> list[int]:
    return [client.get(PROFILE, **headers).status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("group", "rate"),
    [
        ("sign_up", (10, 60)),
        ("sign_in", (10, 60)),
        ("mail", (10, 60)),
        ("recommendations", (30, 60)),
        ("refresh", (5, 60)),
        ("activity", (120, 60)),
        ("social", (60, 60)),
        ("comments", (20, 60)),
        ("docs", (60, 60)),
        ("other", (600, 60)),
    ],
)
def test_each_group_has_its_rate(group: str, rate: tuple[int, int]) -> None:
    assert project.RATELIMITS[group] == rate


@pytest.mark.parametrize(
    ("route", "posted", "group"),
    [
        ("api/accounts/register/", True, "sign_up"),
        ("api/accounts/register/", False, "other"),
        ("api/auth/register/", True, "sign_up"),
        ("api/users/", True, "sign_up"),
        ("api/users/", False, "other"),
        ("api/users/<uuid:user_id>/", True, "other"),
        ("api/users/<uuid:user_id>/follow/", True, "social"),
        ("api/users/<uuid:user_id>/follow/", False, "other"),
        ("api/social/playlists/<uuid:playlist_id>/like/", True, "social"),
        ("api/social/comments/<uuid:comment_id>/like/", True, "social"),
        ("api/social/requests/<uuid:request_id>/accept/", True, "social"),
        ("api/social/comments/", True, "comments"),
        ("api/social/comments/", False, "other"),
        ("api/accounts/token/", True, "sign_in"),
        ("api/auth/login/", True, "sign_in"),
        ("api/accounts/token/refresh/", True, "other"),
        ("api/accounts/password/reset/", True, "mail"),
        ("api/accounts/email/verify/resend/", True, "mail"),
        ("api/accounts/password/reset/confirm/", True, "other"),
        ("api/playlists/recommendations/", False, "recommendations"),
        ("api/playlists/generate/", True, "recommendations"),
        ("api/playlists/play-recommendation/", True, "recommendations"),
        ("api/recommendations/<uuid:user_id>/", False, "recommendations"),
        ("api/recommendations/playlists/", False, "recommendations"),
        ("api/recommendations/similar/<str:track_id>/", False, "recommendations"),
        ("api/recommendations/<uuid:user_id>/refresh/", True, "refresh"),
        ("api/recommendations/tasks/<uuid:task_id>/", False, "other"),
        ("api/recommendations/feedback/", True, "other"),
        ("api/analytics/activity/", True, "activity"),
        ("api/playlists/queue/next/", True, "other"),
        ("api/schema/", False, "docs"),
        ("", False, "other"),
    ],
)
def test_each_operation_belongs_to_a_group(route: str, posted: bool, group: str) -> None:  # noqa: FBT001
    assert group_of(route, posted=posted) == group


def test_one_request_too_many_is_told_when_to_come_back(anonymous: APIClient, db: None) -> None:
    tried = [anonymous.post("/api/accounts/token/", WRONG).status_code for _ in range(10)]
    refused = anonymous.post("/api/accounts/token/", WRONG)

    assert tried == [401] * 10
    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    wait = int(refused["Retry-After"])
    assert 1 <= wait <= 60
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": f"Request was throttled. Expected available in {wait} seconds.",
        "code": "throttled",
    }
    assert [refused[f"RateLimit-{name}"] for name in ("Limit", "Remaining", "Reset")] == ["10", "0", str(wait)]


def test_two_paths_of_one_operation_share_a_count(anonymous: APIClient, db: None) -> None:
    for _ in range(5):
        anonymous.post("/api/accounts/token/", WRONG)
        anonymous.post("/api/auth/login/", WRONG)
    assert anonymous.post("/api/auth/login/", WRONG).status_code == 429
    assert anonymous.post("/api/auth/register/", {}).status_code == 400


def test_the_next_window_begins_anew(as_owner: APIClient, settings: Any) -> None:
    allow(settings, "other", 2)
    assert statuses(as_owner, 3) == [200, 200, 429]
    wait = int(as_owner.get(PROFILE)["Retry-After"])
    with time_machine.travel(NOW + wait + 1, tick=False):
        assert statuses(as_owner, 3) == [200, 200, 429]


def test_every_answer_says_how_the_caller_stands(as_owner: APIClient, anonymous: APIClient, settings: Any) -> None:
    allow(settings, "other", 7)
    answers = [
        as_owner.get(PROFILE),
        as_owner.delete("/api/accounts/token/"),
        as_owner.patch(PROFILE, b"{", content_type="application/json"),
        anonymous.get(PROFILE),
        anonymous.get("/api/nothing/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 405, 400, 401, 404]
    assert [answer["RateLimit-Limit"] for answer in answers] == ["7"] * 5
    # The 405 of an open operation is counted by address: nobody looked at the token.
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["6", "6", "5", "5", "4"]


def test_a_listener_is_counted_wherever_they_come_from(
    as_owner: APIClient, as_stranger: APIClient, settings: Any
) -> None:
    allow(settings, "other", 2)
    assert statuses(as_owner, 1) + statuses(as_owner, 2, REMOTE_ADDR="198.51.100.9") == [200, 200, 429]
    assert statuses(as_stranger, 1) == [200]


def test_broken_tokens_are_counted_by_address(anonymous: APIClient, as_owner: APIClient, settings: Any) -> None:
    allow(settings, "other", 2)
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer made.up.token")

    assert statuses(anonymous, 3) == [401, 401, 429]
    assert anonymous.get(PROFILE)["Retry-After"]
    assert statuses(anonymous, 1, REMOTE_ADDR="198.51.100.9") == [401]
    assert statuses(as_owner, 1) == [200]


def test_addresses_are_those_that_the_trusted_proxies_saw(anonymous: APIClient, settings: Any, db: None) -> None:
    allow(settings, "other", 1)
    settings.TRUSTED_PROXIES = 1

    def through(chain: str) -> int:
        return statuses(anonymous, 1, HTTP_X_FORWARDED_FOR=chain)[0]

    assert [through("198.51.100.1"), through("198.51.100.2"), through("198.51.100.1")] == [401, 401, 429]
    assert through("203.0.113.77, 198.51.100.2") == 429
    settings.TRUSTED_PROXIES = 0
    assert [through("198.51.100.3"), through("198.51.100.4")] == [401, 429]


def test_a_whole_ipv6_subscriber_has_one_count(anonymous: APIClient, settings: Any, db: None) -> None:
    allow(settings, "other", 1)
    assert statuses(anonymous, 1, REMOTE_ADDR="2001:db8:0:1::1") == [401]
    assert statuses(anonymous, 1, REMOTE_ADDR="2001:db8:0:1::2") == [429]
    assert statuses(anonymous, 1, REMOTE_ADDR="2001:db8:0:2::1") == [401]


def test_who_has_no_address_is_not_counted_with_everybody_else(anonymous: APIClient, settings: Any, db: None) -> None:
    allow(settings, "other", 1)
    assert statuses(anonymous, 3, REMOTE_ADDR="") == [401] * 3


def test_health_the_front_page_and_the_admin_are_not_limited(anonymous: APIClient, settings: Any, db: None) -> None:
    allow(settings, "other", 1)
    for path in ("/healthz", "/", "/admin/login/"):
        answers = [anonymous.get(path) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200] * 3
        assert not any("RateLimit-Limit" in answer for answer in answers)


def test_limits_can_be_switched_off(as_owner: APIClient, anonymous: APIClient, settings: Any) -> None:
    settings.RATELIMIT_ENABLE = False
    allow(settings, "other", 1)
    assert statuses(as_owner, 3) == [200] * 3
    assert statuses(anonymous, 3) == [401] * 3
    assert "RateLimit-Limit" not in as_owner.get(PROFILE)


def test_counting_costs_no_statement(
    as_owner: APIClient, settings: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.RATELIMIT_ENABLE = False
    with django_assert_num_queries(2):
        as_owner.get(PROFILE)
    settings.RATELIMIT_ENABLE = True
    with django_assert_num_queries(2):
        as_owner.get(PROFILE)


def test_parallel_requests_do_not_slip_past(rf: RequestFactory) -> None:
    def ask(_: int) -> bool:
        request = Request(rf.get("/", REMOTE_ADDR="198.51.100.1"))
        request.user = AnonymousUser()
        return RateLimit().allow_request(request, APIView())

    def asked_as(group_limit: int) -> list[bool]:
        project.RATELIMITS["other"] = (group_limit, 60)
        with ThreadPoolExecutor(8) as threads:
            return list(threads.map(ask, range(40)))

    before = project.RATELIMITS["other"]
    try:
        assert sum(asked_as(10)) == 10
    finally:
        project.RATELIMITS["other"] = before


def test_an_outage_of_the_cache_lets_everybody_through(
    as_owner: APIClient,
    anonymous: APIClient,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ratelimits, "_complained_at", -ratelimits._COMPLAINT_EVERY)
    gone = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "gone": gone}
    settings.RATELIMIT_USE_CACHE = "gone"
    allow(settings, "other", 1)
    with caplog.at_level(logging.WARNING, logger="config.ratelimits"):
        assert statuses(as_owner, 3) == [200] * 3
        assert statuses(anonymous, 3) == [401] * 3
    assert "RateLimit-Limit" not in as_owner.get(PROFILE)
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        "Requests are not limited at the moment, the cache cannot be reached"
    ]


@pytest.mark.parametrize(
    ("text", "rate"),
    [("10/m", (10, 60)), (" 5/s ", (5, 1)), ("100/h", (100, 3600)), ("9/d", (9, 86400)), ("50/10s", (50, 10))],
)
def test_a_rate_is_requests_in_a_time(text: str, rate: tuple[int, int]) -> None:
    assert _rate("RATELIMIT_OTHER", text) == rate


@pytest.mark.parametrize("text", ["", "10", "0/m", "-1/m", "10/0m", "10/y", "ten/m", "10/m/m"])
def test_a_rate_that_is_none_is_refused_at_the_start(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="RATELIMIT_OTHER is a number of requests"):
        _rate("RATELIMIT_OTHER", text)
