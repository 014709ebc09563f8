"""A circuit breaker per upstream, shared by all processes.

Closed, it counts the answers of the last `WINDOW` seconds; when at least `ENOUGH` were counted and half of them failed,
it opens, and nobody asks for `OPEN_SECONDS`. Then a single probe, over all workers, goes through: its success closes
the breaker, its failure opens it again. A probe that never reports back is given up after `PROBE_SECONDS`.
"""

from __future__ import annotations

import threading
import time
from typing import Final, Protocol

from redis import Redis

from integrations.shared_state import REDIS_TROUBLE, redis_was_lost, shared_key, shared_redis

WINDOW: Final = 10.0
ENOUGH: Final = 6
FAILING_SHARE: Final = 0.5
OPEN_SECONDS: Final = 3.0
PROBE_SECONDS: Final = 4.0


class Breaker(Protocol):
    def admits(self) -> bool:
        """Whether a request may be sent now; True for the one probe of a half-open breaker."""
        ...

    def report(self, *, ok: bool) -> None:
        """How a request that was admitted ended."""
        ...

    def state(self) -> str:
        """`closed`, `open` or `half-open`, for display."""
        ...


class LocalBreaker:
    """Of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: list[tuple[float, bool]] = []
        self._opened_at: float | None = None
        self._probe_at: float | None = None

    def admits(self) -> bool:
        now = time.monotonic()
        with self._lock:
            if self._opened_at is None:
                return True
            if now - self._opened_at < OPEN_SECONDS:
                return False
            if self._probe_at is not None and now - self._probe_at < PROBE_SECONDS:
                return False
            self._probe_at = now
            return True

    def report(self, *, ok: bool) -> None:
        now = time.monotonic()
        with self._lock:
            if self._opened_at is not None:
                self._probe_ended(now, ok=ok)
                return
            self._answers = [(at, good) for at, good in self._answers if now - at < WINDOW] + [(now, ok)]
            failed = sum(not good for _, good in self._answers)
            if len(self._answers) >= ENOUGH and failed >= len(self._answers) * FAILING_SHARE:
                self._opened_at, self._probe_at = now, None

    def _probe_ended(self, now: float, *, ok: bool) -> None:
        # Answers of requests that were under way when the breaker opened say nothing new.
        if self._probe_at is None:
            return
        self._opened_at, self._probe_at = (None, None) if ok else (now, None)
        self._answers = []

    def state(self) -> str:
        with self._lock:
            if self._opened_at is None:
                return "closed"
            return "open" if time.monotonic() - self._opened_at < OPEN_SECONDS else "half-open"


# One hash: ok:<second> and failed:<second> counters, opened (ms) and probe (ms), by the Redis server's clock.
_CLOCK = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
"""
_ADMITS = (
    _CLOCK
    + """
local opened, probe = unpack(redis.call('HMGET', KEYS[1], 'opened', 'probe'))
if not opened then return 1 end
if now - opened < tonumber(ARGV[1]) then return 0 end
if probe and now - probe < tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'probe', now)
return 1
"""
)
_REPORT = (
    _CLOCK
    + """
local opened, probe = unpack(redis.call('HMGET', KEYS[1], 'opened', 'probe'))
if opened then
  if not probe then return end
  redis.call('DEL', KEYS[1])
  if ARGV[1] == '0' then redis.call('HSET', KEYS[1], 'opened', now) end
  return
end
local second = math.floor(now / 1000)
redis.call('HINCRBY', KEYS[1], (ARGV[1] == '1' and 'ok:' or 'failed:') .. second, 1)
redis.call('PEXPIRE', KEYS[1], 600000)
if ARGV[1] == '1' then return end
local ok, failed = 0, 0
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
  local kind, at = string.match(counts[i], '^(%a+):(%d+)$')
  if kind and second - at >= tonumber(ARGV[2]) then redis.call('HDEL', KEYS[1], counts[i])
  elseif kind == 'ok' then ok = ok + counts[i + 1]
  elseif kind == 'failed' then failed = failed + counts[i + 1] end
end
if ok + failed >= tonumber(ARGV[3]) and failed >= (ok + failed) * tonumber(ARGV[4]) then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[1], 'opened', now)
end
"""
)
_STATE = (
    _CLOCK
    + """
local opened = redis.call('HGET', KEYS[1], 'opened')
if not opened then return 'closed' end
if now - opened < tonumber(ARGV[1]) then return 'open' end
return 'half-open'
"""
)


class SharedBreaker:
    """Of all processes; while Redis is lost, each goes by what it sees itself."""

    def __init__(self, redis: Redis, name: str) -> None:
        self._name = name
        self._key = shared_key("breaker", name)
        self._admits = redis.register_script(_ADMITS)
        self._report = redis.register_script(_REPORT)
        self._state = redis.register_script(_STATE)

    def admits(self) -> bool:
        try:
            return bool(self._admits(keys=[self._key], args=[_ms(OPEN_SECONDS), _ms(PROBE_SECONDS)]))
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            return _local_breaker(self._name).admits()

    def report(self, *, ok: bool) -> None:
        try:
            self._report(keys=[self._key], args=[int(ok), int(WINDOW), ENOUGH, FAILING_SHARE])
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            _local_breaker(self._name).report(ok=ok)

    def state(self) -> str:
        try:
            answer = self._state(keys=[self._key], args=[_ms(OPEN_SECONDS)])
        except REDIS_TROUBLE as error:
            redis_was_lost(error)
            return _local_breaker(self._name).state()
        return answer.decode() if isinstance(answer, bytes) else str(answer)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


_local: dict[str, LocalBreaker] = {}
_local_lock = threading.Lock()


def breaker_of(name: str) -> Breaker:
    """The breaker of the upstream ``name``, shared as widely as this installation runs."""
    redis = shared_redis()
    if redis is not None:
        return SharedBreaker(redis, name)
    return _local_breaker(name)


def forget_local_breakers() -> None:
    """As if this process had just started."""
    with _local_lock:
        _local.clear()


def _local_breaker(name: str) -> LocalBreaker:
    with _local_lock:
        return _local.setdefault(name, LocalBreaker())
