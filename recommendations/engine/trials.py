"""What is trained on, what is asked, and which half of the listeners is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from recommendations.engine.columns import Events, Ids, Items, Mask
from recommendations.engine.profile import Profile
from recommendations.engine.tuning import Surface

SEED = 42
FOLDS = 5


@dataclass(frozen=True, slots=True)
class Question:
    profile: Profile
    relevant: Ids
    exclude: Ids = field(default_factory=lambda: np.zeros(0, np.int64))
    listener: int = -1


@dataclass(frozen=True, slots=True)
class Trial:
    """A training and its questions, by the name of the variant they belong to.

    ``arrivals`` become known to the model after the training, and then only they are ranked.
    """

    surface: Surface
    events: Events
    items: Items
    questions: dict[str, list[Question]]
    arrivals: Items | None = None


def half_a(trials: Sequence[Trial]) -> frozenset[int]:
    """One half of the listeners who are asked: what is chosen by hand is chosen on these, and judged by the others."""
    listeners = np.unique([each.listener for trial in trials for own in trial.questions.values() for each in own])
    drawn = np.random.default_rng(SEED).permutation(len(listeners)) % 2 == 0
    return frozenset(listeners[drawn].tolist())


def folds(length: int) -> Iterator[Mask]:
    fold = np.random.default_rng(SEED).permutation(length) % FOLDS
    for number in range(FOLDS):
        yield fold == number
