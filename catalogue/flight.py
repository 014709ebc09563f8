"""Single flight: however many ask the same question at once, in threads and in processes, one asks the upstream.

Within a process the others wait for the first one's answer. Between processes the first takes a lease in Redis; the
others look into the shared tier until the answer is there, the leader reports a failure, or their budget is over. A
leader that dies leaves its lease to expire, and the next one takes it. While Redis is lost every process flies alone.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar
from uuid import uuid4

from redis import Redis

from integrations.budget import REQUEST_SECONDS, Budget
from integrations.counters import count
from integrations.errors import ProviderUnavailable
from integrations.shared_state import REDIS_TROUBLE, redis_was_lost, shared_key, shared_redis

Answer = TypeVar("Answer")

LEASE_SECONDS: Final = REQUEST_SECONDS + 1.0
"""Longer than any leader takes within its budget."""
FAILURE_SECONDS: Final = 0.5
"""How long a leader's failure is the answer for those who waited for it."""
LOOK_SECONDS: Final = 0.02
"""Between two looks at what another process is fetching."""

_RELEASE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
redis.call('DEL', KEYS[1])
if ARGV[2] ~= '' then redis.call('SET', KEYS[2], ARGV[2], 'PX', tonumber(ARGV[3])) end
"""


@dataclass(slots=True)
class _Flight(Generic[Answer]):
    landed: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None
    error: BaseException | None = None


class SingleFlight(Generic[Answer]):
    """One per kind of thing that is fetched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, _Flight[Answer]] = {}

    def fly(
        self,
        key: str,
        *,
        budget: Budget,
        look: Callable[[], Answer | None],
        fetch: Callable[[], Answer],
    ) -> Answer:
        """The answer for ``key``: of ``fetch``, called once by one of all who ask now.

        ``look`` reads the tiers; it is asked once more by whoever is about to fetch, since another flight may have
        landed between the caller's own look and this one.

        Raises what ``fetch`` raised, for everyone who waited for it, and `ProviderUnavailable` when the budget is over
        before somebody else's fetch came back.
        """
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if leads:
            return self._lead(key, flight, budget, look, fetch)
        count("catalogue_flights", role="follower")
        return _landed(flight, budget)

    def follow(self, key: str, *, budget: Budget) -> Answer:
        """The answer of a flight of this process that is under way; `ProviderUnavailable` when there is none."""
        with self._lock:
            flight = self._flights.get(key)
        if flight is None:
            raise ProviderUnavailable("catalogue", "nobody of this process is asking")
        count("catalogue_flights", role="follower")
        return _landed(flight, budget)

    def _lead(
        self,
        key: str,
        flight: _Flight[Answer],
        budget: Budget,
        look: Callable[[], Answer | None],
        fetch: Callable[[], Answer],
    ) -> Answer:
        try:
            redis = shared_redis()
            answer = _alone(look, fetch) if redis is None else _over_processes(redis, key, budget, look, fetch)
            flight.answer = answer
            return answer
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                self._flights.pop(key, None)
            flight.landed.set()


def _landed(flight: _Flight[Answer], budget: Budget) -> Answer:
    if not flight.landed.wait(budget.remaining):
        raise ProviderUnavailable("catalogue", "another request's answer did not come in time")
    if flight.error is not None:
        if isinstance(flight.error, Exception):
            raise flight.error
        raise ProviderUnavailable("catalogue", "the request that was waited for was broken off")
    return flight.answer  # type: ignore[return-value]  # set before it landed


def _over_processes(
    redis: Redis, key: str, budget: Budget, look: Callable[[], Answer | None], fetch: Callable[[], Answer]
) -> Answer:
    lease, failure = shared_key("flight", key), shared_key("flight", key, "failed")
    mine = uuid4().hex
    while not _taken(redis, lease, mine):
        if (found := _elsewhere(redis, failure, look)) is not None:
            count("catalogue_flights", role="other-process")
            return found
        if budget.spent:
            raise ProviderUnavailable("catalogue", "another process's answer did not come in time")
        time.sleep(LOOK_SECONDS)
    reason = ""
    try:
        # Another process may have landed, or failed, between the last look and the lease.
        if (found := _elsewhere(redis, failure, look)) is not None:
            return found
        count("catalogue_flights", role="leader")
        try:
            return fetch()
        except ProviderUnavailable as failed:
            # Only a failure of its own: one that was only passed on would otherwise live as long as somebody asks.
            reason = str(failed)[:200]
            raise
    finally:
        _release(redis, lease, failure, mine, reason)


def _alone(look: Callable[[], Answer | None], fetch: Callable[[], Answer]) -> Answer:
    found = look()
    if found is not None:
        return found
    count("catalogue_flights", role="leader")
    return fetch()


def _taken(redis: Redis, lease: str, mine: str) -> bool:
    """Whether the lease is ours; without Redis everybody's is."""
    try:
        return bool(redis.set(lease, mine, nx=True, px=round(LEASE_SECONDS * 1000)))
    except REDIS_TROUBLE as error:
        redis_was_lost(error)
        return True


def _elsewhere(redis: Redis, failure: str, look: Callable[[], Answer | None]) -> Answer | None:
    found = look()
    if found is None and (reason := _failure(redis, failure)):
        raise ProviderUnavailable("catalogue", reason)
    return found


def _failure(redis: Redis, failure: str) -> str:
    try:
        reason = redis.get(failure)
    except REDIS_TROUBLE as error:
        redis_was_lost(error)
        return ""
    return reason.decode() if isinstance(reason, bytes) else str(reason or "")


def _release(redis: Redis, lease: str, failure: str, mine: str, reason: str) -> None:
    script: Any = redis.register_script(_RELEASE)
    try:
        script(keys=[lease, failure], args=[mine, reason, round(FAILURE_SECONDS * 1000)])
    except REDIS_TROUBLE as error:
        redis_was_lost(error)
