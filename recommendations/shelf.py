"""Lists as they are answered, rendered and kept for an hour: who asks again costs no statement.

A page is kept for one listener, form, model version and address of this server. A listener's mark invalidates all their
pages at once, also one that was being made while the mark changed. A cache that is down is a cache without pages.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.core.cache import cache
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError
from rest_framework.request import Request

from recommendations import serving

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3600
_OUTAGE = (ConnectionInterrupted, RedisError, OSError)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is kept, and the listener's mark when it was looked for."""

    key: str
    mark: str

    def keep(self, entries: Sequence[bytes]) -> None:
        """An empty page is not kept: what it lacks may come any minute."""
        if not entries:
            return
        try:
            cache.set(self.key, (self.mark, list(entries)), KEPT_SECONDS)
        except _OUTAGE as error:
            logger.info("A page of recommendations was not kept: %s", error)


def look_up(user_id: UUID, form: str, request: Request) -> tuple[list[bytes] | None, Place]:
    """The entries of a page, each as JSON, or None, and where to keep it. One round trip to the cache."""
    inner = request._request
    key = f"recommendations:1:{user_id}:{form}:{serving.version_name()}:{inner.scheme}:{inner.get_host()}"
    marked = _marked(user_id)
    try:
        found = cache.get_many([key, marked])
    except _OUTAGE as error:
        logger.info("Pages of recommendations cannot be read: %s", error)
        found = {}
    mark = found.get(marked, "")
    kept = found.get(key)
    return (kept[1] if kept and kept[0] == mark else None), Place(key, mark)


def forget_pages(user_id: UUID) -> None:
    """The mark outlives every page that was made before it."""
    try:
        cache.set(_marked(user_id), uuid4().hex, 2 * KEPT_SECONDS)
    except _OUTAGE as error:
        logger.warning("Pages of recommendations could not be forgotten: %s", error)


def _marked(user_id: UUID) -> str:
    return f"recommendations:1:{user_id}"
