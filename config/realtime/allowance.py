"""How many messages a client may send: a bucket that fills up steadily, and holds so many."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class Allowance:
    """``burst`` messages at once, ``per_second`` in the long run."""

    burst: int
    per_second: float
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._at = float(self.burst), monotonic()

    def take(self) -> bool:
        """Take one; False when none is left."""
        now = monotonic()
        self._left = min(float(self.burst), self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
