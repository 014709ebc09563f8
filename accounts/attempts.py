"""Guessing passwords is slow: wrong ones are counted per account and client, and per client over all accounts.

A slot is taken before the password is looked at, so that parallel guesses cannot slip past the count, and given back
when it was right. The counters are in the cache; both of its backends add and count in one step, so that there is
nothing to lock. While Redis is down, each process counts for itself. An account is limited per client: nobody can lock
its owner out from elsewhere.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import BaseCache, cache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.crypto import salted_hmac
from django_redis.exceptions import ConnectionInterrupted
from redis.exceptions import RedisError

from accounts.errors import TooManyAttempts
from accounts.models import normalised_email
from accounts.origin import Origin

logger = logging.getLogger(__name__)

_OUTAGE = (ConnectionInterrupted, RedisError, OSError)
_own_cache = LocMemCache("accounts.attempts", {"OPTIONS": {"MAX_ENTRIES": 10_000}})


@dataclass(frozen=True, slots=True)
class Slots:
    """The ``limit`` slots that are there until the window ends, ``seconds_left`` from now."""

    key: str
    limit: int
    seconds_left: int

    def take(self) -> bool:
        """Take one; False when none is left."""
        try:
            count = self._count(cache)
        except _OUTAGE as error:
            logger.warning("The cache cannot be reached, attempts are counted in this process only: %s", error)
            count = self._count(_own_cache)
        if count <= self.limit:
            return True
        self.give_back()
        return False

    def give_back(self) -> None:
        for each in (cache, _own_cache):
            try:
                each.decr(self.key)
            except (ValueError, *_OUTAGE):
                continue  # not counted there, or the window is over
            return

    def _count(self, counters: BaseCache) -> int:
        counters.add(self.key, 0, timeout=self.seconds_left + 1)
        try:
            return int(counters.incr(self.key))
        except ValueError:  # it was pushed out in between
            counters.add(self.key, 0, timeout=self.seconds_left + 1)
            return int(counters.incr(self.key))


def slots(subject: str, *, limit: int, seconds: int) -> Slots:
    """Those of ``subject`` in the current window. Windows of different subjects do not begin at the same moment."""
    digest = salted_hmac("accounts.attempts", subject).hexdigest()
    window, gone = divmod(int(time.time()) + int(digest[:8], 16), seconds)
    return Slots(f"accounts.attempts:v1:{digest[:32]}:{window}", limit, seconds - gone)


def take_attempt(*, email: str, origin: Origin) -> list[Slots]:
    """Take what one try of a password costs; raises TooManyAttempts. `give_back` the result if it was right."""
    taken: list[Slots] = []
    for each in _of_sign_in(normalised_email(email), origin.subscriber):
        if not each.take():
            give_back(taken)
            raise TooManyAttempts(each.seconds_left)
        taken.append(each)
    return taken


def give_back(taken: list[Slots]) -> None:
    for each in taken:
        each.give_back()


def _of_sign_in(email: str, client: str) -> list[Slots]:
    seconds = int(settings.SIGN_IN_FAILURE_WINDOW.total_seconds())
    found = [slots(f"account {email} {client}", limit=settings.SIGN_IN_FAILURES_PER_ACCOUNT, seconds=seconds)]
    if client:  # without an address everybody would share one count
        found.append(slots(f"client {client}", limit=settings.SIGN_IN_FAILURES_PER_ADDRESS, seconds=seconds))
    return found
