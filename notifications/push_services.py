"""Which addresses push messages are sent to: those of push services that the operator knows, and no others.

A browser chooses the endpoint and tells it to us. Taken as it comes, it would let anybody have this server call any
address, inside its own network too.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def origin_of_endpoint(endpoint: str) -> str | None:
    """Its origin, as a VAPID token names it; None when it is no endpoint of a known push service."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    if not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint or "\\" in endpoint:
        return None
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        return None
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    if origin in settings.PUSH_SERVICES:
        return origin
    is_known = any(_matches(parts.hostname, pattern) for pattern in settings.PUSH_SERVICES)
    return origin if is_known and parts.scheme == "https" and port in (None, 443) else None


def _matches(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
