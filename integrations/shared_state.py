"""The Redis that all processes of this installation share, where there is one.

A Redis that fails is left alone for `OUTAGE_SECONDS`: until then every process goes by its own state, and no request
waits for a connection that will not come.
"""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from django.conf import settings
from django_redis import get_redis_connection
from django_redis.exceptions import ConnectionInterrupted
from redis import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

OUTAGE_SECONDS: Final = 2.0
REDIS_TROUBLE: Final = (RedisError, ConnectionInterrupted, OSError)
"""What a call to a Redis that fails raises, through the cache or directly."""

_lost_until = 0.0


def shared_redis() -> Redis | None:
    """The connection pool's client; None when this installation is one process, or has just lost its Redis."""
    return get_redis_connection("default") if settings.REDIS_URL and not redis_is_lost() else None


def shared_key(*parts: str) -> str:
    """A key beside the cache's own, under the same prefix."""
    cache: dict[str, Any] = settings.CACHES["default"]
    return ":".join((cache.get("KEY_PREFIX", ""), *parts))


def redis_is_lost() -> bool:
    """Whether Redis failed within the last `OUTAGE_SECONDS`."""
    return time.monotonic() < _lost_until


def redis_was_lost(error: BaseException) -> None:
    """Say that a call to Redis has failed: nobody of this process tries again for a moment."""
    global _lost_until  # noqa: PLW0603  (one fact of the process)
    if not redis_is_lost():
        logger.warning("Redis cannot be used, this process goes by its own state meanwhile: %s", error)
    _lost_until = time.monotonic() + OUTAGE_SECONDS


def redis_is_back() -> None:
    """Forget an outage at once."""
    global _lost_until  # noqa: PLW0603
    _lost_until = 0.0
