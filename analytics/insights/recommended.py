"""How many recommendations were made. The room that makes them lies above this one, and registers here."""

from __future__ import annotations

from collections.abc import Callable

_registered: list[Callable[[], int]] = []


def register(total: Callable[[], int]) -> None:
    """``total`` counts the recommendations of all time. Registering again replaces the first."""
    _registered[:] = [total]


def total_recommendations() -> int:
    return _registered[0]() if _registered else 0
