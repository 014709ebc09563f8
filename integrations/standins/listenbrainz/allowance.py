"""The rate limit that ListenBrainz tells on every answer: so many requests in each window of so many seconds."""

from __future__ import annotations

import math
import time
from threading import Lock


class Allowances:
    """Thread-safe. Windows are fixed: the first request after one's end begins the next."""

    def __init__(self, limit: int = 1_000, window: float = 10.0) -> None:
        self._limit, self._window = limit, window
        self._lock = Lock()
        self._ends, self._left = 0.0, limit

    def take(self) -> tuple[bool, dict[str, str]]:
        """Whether one more request is allowed, and what the answer's headers say."""
        with self._lock:
            now = time.monotonic()
            if now >= self._ends:
                self._ends, self._left = now + self._window, self._limit
            within = self._left > 0
            self._left = max(0, self._left - 1)
            reset = math.ceil(self._ends - now)
            return within, {
                "X-RateLimit-Limit": str(self._limit),
                "X-RateLimit-Remaining": str(self._left),
                "X-RateLimit-Reset-In": str(reset),
                "X-RateLimit-Reset": str(math.ceil(time.time()) + reset),
            }
