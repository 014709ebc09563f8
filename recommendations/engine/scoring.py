"""Scores: weighted sums of rows of the one table, and of the rows of what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from recommendations.engine.choosing import best_first
from recommendations.engine.columns import Floats, Ints, places, sums
from recommendations.engine.profile import Profile
from recommendations.engine.summing import Neighbours, fame

if TYPE_CHECKING:
    from recommendations.engine.model import Model

FAN_SHARE = 0.5
"""Beside what was declared: what the fans of that play."""
POPULAR_SHARE = 0.1
"""What everybody plays, beside what fans play."""
OWN_SHARE = 0.5
"""A declared artist's own tracks, or a genre's leading ones, beside the neighbours of those."""
LEADERS = 50
LIKENESS = 0.6
"""What declared artists are like, beside what their listeners play."""
LIKE_FEATURES = 20


def row_sum(table: Neighbours, rows: Ints, weights: Floats, width: int) -> Floats:
    """The weighted sum of some rows, as one dense vector."""
    parts = [slice(table.starts[row], table.starts[row + 1]) for row in rows.tolist()]
    if not parts:
        return np.zeros(width)
    columns = np.concatenate([table.tracks[part] for part in parts])
    values = np.concatenate([table.weights[part] for part in parts])
    values = values * np.repeat(weights, [part.stop - part.start for part in parts])
    return sums(columns, values, width)


def sparse_row_sum(table: sp.csr_array, rows: Ints, weights: Floats) -> Floats:
    """The same for a table of another shape."""
    total = np.zeros(table.shape[1])
    for row, weight in zip(rows.tolist(), weights.tolist(), strict=True):
        part = slice(table.indptr[row], table.indptr[row + 1])
        total[table.indices[part]] += weight * table.data[part]
    return total


def scores(model: Model, seeds: tuple[Ints, Floats], profile: Profile) -> Floats:
    """A score for each track of the model: above 0 what speaks for it, 0 where nothing does."""
    played = seed_scores(model, *seeds)
    share = profile.declared_share
    if share <= 0:
        return played
    declared = declared_scores(model, profile)
    return (1 - share) * _scaled(played) + share * _scaled(declared)


def seed_scores(model: Model, seeds: Ints, weights: Floats) -> Floats:
    old = seeds < len(model)
    total = row_sum(model.neighbours, seeds[old], weights[old], len(model))
    if not old.all():
        total += sparse_row_sum(model.arrivals.neighbours, seeds[~old] - len(model), weights[~old])
    return total


def declared_scores(model: Model, profile: Profile) -> Floats:
    """Declared artists stand for their most popular tracks and, less, for what those are like; genres and moods for
    the tracks that lead them. What their fans play is the prior of a taste that is hardly known."""
    artists, features = declared_artists(model, profile.artists), declared_features(model, profile)
    total = (
        _led(model, *artists, chosen=True)
        + _led(model, *features)
        + LIKENESS * _led(model, *_likeness(model, *artists))
    )
    if total.any():
        total = _scaled(total) + FAN_SHARE * _scaled(_prior(model, artists[1], *features[1:]))
    return total


def _prior(model: Model, artists: Ints, features: Ints, weights: Floats) -> Floats:
    """Which part of the fans of what was declared plays each track; where there are no fans, of everybody."""
    fans = sparse_row_sum(model.artist_fans, artists, np.ones(len(artists)))
    fans += sparse_row_sum(model.feature_fans, features, weights)
    everybody = model.popularity / max(model.facts["counts"]["listeners"], 1)
    prior: Floats = fans / (len(artists) + np.abs(weights).sum()) + POPULAR_SHARE * everybody
    return prior


def _led(model: Model, table: sp.csr_array, rows: Ints, weights: Floats, *, chosen: bool = False) -> Floats:
    """The tracks that some rows lead to, and the neighbours of the first of those. Whoever was ``chosen`` says no less
    for being famous, as what was merely played does."""
    leading = sparse_row_sum(table, rows, weights)
    seeds = best_first(np.flatnonzero(leading > 0), leading[leading > 0], LEADERS)
    factors = 1.0 / fame(model.popularity[seeds], model.config) if chosen else 1.0
    return _scaled(OWN_SHARE * _scaled(leading) + _scaled(seed_scores(model, seeds, leading[seeds] * factors)))


def _likeness(model: Model, leaders: sp.csr_array, artists: Ints, weights: Floats) -> tuple[sp.csr_array, Ints, Floats]:
    """The features that the tracks of some artists have most of."""
    tracks = np.unique(leaders[artists].indices)
    taste = np.asarray(model.features[tracks].sum(axis=0), np.float64).ravel()
    first = best_first(np.flatnonzero(taste > 0), taste[taste > 0], LIKE_FEATURES)
    return model.feature_leaders, first, taste[first]


def declared_artists(model: Model, artists: Sequence[object]) -> tuple[sp.csr_array, Ints, Floats]:
    """The rows of some artists, with weights by which each counts as much as another, however popular."""
    at = places(np.array(list(artists)), model.artists)
    rows = at[at >= 0]
    parts = [model.artist_leaders.data[slice(*model.artist_leaders.indptr[row : row + 2])].sum() for row in rows]
    return model.artist_leaders, rows, 1.0 / np.array(parts, np.float64)


def declared_features(model: Model, profile: Profile) -> tuple[sp.csr_array, Ints, Floats]:
    found = profile.features()
    at = places(np.array(list(found), np.str_), model.vocabulary.names)
    weights = np.array(list(found.values()))
    return model.feature_leaders, at[at >= 0], weights[at >= 0]


def _scaled(values: Floats) -> Floats:
    """Divided by the largest, so that scores of different kinds can be added."""
    largest = np.abs(values).max(initial=0.0)
    return values / largest if largest > 0 else values
