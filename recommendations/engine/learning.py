"""What the tables are worth, learned from the data itself: part of the training is held back and predicted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Floats, Ints, Mask
from recommendations.engine.plays import Plays
from recommendations.engine.profile import Profile
from recommendations.engine.rows import unit_rows
from recommendations.engine.summing import fame
from recommendations.engine.tables import Tables, listeners_of, made
from recommendations.engine.tuning import Config
from recommendations.engine.weighing import WORTH, Asked, Pool, climbed, gain, pool_of

SEED = 42
HELD_SHARE = 0.2
MOST_PLAYS = 400_000
"""Plays that are looked at, of whole listeners: learning takes no longer the more there are."""
ASKED, FEWEST_ASKED = 600, 50
LEAST_PLAYS = 10
RADIO_PLAYS, NEXT_PLAYS = 10, 20
HALVES = (1.0, 3.0, 10.0, 30.0)


def learned(catalogue: Catalogue, plays: Plays, config: Config) -> Config:
    """The configuration with the weights, and the fading of *discover*, that predict held-back plays best.

    Unchanged where there is nothing to choose from, or too few listeners to tell.
    """
    if not config.learn or config.only is not None or not len(plays):
        return config
    sample = sampled(plays)
    held = held_back(sample)
    asked = _askable(sample, held)
    if len(asked) < FEWEST_ASKED:
        return config
    kept = sample.chosen(~held)
    tables = made(catalogue, kept, config)
    tables = {name: unit_rows(table) for name, table in tables.items() if table.nnz}
    if len(tables) < 2:
        return config
    famed = fame(listeners_of(kept.matrix(len(catalogue), config.listener_tracks)), config)
    return _Search(catalogue, sample, held, asked, tables, famed).best(config)


def sampled(plays: Plays) -> Plays:
    """Those of listeners drawn until their plays are enough."""
    counts = np.bincount(plays.listener)
    order = np.random.default_rng(SEED).permutation(len(counts))
    return plays.of_listeners(np.sort(order[np.cumsum(counts[order]) <= MOST_PLAYS]))


def held_back(plays: Plays) -> Mask:
    """The last fifth of each listener's plays; where they have no order, all plays of a fifth of the tracks."""
    starts = np.flatnonzero(np.diff(plays.listener, prepend=-1))
    counts = np.diff(starts, append=len(plays))
    rank = np.arange(len(plays)) - np.repeat(starts, counts)
    late: Mask = rank >= np.repeat(np.ceil(counts * (1 - HELD_SHARE)), counts)
    drawn = np.random.default_rng(SEED).random(int(plays.track.max(initial=-1)) + 1)
    shift = np.modf(drawn[plays.track] + plays.listener * 0.6180339887)[0] if len(plays) else np.zeros(0)
    return np.where(plays.ordered, late, shift < HELD_SHARE)


def _askable(plays: Plays, held: Mask) -> Ints:
    counts = np.bincount(plays.listener)
    known = np.bincount(plays.listener[~held], minlength=len(counts))
    found = np.flatnonzero((counts >= LEAST_PLAYS) & (known > 0) & (known < counts))
    return np.sort(np.random.default_rng(SEED).permutation(found)[:ASKED])


@dataclass(frozen=True, slots=True)
class _Search:
    catalogue: Catalogue
    plays: Plays
    held: Mask
    asked: Ints
    tables: Tables
    famed: Floats

    def best(self, config: Config) -> Config:
        """Fading first, then each weight in turn."""
        radio = self._pools(list(self._radio()))
        by_half = {half: self._pools(list(self._discover(half))) for half in self._halves(config)}
        start = np.array([config.weight(name) for name in self.tables])
        half = config.discover_half
        for other, pools in by_half.items():
            if gain(pools, start) > gain(by_half[half], start) * WORTH:
                half = other
        weights = climbed([by_half[half], radio], start)
        chosen: dict[str, Any] = {name.value: float(weight) for name, weight in zip(self.tables, weights, strict=True)}
        return replace(config, discover_half=half, **chosen)

    def _halves(self, config: Config) -> Sequence[float]:
        ordered = bool(self.plays.ordered.any())
        return list(dict.fromkeys([config.discover_half, *HALVES])) if ordered else [config.discover_half]

    def _discover(self, half: float) -> Iterator[Asked]:
        for before, after in self._splits():
            yield self._asked(before, after, half)

    def _radio(self) -> Iterator[Asked]:
        for before, after in self._splits():
            if self.plays.ordered[before[0]]:
                yield self._asked(before[-RADIO_PLAYS:], after[:NEXT_PLAYS], 1.0)

    def _splits(self) -> Iterator[tuple[Ints, Ints]]:
        bounds = np.searchsorted(self.plays.listener, np.stack([self.asked, self.asked + 1]))
        for start, stop in bounds.T.tolist():
            own = np.arange(start, stop)
            yield own[~self.held[own]], own[self.held[own]]

    def _asked(self, before: Ints, after: Ints, half: float) -> Asked:
        plays = self.plays
        weights = plays.weight[before]
        tracks = plays.track[before]
        ordered = bool(plays.ordered[before[0]])
        profile = Profile.from_plays(tracks, weights) if ordered else Profile(tracks, weights)
        seeds, seed_weights = profile.seeds(lambda ids: ids, self.catalogue.artist, half)
        return Asked(seeds, seed_weights, tracks, np.setdiff1d(plays.track[after], tracks))

    def _pools(self, asked: list[Asked]) -> list[Pool]:
        asked = [each for each in asked if len(each.relevant)]
        rows = np.repeat(np.arange(len(asked)), [len(each.seeds) for each in asked])
        seeds = np.concatenate([each.seeds for each in asked]) if asked else rows
        weights = np.concatenate([each.weights for each in asked]) if asked else rows
        shape = (len(asked), len(self.catalogue))
        profiles = sp.csr_array(((weights * self.famed[seeds]).astype(np.float32), (rows, seeds)), shape=shape)
        scores = [sp.csr_array(profiles @ table) for table in self.tables.values()]
        return [pool_of([table[[row]] for table in scores], each) for row, each in enumerate(asked)]
