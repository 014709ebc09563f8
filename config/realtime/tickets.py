"""One-time tickets: what a client that cannot keep its token out of logs and devices opens a socket with.

A ticket stands for the access token that it was asked with, once, within half a minute. Only its digest is kept.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError
from rest_framework import status

from config.errors import DomainError
from config.realtime.access import Claims

LIFETIME_SECONDS = 30
CLAIMS = ("user_id", "sid", "epoch", "exp")
"""What of a token a ticket stands for."""

OUTAGE = (ConnectionInterrupted, RedisError, OSError)


class TicketsUnavailable(DomainError):
    status = status.HTTP_503_SERVICE_UNAVAILABLE
    code = "tickets_unavailable"
    detail = "No ticket can be handed out at the moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "5"})


def issue_ticket(token: Mapping[str, Any]) -> str:
    """A ticket for the bearer of this validated access token; raises TicketsUnavailable."""
    ticket = secrets.token_urlsafe(32)
    try:
        until = time.time() + LIFETIME_SECONDS
        cache.set(_key(ticket), (until, {name: token[name] for name in CLAIMS}), LIFETIME_SECONDS)
    except OUTAGE:
        raise TicketsUnavailable from None
    return ticket


def redeem_ticket(ticket: str) -> Claims | None:
    """What the ticket stands for; None when it is unknown, expired or was used. Raises what the cache raises."""
    key = _key(ticket)
    until, claims = cache.get(key) or (0.0, None)
    # Of two that come at once, one deletes it.
    return claims if time.time() < until and cache.delete(key) else None


def _key(ticket: str) -> str:
    return f"realtime:ticket:v1:{hashlib.sha256(ticket.encode()).hexdigest()}"
