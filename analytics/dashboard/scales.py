"""Axes: round numbers from zero up to what is shown, and numbers as a person reads them."""

from __future__ import annotations

import math

TICKS = 4
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(largest: float, *, whole: bool) -> list[float]:
    """From 0 in even, round steps; the last is at least ``largest``. With ``whole`` no step is a fraction."""
    step = _round_step(max(largest, 0.0) / TICKS)
    if whole:
        step = max(1.0, math.ceil(step))
    count = max(1, math.ceil(round(largest / step, 9)))
    return [round(step * number, 9) for number in range(count + 1)]


def _round_step(rough: float) -> float:
    if rough <= 0:
        return 0.25
    power = 10.0 ** math.floor(math.log10(rough))
    return next(each * power for each in _STEPS if each * power >= rough - power * 1e-9)


def number(value: float) -> str:
    """`1,234` and `0.5`: in full, with at most one decimal place."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def brief(value: float) -> str:
    """`950`, `1.2k`, `30k`, `4.5M`: for an axis."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:g}"


def percent(share: float) -> str:
    """``share`` from 0 to 1 as `12.5 %`."""
    return f"{share * 100:.1f} %"
