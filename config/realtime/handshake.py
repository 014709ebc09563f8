"""The opening of a socket: where it comes from, and what it brings to say who it is.

Neither addresses nor query strings are looked at for tokens: they end in logs. What is offered comes as two
subprotocols, `bearer` and an access token, or `ticket` and a ticket; only the first word is answered.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from config.realtime.access import Identity, access
from config.realtime.tickets import redeem_ticket

Scope = Mapping[str, Any]

BEARER = "bearer"
TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Offer:
    """``protocol`` is what the answer names, None when the client offered nothing that we speak."""

    protocol: str | None
    secret: str = ""


def offer_of(scope: Scope) -> Offer:
    offered = list(scope.get("subprotocols", ()))
    for protocol in (BEARER, TICKET):
        if protocol in offered:
            others = [each for each in offered if each != protocol]
            return Offer(protocol, others[0] if others else "")
    return Offer(None)


def identify(offer: Offer) -> Identity | None:
    """Who the offer belongs to. Raises what the cache or the database raise when they cannot be asked."""
    known = access()
    if offer.protocol == BEARER:
        claims = known.claims_of(offer.secret)
    else:
        claims = redeem_ticket(offer.secret) if offer.protocol == TICKET and offer.secret else None
    # A ticket may be presented after the token that it stands for has expired.
    if claims is None or claims["exp"] <= time.time():
        return None
    return known.identity_of(claims)


def is_host_allowed(scope: Scope) -> bool:
    """As Django does it for requests."""
    allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    domain, _ = split_domain_port(_header(scope, b"host"))
    return bool(domain) and validate_host(domain, allowed)


def is_origin_allowed(scope: Scope) -> bool:
    """A page may connect when it comes from this very host, or from an origin that may call the API.

    Programs send no origin, and have no cookies of somebody else that a page could make them use.
    """
    origin = _header(scope, b"origin")
    if not origin or origin in settings.CORS_ALLOWED_ORIGINS:
        return True
    return origin.lower() == f"{_scheme(scope)}://{_header(scope, b'host')}".lower()


def _scheme(scope: Scope) -> str:
    """https where the socket is encrypted, or a proxy that is believed says so."""
    trusted = settings.SECURE_PROXY_SSL_HEADER
    if trusted:
        name = trusted[0].removeprefix("HTTP_").replace("_", "-").lower().encode()
        return "https" if _header(scope, name) == trusted[1] else "http"
    return "https" if scope.get("scheme") == "wss" else "http"


def _header(scope: Scope, name: bytes) -> str:
    found = next((value for key, value in scope.get("headers", ()) if key == name), b"")
    return str(found.decode("latin-1"))
