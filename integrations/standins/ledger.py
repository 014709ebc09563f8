"""What the stand-ins of scrobbling services keep: each listener's scrobbles, once, and how often they were sent.

Both services keep a track that was sent twice for the same listener and moment once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event, Lock

from integrations.standins.reply import Reply

LONGEST_HOLD = 60.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Kept:
    artist: str
    track: str
    listened_at: int
    album: str = ""
    duration: int = 0


class Ledger:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, dict[tuple[str, str, int], Kept]] = {}
        self._playing: dict[str, Kept] = {}
        self._losing = 0
        self._released = Event()
        self._released.set()
        self.received = 0
        self.batches: list[int] = []

    def keep(self, listener: str, scrobbles: Iterable[Kept]) -> None:
        scrobbles = list(scrobbles)
        with self._lock:
            mine = self._kept.setdefault(listener, {})
            for each in scrobbles:
                mine.setdefault((each.artist, each.track, each.listened_at), each)
            self.received += len(scrobbles)
            self.batches.append(len(scrobbles))

    def play(self, listener: str, track: Kept) -> None:
        with self._lock:
            self._playing[listener] = track

    def playing(self, listener: str) -> Kept | None:
        with self._lock:
            return self._playing.get(listener)

    def of(self, listener: str) -> list[Kept]:
        """In the order in which they came."""
        with self._lock:
            return list(self._kept.get(listener, {}).values())

    def clear(self) -> None:
        self.release()
        with self._lock:
            self._kept.clear()
            self._playing.clear()
            self._losing, self.received, self.batches = 0, 0, []

    def lose_answers(self, times: int = 1) -> None:
        """The next so many scrobbles are kept, and nobody is told: the connection closes."""
        with self._lock:
            self._losing = times

    def hold_answers(self) -> None:
        """Scrobbles are kept, and their answers wait for `release`."""
        self._released.clear()

    def release(self) -> None:
        self._released.set()

    def answered(self, reply: Reply) -> Reply | None:
        """What becomes of the answer to scrobbles that were kept."""
        self._released.wait(LONGEST_HOLD)
        with self._lock:
            if self._losing:
                self._losing -= 1
                return None
        return reply
