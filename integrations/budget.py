"""How long one request of ours may spend on outside services, over all its calls."""

from __future__ import annotations

import time

REQUEST_SECONDS = 3.0
"""What a listener's request may spend upstream before it is answered from a stored copy or with 503."""


class Budget:
    """A deadline that is handed from call to call. Safe to share between threads: it never changes.

    ``background``: nobody is waiting, so that listeners' requests go first.
    """

    def __init__(self, seconds: float = REQUEST_SECONDS, *, background: bool = False) -> None:
        self._deadline = time.monotonic() + seconds
        self.background = background

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._deadline - time.monotonic())

    @property
    def spent(self) -> bool:
        return self.remaining <= 0.0
