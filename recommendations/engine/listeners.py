"""The collaborative table: tracks that the same listeners play."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Floats, sums
from recommendations.engine.rows import best_of_rows, product, scaled_columns, stacked, without_diagonal
from recommendations.engine.tuning import Config


def neighbours_by_listeners(plays: sp.csr_array, amounts: sp.csr_array, config: Config) -> sp.csr_array:
    """A row of neighbours for each track. ``plays`` is listeners x tracks, ``amounts`` tracks x features."""
    if is_solved(plays, config):
        return solved(plays, amounts, config)
    return counted(plays, config)


def is_solved(plays: sp.csr_array, config: Config) -> bool:
    """A small catalogue is solved for, features included, which is worth 15 %.

    The cost grows with listeners x tracks, so that from a certain size on common listeners are counted.
    """
    listeners, tracks = plays.shape
    return bool(plays.nnz > 0) and fits_solving(listeners, tracks, config)


def fits_solving(listeners: int, tracks: int, config: Config) -> bool:
    return tracks <= config.ridge_tracks and listeners <= config.ridge_rows


def counted(plays: sp.csr_array, config: Config) -> sp.csr_array:
    """Cosine of the sets of listeners, shrunk: common / (sqrt(listeners * listeners) + shrinkage)."""
    played = sp.csr_array((np.ones(plays.nnz, np.float32), plays.indices, plays.indptr), shape=plays.shape)
    root = np.sqrt(np.bincount(played.indices, minlength=plays.shape[1]))
    by_track = sp.csr_array(played.T)
    parts = []
    for first, block in product(by_track, played):
        block.data[block.data < config.shared_listeners] = 0
        row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
        block.data /= (root[row + first] * root[block.indices] + config.shrinkage).astype(np.float32)
        parts.append(best_of_rows(without_diagonal(block, first), config.neighbours))
    return stacked(parts, plays.shape[1])


def solved(plays: sp.csr_array, amounts: sp.csr_array, config: Config) -> sp.csr_array:
    """The linear model that predicts each track from a listener's others (EASE^R), with features as more listeners.

    With Z = listeners and features x tracks, B = I - P / diag(P) for P = (Z'Z + c)^-1. There are far fewer rows
    than tracks, so the inverse is taken on their side (Woodbury): P = (I - Z'(ZZ' + c)^-1 Z) / c. Columns of Z are
    divided by a power of the popularity first, or popular tracks are everybody's neighbours.
    """
    rows = _observations(plays, amounts, config)
    dense = rows.toarray().astype(np.float32)
    inner = dense.astype(np.float64) @ dense.T.astype(np.float64)
    inner[np.diag_indices_from(inner)] += config.ridge_penalty
    projected = np.linalg.inv(inner).astype(np.float32) @ dense
    spread = np.maximum(1 - np.einsum("ij,ij->j", dense, projected), 1e-6)
    by_track = sp.csr_array(rows.T)
    parts = []
    height = max(1, 2**24 // dense.shape[1])
    for first in range(0, dense.shape[1], height):
        weights = by_track[first : first + height] @ projected / spread
        weights[np.arange(len(weights)), np.arange(first, first + len(weights))] = 0
        parts.append(_best_of_dense(weights, config.neighbours))
    return stacked(parts, dense.shape[1])


def _observations(plays: sp.csr_array, amounts: sp.csr_array, config: Config) -> sp.csr_array:
    """Listeners, each one's log play counts divided by their mean, above features."""
    logs = plays.copy()
    logs.data = np.log1p(logs.data)
    row = np.repeat(np.arange(logs.shape[0]), np.diff(logs.indptr))
    total = sums(row, logs.data, logs.shape[0])
    mean = total / np.maximum(np.diff(logs.indptr), 1)
    logs.data /= mean[row]
    popularity = np.bincount(plays.indices, minlength=plays.shape[1])
    use = np.bincount(amounts.indices, minlength=amounts.shape[1])
    frequent = np.sort(np.argsort(-use, kind="stable")[: config.ridge_features])
    together = sp.csr_array(sp.vstack([logs, sp.csr_array(amounts[:, frequent].T)], format="csr"))
    return scaled_columns(together, (1.0 + popularity) ** -config.ridge_popularity)


def _best_of_dense(weights: Floats, most: int) -> sp.csr_array:
    if most < weights.shape[1]:
        limit = -np.partition(-weights, most, axis=1)[:, most - 1 : most]
        weights = np.where(weights >= limit, weights, 0)
    return best_of_rows(sp.csr_array(np.maximum(weights, 0)), most)
