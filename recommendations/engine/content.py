"""The content tables: tracks of the same album, by the same artist, with the same features."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Floats, Ints
from recommendations.engine.rows import best_of_rows, product, scaled_columns, stacked, without_diagonal
from recommendations.engine.tuning import Config


def weight_of_popularity(listeners: Ints, config: Config) -> Floats:
    """Tracks that nobody played yet count like tracks that one listener played, not like none."""
    return (1.0 + listeners) ** config.popularity_power


def neighbours_by_group(group: Ints, groups: int, weight: Floats, config: Config) -> sp.csr_array:
    """Tracks of the same album or artist, the popular ones first. ``group`` has a number for each track, or -1."""
    member = membership(group, groups)
    leaders = best_of_rows(sp.csr_array(scaled_columns(sp.csr_array(member.T), weight)), config.group_tracks)
    return _product(member, leaders, config)


def neighbours_by_features(catalogue: Catalogue, weight: Floats, config: Config) -> sp.csr_array:
    """Cosine of the features times the weight of popularity. A feature leads to its `feature_tracks` first tracks."""
    return _product(catalogue.features, feature_leaders(catalogue, weight, config), config)


def feature_leaders(catalogue: Catalogue, weight: Floats, config: Config) -> sp.csr_array:
    """Features x tracks: the tracks that stand for a feature."""
    by_feature = scaled_columns(sp.csr_array(catalogue.features.T), weight)
    return best_of_rows(by_feature, config.feature_tracks)


def membership(group: Ints, groups: int) -> sp.csr_array:
    there = np.flatnonzero(group >= 0)
    ones = np.ones(len(there), np.float32)
    return sp.csr_array((ones, (there, group[there])), shape=(len(group), groups))


def _product(left: sp.csr_array, right: sp.csr_array, config: Config) -> sp.csr_array:
    parts = [best_of_rows(without_diagonal(block, first), config.neighbours) for first, block in product(left, right)]
    return stacked(parts, right.shape[1])
