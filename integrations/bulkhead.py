"""At most half of a process's threads may wait for upstreams, so that everything else never starves.

A request that finds no place does not queue for one: it is answered from a stored copy, or with 503, at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from integrations.counters import count
from integrations.errors import ProviderUnavailable


class Bulkhead:
    """``places`` threads may be inside at once."""

    def __init__(self, places: int) -> None:
        self._places = threading.BoundedSemaphore(places)

    @contextmanager
    def place(self, service: str) -> Iterator[None]:
        """Raises `ProviderUnavailable` when all places are taken."""
        if not self._places.acquire(blocking=False):
            count("bulkhead_refusals", upstream=service)
            raise ProviderUnavailable(service, "too many requests of this process are waiting", retry_after=1.0)
        try:
            yield
        finally:
            self._places.release()


waiting_room = Bulkhead(max(1, settings.WEB_THREADS // 2))
"""Of the request threads of this process."""
