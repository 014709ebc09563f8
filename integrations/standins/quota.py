"""A quota: so many requests in any window of so many seconds, and what is refused does not count."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock


class RollingQuota:
    def __init__(self, limit: int = 50, window: float = 5.0) -> None:
        self._limit = limit
        self._window = window
        self._taken: deque[float] = deque()
        self._lock = Lock()

    def take(self) -> bool:
        """Whether one more request fits into the window that ends now."""
        with self._lock:
            now = time.monotonic()
            while self._taken and self._taken[0] <= now - self._window:
                self._taken.popleft()
            if len(self._taken) >= self._limit:
                return False
            self._taken.append(now)
            return True
