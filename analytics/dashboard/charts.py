"""Charts as numbers: where the bars, lines and labels of an SVG lie. `svg` only writes them down.

Coordinates are in units of a drawing that is `WIDTH` wide; a card of the page is about as many pixels, on a desk and
on a phone, so that letters stay as large as they are meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from analytics.dashboard.scales import brief, number, percent, ticks

WIDTH, HEIGHT = 400.0, 180.0
LEFT, RIGHT, TOP, BOTTOM = 42.0, 10.0, 12.0, 26.0
MOST_LABELS = 6
_FLOOR = HEIGHT - BOTTOM
GAP = 0.25
"""Of the room of a bar, how much stays empty."""


@dataclass(frozen=True, slots=True)
class Point:
    """``value`` is None where there is nothing to say. ``name`` says which moment it is, ``short`` under the axis."""

    name: str
    short: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """``place`` is in units along its axis."""

    place: float
    text: str


@dataclass(frozen=True)
class Chart:
    """One series. ``shares`` says that values are shares of 1, shown as percent."""

    key: str
    title: str
    about: str
    points: Sequence[Point]
    is_line: bool = False
    shares: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(point.value for point in self.points)

    @cached_property
    def _ticks(self) -> list[float]:
        largest = max((point.value or 0.0 for point in self.points), default=0.0)
        return ticks(largest or 1.0, whole=not self.shares)

    @property
    def text(self) -> Callable[[float], str]:
        return percent if self.shares else number

    @property
    def y_labels(self) -> list[Label]:
        write = (lambda value: f"{value * 100:g} %") if self.shares else brief
        return [Label(self._y(value), write(value)) for value in self._ticks]

    @property
    def x_labels(self) -> list[Label]:
        every = -(-len(self.points) // MOST_LABELS) or 1
        last = len(self.points) - 1
        # From the last one backwards: now is what everybody looks for.
        places = [place for place in range(last + 1) if (last - place) % every == 0]
        return [Label(self._middle(place), self.points[place].short) for place in places]

    @property
    def bars(self) -> list[Bar]:
        """Over the whole height for a line, so that pointing anywhere above a moment says its value."""
        slot = self._slot
        made = []
        for place, point in enumerate(self.points):
            top = TOP if self.is_line else self._y(point.value or 0.0)
            width = slot if self.is_line else slot * (1 - GAP)
            x = round(self._middle(place) - width / 2, 2)
            made.append(Bar(x, top, round(width, 2), round(_FLOOR - top, 2), self.said(point)))
        return made

    @property
    def lines(self) -> list[str]:
        """The points of each unbroken stretch, as `polyline` takes them."""
        return [" ".join(f"{x:g},{y:g}" for x, y in run) for run in self._runs if len(run) > 1]

    @property
    def dots(self) -> list[tuple[float, float]]:
        """Values with nothing on either side, and the last one."""
        alone = [run[0] for run in self._runs if len(run) == 1]
        return alone + ([self._runs[-1][-1]] if self._runs and len(self._runs[-1]) > 1 else [])

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The same as a table."""
        return [(point.name, self._value(point)) for point in self.points]

    def said(self, point: Point) -> str:
        return f"{point.name}: {self._value(point)}"

    def _value(self, point: Point) -> str:
        return "no data" if point.value is None else self.text(point.value)

    @cached_property
    def _runs(self) -> list[list[tuple[float, float]]]:
        runs: list[list[tuple[float, float]]] = [[]]
        for place, point in enumerate(self.points):
            if point.value is None:
                runs.append([])
            else:
                runs[-1].append((self._middle(place), self._y(point.value)))
        return [run for run in runs if run]

    @property
    def _slot(self) -> float:
        return (WIDTH - RIGHT - LEFT) / max(1, len(self.points))

    def _middle(self, place: int) -> float:
        return round(LEFT + self._slot * (place + 0.5), 2)

    def _y(self, value: float) -> float:
        return round(_FLOOR - (_FLOOR - TOP) * value / self._ticks[-1], 2)
