"""What is counted and timed, for Prometheus: one call at the place where it happens.

Names are the field's own and begin with `playpod_` when they are exported; labels are few and bounded: never an id,
never what a listener typed. With `PROMETHEUS_MULTIPROC_DIR` all processes of one machine write to files in that folder,
and whichever is asked answers for all.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

_FOLDER: Final = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if _FOLDER:
    # Before the import below, which opens this process's files there.
    Path(_FOLDER).mkdir(parents=True, exist_ok=True)

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

NAMESPACE: Final = "playpod"

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
STATEMENTS: Final = (0, 1, 2, 3, 4, 5, 7, 10, 15, 25, 50, 100)

_lock = threading.Lock()
_counters: dict[str, Counter] = {}
_histograms: dict[str, Histogram] = {}


def count(name: str, help_text: str = "", /, **labels: str) -> None:
    """One more of ``name``, such as `count("tasks", task="catalogue.prune", state="done")`."""
    counter = _counters.get(name) or _new_counter(name, help_text, list(labels))
    (counter.labels(**labels) if labels else counter).inc()


def observe(name: str, value: float, help_text: str = "", buckets: Sequence[float] = SECONDS, /, **labels: str) -> None:
    """A measured value; seconds unless ``buckets`` are of something else."""
    histogram = _histograms.get(name) or _new_histogram(name, help_text, list(labels), buckets)
    (histogram.labels(**labels) if labels else histogram).observe(value)


def _new_counter(name: str, help_text: str, labels: list[str]) -> Counter:
    with _lock:
        if name not in _counters:
            _counters[name] = Counter(name, help_text or name.replace("_", " "), labels, namespace=NAMESPACE)
        return _counters[name]


def _new_histogram(name: str, help_text: str, labels: list[str], buckets: Sequence[float]) -> Histogram:
    with _lock:
        if name not in _histograms:
            text = help_text or name.replace("_", " ")
            _histograms[name] = Histogram(name, text, labels, namespace=NAMESPACE, buckets=buckets)
        return _histograms[name]


def registry(states: Iterable[Collector] = ()) -> CollectorRegistry:
    """Everything counted, by this process or by all of this machine, and ``states``, which are looked at when asked."""
    found = CollectorRegistry()
    if _FOLDER:
        MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    else:
        found.register(REGISTRY)
    for state in states:
        found.register(state)
    return found


def forget_earlier_processes() -> None:
    """Remove what processes of an earlier start have left behind. Only before the first process of this one counts."""
    if _FOLDER:
        for file in Path(_FOLDER).glob("*.db"):
            file.unlink(missing_ok=True)
