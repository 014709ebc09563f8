"""The cache that counts requests on Redis."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import caches
from redis.exceptions import RedisError

from config.counting import CountingCache

pytestmark = pytest.mark.skipif(not settings.REDIS_URL, reason="It counts in Redis.")


def test_adding_counts_and_the_first_one_starts_the_clock() -> None:
    counts = caches["counts"]

    assert [counts.add("caller", 1, 60), counts.add("caller", 1, 60)] == [True, False]
    assert counts.incr("caller") == 2
    assert not counts.add("caller", 1, 60)
    assert counts.incr("caller") == 3
    assert counts.add("another", 1, 60)
    assert 0 < caches["default"].ttl("caller") <= 60  # type: ignore[attr-defined]  # django-redis adds it


def test_a_redis_that_is_away_is_an_error_that_the_limits_know() -> None:
    gone = CountingCache("redis://127.0.0.1:1/0", {})

    with pytest.raises((RedisError, OSError)):
        gone.add("caller", 1, 60)
