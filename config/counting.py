"""The cache that counts requests: on Redis in one round trip, which every request has to wait for."""

from __future__ import annotations

from typing import Any, Final

from django_redis.cache import RedisCache

_COUNT: Final = """
local count = redis.call('INCR', KEYS[1])
if count == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return count
"""


class CountingCache(RedisCache):  # type: ignore[misc]  # untyped
    """For django-ratelimit alone, which counts by `add`, and by `incr` when that finds the key there.

    Here `add` counts already, and `incr`, which comes right after it, only tells: Django gives each thread its own
    cache objects.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._script: Any = None
        self._count = 0

    def add(self, key: Any, value: Any, timeout: Any = None, version: Any = None) -> bool:
        if self._script is None:
            self._script = self.client.get_client(write=True).register_script(_COUNT)
        self._count = int(self._script(keys=[self.make_key(key, version=version)], args=[int(timeout)]))
        return self._count == 1

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        return self._count
