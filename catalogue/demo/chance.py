"""Repeatable chance. Each part of the catalogue rolls its own dice, so that a change to one leaves the rest alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final
from uuid import UUID, uuid5

_NAMESPACE: Final = UUID("6d1f6a0e-52c3-5b7e-9a44-0c7a5e1d2b90")
_EARLY: Final = 1.35


def dice(*subject: object) -> Random:
    """A generator that depends on the words of ``subject`` only."""
    return Random("/".join(map(str, subject)))  # noqa: S311  demo data, no secrets


def lasting_id(*subject: object) -> str:
    return str(uuid5(_NAMESPACE, "/".join(map(str, subject))))


def weighted(choices: Mapping[str, float], rolls: Random) -> str:
    return rolls.choices(list(choices), list(choices.values()))[0]


def between(bounds: tuple[int, int], rolls: Random) -> int:
    """Most often near the middle; both ends are possible."""
    low, high = bounds
    return round(rolls.triangular(low, high, (low + high) / 2))


def stratum(index: int, count: int, bounds: tuple[int, int], rolls: Random) -> int:
    """A value from the ``index``-th of ``count`` parts of ``bounds``: spread without gaps, the early parts shorter."""
    low, high = bounds
    return low + int(((index + rolls.random()) / count) ** _EARLY * (high - low))


def shuffled(values: Sequence[int], rolls: Random) -> list[int]:
    return rolls.sample(values, len(values))
