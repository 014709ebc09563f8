"""One out of several: the candidate that is surely the wanted track, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from catalogue.identifying.likeness import APART, POSSIBLE, SURE, Named, is_same_recording, likeness

Key = TypeVar("Key")

SHOWN: Final = 5
"""Candidates of an ambiguous match."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[Key]):
    """``sure`` is None where nobody can tell; ``likely`` are then those to choose from, the likeliest first."""

    sure: Key | None
    score: float
    likely: tuple[Key, ...] = ()

    @property
    def all(self) -> tuple[Key, ...]:
        return self.likely if self.sure is None else (self.sure,)


def choose(wanted: Named, candidates: Mapping[Key, Named] | Iterable[tuple[Key, Named]]) -> Choice[Key]:
    """The most popular of the likeliest; nothing is sure while another recording is about as likely."""
    pairs = candidates.items() if isinstance(candidates, Mapping) else candidates
    scored = [(likeness(wanted, named), named, key) for key, named in pairs]
    likely = sorted((each for each in scored if each[0] >= POSSIBLE), key=lambda each: (-each[0], -each[1].rank))
    if not likely:
        return Choice(None, 0.0)
    score, best, key = likely[0]
    close = [each for each in likely if score - each[0] < APART]
    if score >= SURE and all(is_same_recording(best, named) for _, named, _ in close):
        return Choice(key, score)
    return Choice(None, score, tuple(each[2] for each in likely[:SHOWN]))
