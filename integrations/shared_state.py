"""The Redis that all processes share, or none in the embedded mode."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django_redis import get_redis_connection
from redis import Redis


def shared_redis() -> Redis | None:
    """The connection pool's client, or None when this installation is one process."""
    return get_redis_connection("default") if settings.REDIS_URL else None


def shared_key(*parts: str) -> str:
    """A key beside the cache's own, under the same prefix."""
    cache: dict[str, Any] = settings.CACHES["default"]
    return ":".join((cache.get("KEY_PREFIX", ""), *parts))
