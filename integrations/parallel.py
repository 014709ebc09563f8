"""Calls to outside services side by side, on bounded pools of threads per process: one for listeners' requests, and a
small one for background work, which may sleep in front of a quota for as long as it likes.

The calls do HTTP and nothing else: a thread of this pool never touches the database. Waiting here rather than in the
call keeps the budget even where a socket's timeout does not reach, such as a name server that does not answer.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Final, Generic, TypeVar

from integrations.budget import Budget
from integrations.errors import ProviderError, ProviderUnavailable

MAX_THREADS: Final = 32
BACKGROUND_THREADS: Final = 6

T = TypeVar("T")

_pools: dict[tuple[int, bool], ThreadPoolExecutor] = {}
"""By process id, since threads do not survive a fork, and by whether they are the background's."""


class Pending(Generic[T]):
    """A call under way."""

    def __init__(self, future: Future[T], budget: Budget, service: str) -> None:
        self._future = future
        self._budget = budget
        self._service = service

    def result(self) -> T:
        """The call's result, or what it raised; `ProviderUnavailable` if it is not done within the budget."""
        wait([self._future], timeout=self._budget.remaining)
        if not self._future.done():
            self._future.cancel()
        if not self._future.done() or self._future.cancelled():
            raise ProviderUnavailable(self._service, "not done in time")
        return self._future.result()


def start(call: Callable[[], T], budget: Budget, *, service: str = "upstream") -> Pending[T]:
    """Begin a call. ``service`` names it in the error of a call that is not done in time."""
    return Pending(_pool(background=budget.background).submit(call), budget, service)


def run_side_by_side(
    calls: Sequence[Callable[[], T]], budget: Budget, *, service: str = "upstream"
) -> list[T | ProviderError]:
    """Each call's result or its `ProviderError`, in the order of the calls. Any other exception is raised."""
    under_way = [start(call, budget, service=service) for call in calls]
    outcomes: list[T | ProviderError] = []
    for pending in under_way:
        try:
            outcomes.append(pending.result())
        except ProviderError as error:
            outcomes.append(error)
    return outcomes


def _pool(*, background: bool) -> ThreadPoolExecutor:
    key = os.getpid(), background
    pool = _pools.get(key)
    if pool is None:
        name = "background" if background else "upstream"
        fresh = ThreadPoolExecutor(BACKGROUND_THREADS if background else MAX_THREADS, thread_name_prefix=name)
        pool = _pools.setdefault(key, fresh)
    return pool
