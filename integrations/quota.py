"""How often an upstream may be asked, counted over all processes of this installation.

A rolling window: of any ``window`` seconds no more than ``limit`` requests are let through. A reservation answers at
once with the seconds to wait for one's turn; one that would wait too long reserves nothing. Interactive requests may
use the whole window, background ones only `BACKGROUND_SHARE` of it and never ahead of time, so that a listener never
queues behind them. The times of the last ``limit`` reservations are kept in order; a new one comes ``window`` after the
reservation that stands ``limit`` places before it.

Source of the limit: Deezer lets 50 requests per 5 s and address through. Of those 3 are left, and half a second is
added to the window, for the time between the grant of a request and its arrival: a burst that is granted at one
window's end and arrives late must not meet the next one there.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from redis import Redis

from integrations.shared_state import REDIS_TROUBLE, redis_was_lost, shared_key, shared_redis

BACKGROUND_SHARE: Final = 0.5
ALONE_SHARE: Final = 0.25
"""What a process allows itself of the limit while Redis is lost and it cannot see the others."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``limit`` requests per rolling ``window`` seconds."""

    limit: int = 47
    window: float = 5.5


class Quota(Protocol):
    def reserve(self, *, longest_wait: float, background: bool = False) -> float | None:
        """Seconds to wait before sending, or None when that would be more than ``longest_wait``: nothing is taken."""
        ...

    def pause(self, seconds: float) -> None:
        """The upstream said that it is asked too often: nobody sends for that long."""
        ...

    def used(self) -> int:
        """Of the limit, how much the last window has seen, for display."""
        ...


def _share(rate: Rate, *, background: bool) -> int:
    return max(1, math.floor(rate.limit * BACKGROUND_SHARE)) if background else rate.limit


class LocalQuota:
    """Of one process."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._times: deque[float] = deque(maxlen=rate.limit)
        self._paused_until = 0.0
        self._lock = threading.Lock()

    def reserve(self, *, longest_wait: float, background: bool = False) -> float | None:
        share = _share(self._rate, background=background)
        with self._lock:
            now = time.monotonic()
            at = max(now, self._paused_until)
            if len(self._times) >= share:
                at = max(at, self._times[-share] + self._rate.window)
            wait = at - now
            if wait > (0.0 if background else longest_wait):
                return None
            self._times.append(at)
            return wait

    def pause(self, seconds: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def used(self) -> int:
        with self._lock:
            since = time.monotonic() - self._rate.window
            return sum(at > since for at in self._times)


# Times are in milliseconds of the Redis server's clock, so that hosts need not agree on theirs.
_RESERVE = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local limit, window, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local share = tonumber(ARGV[4])
local at = math.max(now, tonumber(redis.call('GET', KEYS[2]) or '0'))
local before = redis.call('LINDEX', KEYS[1], -share)
if before then at = math.max(at, tonumber(before) + window) end
if at - now > longest then return -1 end
redis.call('RPUSH', KEYS[1], at)
redis.call('LTRIM', KEYS[1], -limit, -1)
redis.call('PEXPIRE', KEYS[1], at - now + window + 1000)
return at - now
"""
_PAUSE = """
local clock = redis.call('TIME')
local until_time = clock[1] * 1000 + math.floor(clock[2] / 1000) + tonumber(ARGV[1])
if until_time > tonumber(redis.call('GET', KEYS[1]) or '0') then
  redis.call('SET', KEYS[1], until_time, 'PX', tonumber(ARGV[1]))
end
"""
_USED = """
local clock = redis.call('TIME')
local since = clock[1] * 1000 + math.floor(clock[2] / 1000) - tonumber(ARGV[1])
local used = 0
for _, at in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  if tonumber(at) > since then used = used + 1 end
end
return used
"""


class SharedQuota:
    """Of all processes, by the Redis server's clock."""

    def __init__(self, redis: Redis, name: str, rate: Rate) -> None:
        self._name = name
        self._rate = rate
        self._times_key = shared_key("quota", name)
        self._pause_key = shared_key("quota", name, "pause")
        self._reserve = redis.register_script(_RESERVE)
        self._pause = redis.register_script(_PAUSE)
        self._used = redis.register_script(_USED)

    def reserve(self, *, longest_wait: float, background: bool = False) -> float | None:
        longest = 0 if background else math.floor(longest_wait * 1000)
        share = _share(self._rate, background=background)
        window = math.ceil(self._rate.window * 1000)
        keys, args = [self._times_key, self._pause_key], [self._rate.limit, window, longest, share]
        try:
            wait = int(self._reserve(keys=keys, args=args))
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            return quota_of(self._name, self._rate).reserve(longest_wait=longest_wait, background=background)
        return None if wait < 0 else wait / 1000

    def pause(self, seconds: float) -> None:
        try:
            self._pause(keys=[self._pause_key], args=[math.ceil(seconds * 1000)])
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            quota_of(self._name, self._rate).pause(seconds)

    def used(self) -> int:
        try:
            return int(self._used(keys=[self._times_key], args=[math.ceil(self._rate.window * 1000)]))
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            return quota_of(self._name, self._rate).used()


_local: dict[tuple[str, bool], LocalQuota] = {}
_local_lock = threading.Lock()


def quota_of(name: str, rate: Rate) -> Quota:
    """The quota of the upstream ``name``, shared as widely as this installation runs.

    While its Redis is lost, each process keeps to a share of the limit by itself.
    """
    redis = shared_redis()
    if redis is not None:
        return SharedQuota(redis, name, rate)
    alone = bool(settings.REDIS_URL)
    own = Rate(max(1, math.floor(rate.limit * ALONE_SHARE)), rate.window) if alone else rate
    with _local_lock:
        return _local.setdefault((name, alone), LocalQuota(own))


def forget_local_quotas() -> None:
    """As if this process had just started."""
    with _local_lock:
        _local.clear()
