"""How well tracks that nobody played fit a listener: by artist, album and features alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recommendations.engine.columns import Floats, Ints, places, sums
from recommendations.engine.profile import Profile
from recommendations.engine.scoring import declared_features
from recommendations.engine.tuning import Table

if TYPE_CHECKING:
    from recommendations.engine.model import Model


def affinities(model: Model, pool: Ints, seeds: tuple[Ints, Floats], profile: Profile) -> Floats:
    """A number for each track of ``pool``; exact, since no row of neighbours cuts anything off."""
    at, weights = seeds
    total = np.zeros(len(pool))
    for table, group, groups in (
        (Table.ALBUM, model.album, len(model.albums)),
        (Table.ARTIST, model.artist, len(model.artists)),
    ):
        liking = np.append(_by_group(group[at], weights, groups), 0.0)
        if table is Table.ARTIST and profile.declares:
            declared = places(np.array(list(profile.artists)), model.artists)
            np.add.at(liking, declared[declared >= 0], profile.declared_share)
        total += max(model.config.weight(table), 0.1) * liking[group[pool]]
    return total + max(model.config.features, 0.1) * _by_features(model, pool, seeds, profile)


def _by_group(groups: Ints, weights: Floats, number: int) -> Floats:
    there = groups >= 0
    return sums(groups[there], weights[there], number)


def _by_features(model: Model, pool: Ints, seeds: tuple[Ints, Floats], profile: Profile) -> Floats:
    at, weights = seeds
    taste = model.features[at].T @ weights
    _, declared, amounts = declared_features(model, profile)
    np.add.at(taste, declared, profile.declared_share * amounts)
    fit: Floats = model.features[pool] @ taste
    return fit
