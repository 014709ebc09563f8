"""Where an answer came from, for the headers `X-Cache` and `Age`."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import IntEnum


class Source(IntEnum):
    """The larger, the worse: a stale part makes the whole stale."""

    HIT = 0
    MISS = 1
    STALE = 2


@dataclass(slots=True)
class Provenance:
    """Of one page, which may be made of several answers. ``lasting`` is false when a part was missing, or stale: the
    next one who asks may get a better page."""

    source: Source = Source.HIT
    fetched_at: float = field(default_factory=time.time)
    lasting: bool = True

    def add(self, source: Source, fetched_at: float, *, complete: bool = True) -> None:
        self.source = max(self.source, source)
        self.fetched_at = min(self.fetched_at, fetched_at)
        self.lasting &= complete and source is not Source.STALE

    def lacks_a_part(self) -> None:
        """A provider that was asked could not answer."""
        self.lasting = False

    def headers(self) -> dict[str, str]:
        """`Age` in whole seconds of the oldest part."""
        return cache_headers(self.source, self.fetched_at)


def cache_headers(source: Source, fetched_at: float) -> dict[str, str]:
    return {"X-Cache": source.name.lower(), "Age": str(max(0, int(time.time() - fetched_at)))}
