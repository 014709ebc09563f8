"""The one table that everything is ranked by: the weighted sum of the others, and which of them said most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommendations.engine.columns import Floats, Ints
from recommendations.engine.rows import best_entries, scaled_rows, unit_rows
from recommendations.engine.tuning import Config, Table

TABLES = tuple(Table)
BLOCK_ENTRIES = 4_000_000


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Row i: the neighbours of track i are ``tracks[starts[i]:starts[i + 1]]``, sorted; ``source`` is a place in
    `TABLES`."""

    starts: Ints
    tracks: NDArray[np.int32]
    weights: NDArray[np.float32]
    source: NDArray[np.uint8]


def fame(listeners: Ints, config: Config) -> Floats:
    """What each track says about those who play it: one that everybody plays says less."""
    return (1.0 + listeners) ** -config.fame


def summed(tables: Mapping[Table, sp.csr_array], config: Config, factors: Floats | None = None) -> Neighbours:
    """Rows are brought to one length first, times their ``factors``: a table's say does not hang on how much was
    played."""
    weighted = {name: unit_rows(table) for name, table in tables.items() if config.weight(name) > 0}
    if factors is not None:
        weighted = {name: scaled_rows(table, factors) for name, table in weighted.items()}
    tracks = next(iter(tables.values())).shape[0]
    parts = [_summed_block(weighted, first, stop, config) for first, stop in _blocks(list(weighted.values()), tracks)]
    if not parts:
        return Neighbours(
            np.zeros(tracks + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8)
        )
    lengths = np.concatenate([np.diff(part.starts) for part in parts])
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    joined = (np.concatenate([getattr(part, name) for part in parts]) for name in ("tracks", "weights", "source"))
    return Neighbours(starts, *joined)


def _blocks(tables: list[sp.csr_array], tracks: int) -> Iterator[tuple[int, int]]:
    if not tables or not tracks:
        return
    total: Ints = np.stack([table.indptr for table in tables]).sum(axis=0, dtype=np.int64)
    start = 0
    while start < tracks:
        stop = int(np.searchsorted(total, total[start] + BLOCK_ENTRIES, side="right")) - 1
        stop = min(max(stop, start + 1), tracks)
        yield start, stop
        start = stop


def _summed_block(tables: Mapping[Table, sp.csr_array], first: int, stop: int, config: Config) -> Neighbours:
    keys, values, source = _entries(tables, first, stop, config)
    order = np.argsort(keys, kind="stable")
    keys, values, source = keys[order], values[order], source[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    total = np.add.reduceat(values, begins) if len(keys) else values
    width = next(iter(tables.values())).shape[1]
    rows = keys[begins] // width
    starts = np.searchsorted(rows, np.arange(stop - first + 1))
    table = sp.csr_array((total, keys[begins] % width, starts), shape=(stop - first, width))
    keep = best_entries(table, config.neighbours)
    kept_starts = np.concatenate(([0], np.cumsum(keep)))[starts].astype(np.int64)
    return Neighbours(
        kept_starts,
        table.indices[keep].astype(np.int32),
        total[keep].astype(np.float32),
        _loudest(values, source, begins)[keep],
    )


def _entries(
    tables: Mapping[Table, sp.csr_array], first: int, stop: int, config: Config
) -> tuple[Ints, Floats, NDArray[np.uint8]]:
    """Place, value and table of each entry; each table's come sorted by place, which makes sorting them all cheap."""
    keys, values, source = [], [], []
    for name, table in tables.items():
        part = slice(table.indptr[first], table.indptr[stop])
        rows = np.repeat(np.arange(stop - first), np.diff(table.indptr[first : stop + 1]))
        keys.append(rows * table.shape[1] + table.indices[part])
        values.append(table.data[part] * np.float32(config.weight(name)))
        source.append(np.full(len(rows), TABLES.index(name), np.uint8))
    return np.concatenate(keys), np.concatenate(values), np.concatenate(source)


def _loudest(values: Floats, source: NDArray[np.uint8], begins: Ints) -> NDArray[np.uint8]:
    """Of each place the table with the largest value."""
    if not len(values):
        return source
    best = np.maximum.reduceat(values, begins)
    of_best = np.repeat(best, np.diff(begins, append=len(values)))
    candidates = np.where(values >= of_best, source, len(TABLES)).astype(np.uint8)
    loudest: NDArray[np.uint8] = np.minimum.reduceat(candidates, begins)
    return loudest
