"""What is counted about caches and upstreams: for Prometheus, and for this process itself to look at (`snapshot`).

Names are the field's own, labels few and bounded: never an id, never what a listener typed.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from config.observing import metrics

LATENCY_BOUNDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0)
"""Upper bounds, in seconds, of the buckets of every duration; a last bucket holds the rest."""

Labels = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Histogram:
    """``buckets[i]`` counts durations up to `LATENCY_BOUNDS[i]` that no smaller bucket holds."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(LATENCY_BOUNDS) + 1))
    seconds: float = 0.0

    def add(self, value: float) -> None:
        place = next((index for index, bound in enumerate(LATENCY_BOUNDS) if value <= bound), len(LATENCY_BOUNDS))
        self.buckets[place] += 1
        self.seconds += value


@dataclass(frozen=True, slots=True)
class Snapshot:
    counts: dict[tuple[str, Labels], int]
    durations: dict[tuple[str, Labels], Histogram]


_lock = threading.Lock()
_counts: Counter[tuple[str, Labels]] = Counter()
_durations: dict[tuple[str, Labels], Histogram] = {}


def count(name: str, **labels: str) -> None:
    """One more of ``name``, such as `count("catalogue_cache", tier="memory", outcome="hit")`."""
    metrics.count(name, **labels)
    with _lock:
        _counts[name, tuple(sorted(labels.items()))] += 1


def observe(name: str, seconds: float, **labels: str) -> None:
    """A duration, such as `observe("upstream_seconds", 0.2, upstream="deezer", outcome="ok")`."""
    metrics.observe(name, seconds, **labels)
    with _lock:
        _durations.setdefault((name, tuple(sorted(labels.items()))), Histogram()).add(seconds)


def snapshot() -> Snapshot:
    """A copy of everything counted since the process started."""
    with _lock:
        durations = {key: Histogram(list(kept.buckets), kept.seconds) for key, kept in _durations.items()}
        return Snapshot(dict(_counts), durations)
