"""What those play who play much of an artist or a genre: the prior of a newcomer who declares it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Floats, sums
from recommendations.engine.content import membership
from recommendations.engine.plays import Plays
from recommendations.engine.rows import best_of_rows, empty, product, scaled_rows, stacked
from recommendations.engine.tuning import Config


@dataclass(frozen=True, slots=True)
class Fans:
    """Artists x tracks and features x tracks: which part of the fans, from 0 to 1, plays a track.

    Everybody is a fan as far as an artist's, or a feature's, part of what they play goes, beside that of the greatest.
    """

    artists: sp.csr_array
    features: sp.csr_array

    @classmethod
    def of(cls, catalogue: Catalogue, plays: Plays, config: Config) -> Fans:
        """Only the most frequent features have fans. The cost grows with the plays, of which a sample will do."""
        matrix = plays.matrix(len(catalogue), config.listener_tracks)
        member = membership(catalogue.artist, len(catalogue.artists))
        shares, frequent = _shares(matrix), _frequent(catalogue.features, config)
        return cls(played_by_fans(matrix, shares @ member, config), played_by_fans(matrix, shares @ frequent, config))


def played_by_fans(plays: sp.csr_array, liking: sp.csr_array, config: Config) -> sp.csr_array:
    """``plays`` is listeners x tracks, ``liking`` listeners x groups. The fewer the fans, the less they say."""
    if not plays.nnz:
        return empty(liking.shape[1], plays.shape[1])
    fans = sp.csr_array(sp.csr_array(liking).T)
    fans = scaled_rows(fans, _inverse(fans.max(axis=1).toarray().ravel()))
    fans = scaled_rows(fans, 1.0 / (np.asarray(fans.sum(axis=1), np.float64).ravel() + config.fan_shrinkage))
    played = sp.csr_array((np.ones(plays.nnz, np.float32), plays.indices, plays.indptr), shape=plays.shape)
    return stacked([best_of_rows(block, config.neighbours) for _, block in product(fans, played)], plays.shape[1])


def _shares(plays: sp.csr_array) -> sp.csr_array:
    """Of all that a listener plays, by the logarithm of how often."""
    logs = np.log1p(plays.data)
    row = np.repeat(np.arange(plays.shape[0]), np.diff(plays.indptr))
    total = sums(row, logs, plays.shape[0])
    return sp.csr_array(((logs / total[row]).astype(np.float32), plays.indices, plays.indptr), shape=plays.shape)


def _frequent(features: sp.csr_array, config: Config) -> sp.csr_array:
    """The table with nothing in the columns of rare features."""
    use = np.bincount(features.indices, minlength=features.shape[1])
    frequent = np.zeros(len(use), np.float32)
    frequent[np.argsort(-use, kind="stable")[: config.fan_features]] = 1.0
    kept = sp.csr_array((features.data * frequent[features.indices], features.indices, features.indptr), features.shape)
    kept.eliminate_zeros()
    return kept


def _inverse(values: Floats) -> Floats:
    return np.divide(1.0, values, out=np.zeros(len(values)), where=values > 0)
