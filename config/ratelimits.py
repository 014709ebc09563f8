"""How often one client may ask: counted per user, or per client address where nobody is signed in.

Each operation belongs to one group, each group has its rate (`RATELIMITS`) and each caller a count in each group.
Windows are fixed: a caller may use up one at its end and the next at its beginning. The counts are in the cache, which
adds and counts in one step, so that parallel requests cannot slip past; when the cache is down, nothing is limited.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_ratelimit.core import get_usage
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.client_address import client_address
from config.errors import PROBLEM_JSON, problem

if TYPE_CHECKING:  # REST framework's views import this module, as the settings tell them
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)

OTHER = "other"
LIMITED = ("/api/", "/1/", "/2.0/")
"""Paths that are counted; the last two are where players scrobble to."""
POSTED = {
    "sign_up": r"api/(accounts|auth)/register/|api/users/",
    "sign_in": r"api/accounts/token/|api/auth/login/",
    "mail": r"api/accounts/(password/reset|email/verify/resend)/",
    "activity": r"api/analytics/activity/(batch/)?",
    "social": r"api/users/<[^>]+>/follow/|api/social/(playlists|comments|requests)/<[^>]+>/(like|accept)/",
    "comments": r"api/social/comments/",
    "report": r"api/reports/",
    "sharing": r"api/playlists/playlists/<[^>]+>/(share|listeners|members|copy)/",
}
"""Groups of POST requests, by the path as the URLconf writes it."""

ASKED = {
    "docs": r"api/(schema|docs|redoc)/",
    "shared": r"api/shared/<[^>]+>/(join/)?",
    "refresh": r"api/recommendations/<[^>]+>/refresh/",
    "recommendations": (
        r"api/playlists/(recommendations|generate|play-recommendation)/"
        r"|api/recommendations/(playlists(/<[^>]+>(/tracks|/save)?)?|similar/<[^>]+>|<[^>]+>)/"
    ),
}
"""Groups of requests with any method."""

_OUTAGE = (ConnectionInterrupted, RedisError, OSError)
_COMPLAINT_EVERY = 60.0
_complained_at = -_COMPLAINT_EVERY


@dataclass(frozen=True, slots=True)
class Usage:
    """How a caller stands in the present window, this request counted; ``reset`` is the seconds until it ends."""

    limit: int
    count: int
    reset: int

    @property
    def exceeded(self) -> bool:
        return self.count > self.limit

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.count)),
            "RateLimit-Reset": str(self.reset),
        }


class RateLimit(BaseThrottle):
    """REST framework's hook, called when the caller is known."""

    usage: Usage | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        inner = request._request
        match = inner.resolver_match
        self.usage = _spend(inner, group_of(match.route if match else "", posted=inner.method == "POST"), _who(request))
        return self.usage is None or not self.usage.exceeded

    def wait(self) -> float | None:
        return float(self.usage.reset) if self.usage else None


class RateLimitMiddleware:
    """Tells every caller of the API how they stand.

    What was refused before its caller was known (a broken token, an unknown path) is counted by its address here:
    it did nothing, so that nothing is lost when the answer becomes a 429.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if not settings.RATELIMIT_ENABLE or not request.path_info.startswith(LIMITED):
            return response
        if not hasattr(request, "rate_usage"):
            usage = _spend(request, OTHER, _address(request))
            if usage and usage.exceeded:
                response = _too_many(usage)
        usage = request.rate_usage  # type: ignore[attr-defined]  # set by `_spend`
        for name, value in usage.headers.items() if usage else ():
            response[name] = value
        return response


@cache
def group_of(route: str, *, posted: bool) -> str:
    """The group of an operation; ``route`` is its path as the URLconf writes it."""
    groups = {**POSTED, **ASKED} if posted else ASKED
    return next((group for group, pattern in groups.items() if re.fullmatch(pattern, route)), OTHER)


def _spend(request: HttpRequest, group: str, who: str) -> Usage | None:
    """Count this request, and remember on it how its caller stands. None: not limited."""
    usage = _count(request, group, who) if who else None
    request.rate_usage = usage  # type: ignore[attr-defined]  # for the middleware
    return usage


def _count(request: HttpRequest, group: str, who: str) -> Usage | None:
    try:
        found = get_usage(
            request, group=group, key=lambda *_: who, rate=lambda *_: settings.RATELIMITS[group], increment=True
        )
    except _OUTAGE as error:
        _complain(error)
        return None
    if found is None:
        return None
    return Usage(limit=found["limit"], count=found["count"], reset=max(1, found["time_left"]))


def _complain(error: Exception) -> None:
    """Once a minute, or an outage would fill the log."""
    global _complained_at  # noqa: PLW0603  # one process, one log
    if time.monotonic() - _complained_at >= _COMPLAINT_EVERY:
        _complained_at = time.monotonic()
        logger.warning("Requests are not limited at the moment, the cache cannot be reached: %s", error)


def _who(request: Request) -> str:
    return f"user {request.user.pk}" if request.user.is_authenticated else _address(request._request)


def _address(request: HttpRequest) -> str:
    """The client's address, the /64 of IPv6; "" when there is none: then everybody would share one count."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ipaddress.IPv6Network((address, 64), strict=False).network_address)


def _too_many(usage: Usage) -> HttpResponse:
    body = problem(429, code="throttled", detail=str(Throttled(wait=usage.reset).detail))
    return JsonResponse(body, status=429, content_type=PROBLEM_JSON, headers={"Retry-After": str(usage.reset)})
