"""What stands before every request to an upstream: its breaker, then its quota, with what they see counted.

Both belong to the upstream's host and are shared by all processes. A listener's request waits for its turn as long as
its budget leaves time for the answer; a background request asks again until its own, longer budget is over.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final
from urllib.parse import urlsplit

from integrations.breaker import OPEN_SECONDS, breaker_of
from integrations.budget import Budget
from integrations.counters import count, observe
from integrations.errors import ProviderError, ProviderUnavailable, QuotaExceeded
from integrations.http import Gate
from integrations.quota import Quota, Rate, quota_of

ANSWER_SECONDS: Final = 0.5
"""Of the budget, kept for the answer itself: a turn that leaves less is of no use."""
BACKGROUND_LOOK_SECONDS: Final = 0.25
PAUSE_SECONDS: Final = 2.0
"""How long everyone pauses after the upstream said that it is asked too often, at least."""


def gate_for(service: str, base_url: str, rate: Rate) -> Gate:
    """The gate of the host of ``base_url``; ``service`` names it in errors and counters."""
    host = urlsplit(base_url).netloc

    def gate(budget: Budget) -> AbstractContextManager[object]:
        return _passage(service, host, rate, budget)

    return gate


@contextmanager
def _passage(service: str, host: str, rate: Rate, budget: Budget) -> Iterator[None]:
    breaker, quota = breaker_of(host), quota_of(host, rate)
    if not breaker.admits():
        count("upstream_refusals", upstream=service, by="breaker")
        raise ProviderUnavailable(service, "is not asked while it fails", retry_after=OPEN_SECONDS)
    _wait_for_turn(service, quota, budget)
    started = time.monotonic()
    outcome = "failed"
    try:
        yield
        outcome = "ok"
    except QuotaExceeded as error:
        outcome = "quota"
        quota.pause(max(PAUSE_SECONDS, error.retry_after))
        raise
    except ProviderUnavailable:
        raise
    except ProviderError:
        # It answered: there is no such thing, or our request was wrong.
        outcome = "ok"
        raise
    finally:
        breaker.report(ok=outcome != "failed")
        observe("upstream_seconds", time.monotonic() - started, upstream=service, outcome=outcome)


def _wait_for_turn(service: str, quota: Quota, budget: Budget) -> None:
    wait = _turn(quota, budget)
    if wait is None:
        count("upstream_refusals", upstream=service, by="quota")
        raise ProviderUnavailable(service, "has no turn left for us in time", retry_after=rate_retry(budget))
    if wait > 0:
        observe("upstream_quota_wait_seconds", wait, upstream=service)
        time.sleep(wait)


def _turn(quota: Quota, budget: Budget) -> float | None:
    """Seconds to wait, None when no turn comes within the budget."""
    while True:
        wait = quota.reserve(longest_wait=max(0.0, budget.remaining - ANSWER_SECONDS), background=budget.background)
        if wait is not None or not budget.background or budget.remaining < ANSWER_SECONDS + BACKGROUND_LOOK_SECONDS:
            return wait
        time.sleep(BACKGROUND_LOOK_SECONDS)


def rate_retry(budget: Budget) -> float:
    """Seconds after which a refused request may come back: a listener soon, the background later."""
    return 5.0 if budget.background else PAUSE_SECONDS
