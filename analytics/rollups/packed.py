"""How a listener's month is packed, and what is in it.

Days are a JSON list for each day that has anything, as `OF_DAY` names its elements. Tracks are those with a listen, day
by day: `COLUMNS` one after another, each as many whole numbers of 8 bytes, the highest byte first; 0 stands for none.
SQLite, which cannot make such bytes, has them as hexadecimal text.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

OF_DAY: Final = ("day", "listens", "plays", "skips", "likes", "shares", "played_ms", "hours")
COLUMNS: Final = ("track", "artist", "day", "album", "genre", "plays", "played_ms")
BEGINNING: Final = 2
"""Columns that say which tracks and whose."""

DAY: Final = COLUMNS.index("day")

Numbers = npt.NDArray[np.int64]


def days_in(month: date, packed: str) -> list[tuple[Any, ...]]:
    """As `OF_DAY` has it, with the date of the day."""
    return [(month.replace(day=day), *rest) for day, *rest in json.loads(packed)]


def tracks_in(month: date, packed: Any, *, columns: int = len(COLUMNS)) -> Numbers:
    """A row for each of the first ``columns``; the day as a `toordinal`."""
    stored = bytes.fromhex(packed) if isinstance(packed, str) else packed
    found = np.frombuffer(stored, dtype=">i8").astype(np.int64).reshape(columns, -1)
    if columns > DAY:
        found[DAY] += month.toordinal() - 1
    return found
