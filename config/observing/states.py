"""What is looked at when somebody asks: queue lengths, the age of the oldest job, and what rooms add to it.

A room registers functions in its `AppConfig.ready`; the kernel knows none of them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from config.observing.metrics import NAMESPACE

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """One value of a gauge, such as the length of one queue."""

    name: str
    help_text: str
    value: float
    labels: Mapping[str, str] = field(default_factory=dict)


Look = Callable[[], Iterable[State]]
_looks: list[Look] = []


def register(look: Look) -> None:
    """``look`` is called at each scrape: a few statements at most, and no outside service but our own."""
    if look not in _looks:
        _looks.append(look)


class States(Collector):
    """A look that fails costs its own values, never the others'."""

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for look in _looks:
            for state in _looked(look):
                name = f"{NAMESPACE}_{state.name}"
                if name not in families:
                    families[name] = GaugeMetricFamily(name, state.help_text, labels=list(state.labels))
                families[name].add_metric(list(state.labels.values()), state.value)
        yield from families.values()


def _looked(look: Look) -> list[State]:
    try:
        return list(look())
    except Exception:
        logger.exception("A metric could not be looked at.")
        return []
