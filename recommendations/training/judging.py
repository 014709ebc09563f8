"""Is a new model good enough? Measured on the newest plays of some listeners, which no version was trained on.

The judges are chosen by a hash of their key, so that they are the same in every training: what is held out of this
version was held out of the one before, too, since the newest fifth of a growing history only moves on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

import numpy as np

from recommendations.engine import Events, Model, Profile, Surface
from recommendations.engine.evaluation import LIST, ndcg
from recommendations.training.listening import COLLECTED, Listening

JUDGES = 0.2
"""Of all listeners."""
MOST_JUDGES = 1_000
LEAST_EVENTS = 10
LEAST_LISTS = 10
"""With fewer lists to measure, the figures say nothing."""
HELD_OUT = 0.2
"""Of a judge's events, the newest."""
LEAST_OF_BEFORE = 0.97
"""Of the NDCG of the version before."""

Ranking = Callable[["Question"], Any]


@dataclass(frozen=True, slots=True)
class Question:
    """``before`` in the order of time with weights; ``relevant`` are the tracks that came later for the first time."""

    before: Any
    weights: Any
    relevant: Any


@dataclass(frozen=True, slots=True)
class Decision:
    accepted: bool
    words: str


def hold_out(listening: Listening) -> tuple[Events, list[Question]]:
    """What to train on, and what to ask. Nothing is held out where there are too few to ask."""
    events = listening.events()
    parts = list(_parts(events, _judges(listening.listeners)))
    asked = [(later, question) for later, question in parts if len(question.relevant)]
    if len(asked) < LEAST_LISTS:
        return events, []
    kept = np.ones(len(events), np.bool_)
    for later, _ in parts:
        kept[later] = False
    trained = Events(
        events.listener[kept], events.track[kept], weight=_of(events.weight, kept), time=_of(events.time, kept)
    )
    return trained, [question for _, question in asked]


def measured(model: Model, questions: Sequence[Question]) -> float:
    """Mean NDCG@20 of the model's lists."""

    def ranking(question: Question) -> Any:
        profile = Profile.from_plays(question.before, question.weights)
        return np.array([each.track for each in model.recommend(profile, n=LIST, surface=Surface.DISCOVER)])

    return _mean(ranking, questions)


def measured_popularity(model: Model, questions: Sequence[Question]) -> float:
    """The same of the most popular tracks that the listener has not heard."""
    popular = np.asarray(model.tracks)[np.argsort(-np.asarray(model.popularity), kind="stable")]

    def ranking(question: Question) -> Any:
        return popular[~np.isin(popular, question.before)][:LIST]

    return _mean(ranking, questions)


def decide(*, lists: int, ndcg: float, popularity: float, before: float | None, before_name: str) -> Decision:
    """``before``: of the version that serves, None where there is none that can be compared."""
    if lists < LEAST_LISTS:
        return Decision(accepted=True, words="Let through unmeasured: too few listeners have newer plays.")
    if ndcg <= popularity:
        words = f"Refused: NDCG {ndcg:.4f} does not beat popularity with {popularity:.4f}."
        return Decision(accepted=False, words=words)
    if before is not None and ndcg < LEAST_OF_BEFORE * before:
        words = f"Refused: NDCG {ndcg:.4f} is below 97 % of {before:.4f} of {before_name}."
        return Decision(accepted=False, words=words)
    compared = f"; {before_name} has {before:.4f}" if before is not None else ""
    return Decision(accepted=True, words=f"Let through: NDCG {ndcg:.4f}, popularity {popularity:.4f}{compared}.")


def _judges(listeners: Sequence[UUID]) -> list[int]:
    """Their numbers. Who has the lowest hashes stays a judge however many listeners there come to be."""
    hashed = sorted((crc32(key.bytes), number) for number, key in enumerate(listeners))
    return [number for value, number in hashed if value < JUDGES * 2**32][:MOST_JUDGES]


def _parts(events: Events, judges: Sequence[int]) -> Iterator[tuple[Any, Question]]:
    """Of each judge with enough events: the places of the later ones, and the question that they answer."""
    assert events.time is not None and events.weight is not None  # noqa: PT018, S101  # as `Listening.events` makes them
    order = np.lexsort((events.time, events.listener))
    owner = events.listener[order]
    for judge in judges:
        own = order[np.searchsorted(owner, judge) : np.searchsorted(owner, judge, side="right")]
        if len(own) < LEAST_EVENTS:
            continue
        cut = int(len(own) * (1 - HELD_OUT))
        early, later = own[:cut], own[cut:]
        played = later[events.weight[later] > COLLECTED]
        relevant = np.setdiff1d(events.track[played], events.track[early])
        yield later, Question(events.track[early], events.weight[early], relevant)


def _of(column: Any, kept: Any) -> Any:
    return None if column is None else column[kept]


def _mean(ranking: Ranking, questions: Sequence[Question]) -> float:
    return float(np.mean([ndcg(ranking(each), each.relevant) for each in questions])) if questions else 0.0
