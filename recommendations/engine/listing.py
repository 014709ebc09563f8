"""Lists: what is permitted, ranked, spread over artists, with slots for new tracks, filled up with what is popular."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendations.engine.affinity import affinities
from recommendations.engine.choosing import (
    NEW_POOL,
    Filters,
    Recommended,
    Slot,
    best_first,
    drawn,
    slot_positions,
    within,
)
from recommendations.engine.columns import Floats, Ints, places
from recommendations.engine.profile import Profile
from recommendations.engine.scoring import scores
from recommendations.engine.tuning import Surface

if TYPE_CHECKING:
    from recommendations.engine.model import Model

Seeds = tuple[Ints, Floats]
FIRST_LOOK = 10
"""Candidates looked at first, for each place of a list, when artists or albums are bounded."""


def listed(
    model: Model, profile: Profile, n: int, surface: Surface, exclude: Collection[Any], filters: Filters
) -> list[Recommended]:
    seeds = model.seeds(profile, surface)
    barred = _barred(model, profile, exclude)
    values = scores(model, seeds, profile)
    values[barred[barred < len(model)]] = 0
    new, propensity = _new_tracks(model, profile, seeds, barred, filters, n)
    ranked = top(model, permitted(model, values, filters, without=new), values, n, filters, before=new)
    ranked = ranked[: n - len(new)]
    short = n - len(new) - len(ranked)
    disliked = np.flatnonzero(values < 0)
    popular = _popular(
        model, np.concatenate([barred, new, ranked, disliked]), short, filters, before=np.append(new, ranked)
    )
    old = [(place, float(values[place]), Slot.RANKED) for place in ranked.tolist()]
    old += [(place, 0.0, Slot.POPULAR) for place in popular.tolist()]
    return _numbered(model, old, new.tolist(), propensity, n)


def _numbered(
    model: Model, old: list[tuple[int, float, Slot]], new: list[int], propensity: float, n: int
) -> list[Recommended]:
    """The old tracks in their order, with the new ones at their slots."""
    entries = [(place, score, slot, 1.0) for place, score, slot in old]
    for position, place in zip(slot_positions(len(new), n), new, strict=True):
        entries.insert(min(position, len(entries)), (place, 0.0, Slot.NEW, propensity))
    return [
        Recommended(model.id_of(place), score, position, slot, chance)
        for position, (place, score, slot, chance) in enumerate(entries)
    ]


def _barred(model: Model, profile: Profile, exclude: Collection[Any]) -> Ints:
    heard = model.locate(profile.tracks)
    excluded = model.locate(np.array(list(exclude))) if len(exclude) else heard[:0]
    barred = np.concatenate([heard, excluded])
    return barred[barred >= 0]


def permitted(model: Model, values: Floats, filters: Filters, *, without: Ints | None = None) -> Ints:
    """The places with a score above 0 that the filters let through, in the order of places."""
    candidates = np.flatnonzero(values > 0)
    if without is not None and len(without):
        candidates = candidates[~np.isin(candidates, without)]
    return _let_through(model, candidates, filters)


def _let_through(model: Model, candidates: Ints, filters: Filters) -> Ints:
    if filters.only is not None:
        candidates = candidates[np.isin(candidates, model.locate(np.array(list(filters.only))))]
    if len(filters.hidden_tracks):
        candidates = candidates[~np.isin(candidates, model.locate(np.array(list(filters.hidden_tracks))))]
    if len(filters.hidden_artists):
        hidden = places(np.array(list(filters.hidden_artists)), model.artists)
        candidates = candidates[~np.isin(model.artist[candidates], hidden[hidden >= 0])]
    return candidates


def top(
    model: Model, candidates: Ints, values: Floats, n: int, filters: Filters, *, before: Ints | None = None
) -> Ints:
    """The ``n`` best, no artist or album more often than it may; ``before`` is in the list already."""
    if filters.per_artist is None and filters.per_album is None:
        return best_first(candidates, values[candidates], n)
    look = max(FIRST_LOOK * n, 1)
    while True:
        best = spread(model, best_first(candidates, values[candidates], look), filters, before)
        if len(best) >= n or look >= len(candidates):
            return best[:n]
        look *= FIRST_LOOK


def spread(model: Model, ordered: Ints, filters: Filters, before: Ints | None = None) -> Ints:
    """Those of a list that keep within what an artist and an album may have."""
    given = np.zeros(0, np.int64) if before is None else before
    for group, most in ((model.artist, filters.per_artist), (model.album, filters.per_album)):
        together = np.concatenate([given, ordered])
        ordered = ordered[within(group[together], most)[len(given) :]]
    return ordered


def _new_tracks(
    model: Model, profile: Profile, seeds: Seeds, barred: Ints, filters: Filters, n: int
) -> tuple[Ints, float]:
    """Tracks for the slots of new ones: drawn from those that fit best, where any fit at all."""
    slots = min(filters.new_slots, n)
    if slots <= 0:
        return np.zeros(0, np.int64), 0.0
    candidates = _let_through(model, model.unheard[~np.isin(model.unheard, barred)], filters)
    fit = affinities(model, candidates, seeds, profile)
    pool = best_first(candidates[fit > 0], fit[fit > 0], NEW_POOL * slots)
    return drawn(spread(model, pool, filters), slots, filters.seed)


def _popular(model: Model, barred: Ints, missing: int, filters: Filters, *, before: Ints) -> Ints:
    if missing <= 0:
        return np.zeros(0, np.int64)
    look = missing + len(barred)
    while True:
        ordered = model.popular_first[:look]
        ordered = _let_through(model, ordered[~np.isin(ordered, barred)], filters)
        ordered = spread(model, ordered, filters, before)
        if len(ordered) >= missing or look >= len(model):
            return ordered[:missing]
        look *= FIRST_LOOK
