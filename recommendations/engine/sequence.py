"""The sequence table: tracks that are played soon after one another in a session."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Floats, Ints
from recommendations.engine.plays import Plays
from recommendations.engine.rows import best_of_rows, empty, from_pairs, stacked
from recommendations.engine.tuning import Config

BLOCK_PAIRS = 4_000_000
"""Pairs that are added up at a time."""


def neighbours_by_sequence(plays: Plays, tracks: int, config: Config) -> sp.csr_array:
    """A row of neighbours for each track: the sum of 1/distance, shrunk like a cosine by how often both are played."""
    heard = plays.chosen(plays.ordered).newest(config.listener_plays).without_repeats(config.listener_repeats)
    times = np.bincount(heard.track, minlength=tracks)
    if not len(heard):
        return empty(tracks, tracks)
    root = np.sqrt(times)
    parts = []
    for first, stop in _track_blocks(times, config.window):
        block = _pairs_from(heard, first, stop, tracks, config)
        row = np.repeat(np.arange(first, stop), np.diff(block.indptr))
        block.data = block.data / (root[row] * root[block.indices] + config.sequence_shrinkage)
        parts.append(best_of_rows(block, config.neighbours))
    return stacked(parts, tracks)


def _track_blocks(times: Ints, window: int) -> Iterator[tuple[int, int]]:
    pairs = np.cumsum(times * 2 * window)
    start = 0
    while start < len(times):
        before = pairs[start - 1] if start else 0
        stop = max(int(np.searchsorted(pairs, before + BLOCK_PAIRS, side="right")), start + 1)
        yield start, min(stop, len(times))
        start = stop


def _pairs_from(plays: Plays, first: int, stop: int, tracks: int, config: Config) -> sp.csr_array:
    """The sums of the pairs that start at the tracks from ``first`` up to ``stop``."""
    rows: list[Ints] = []
    columns: list[Ints] = []
    values: list[Floats] = []
    here = (plays.track >= first) & (plays.track < stop)
    for distance in range(1, config.window + 1):
        same = plays.session[:-distance] == plays.session[distance:]
        same &= plays.track[:-distance] != plays.track[distance:]
        for ahead, weight in ((True, 1.0), (False, config.backward)):
            start, end = (0, distance) if ahead else (distance, 0)
            at = np.flatnonzero(same & here[start : start + len(same)])
            rows.append(plays.track[at + start] - first)
            columns.append(plays.track[at + end])
            values.append(np.full(len(at), weight / distance, np.float32))
    shape = (stop - first, tracks)
    joined = (np.concatenate(rows, dtype=np.int32, casting="same_kind"), np.concatenate(columns, dtype=np.int32))
    return from_pairs(joined[0], joined[1], np.concatenate(values), shape)
