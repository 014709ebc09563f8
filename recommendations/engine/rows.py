"""Sparse tables of one row a track: the best of each row, rows of one length, products in blocks."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Floats, Ints, Mask, sums

BLOCK_WORK = 4_000_000
"""Products that one block of rows may add up: what bounds the memory of a multiplication."""


def empty(height: int, width: int) -> sp.csr_array:
    return from_pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), (height, width))


def from_pairs(rows: Ints, columns: Ints, values: Floats, shape: tuple[int, int]) -> sp.csr_array:
    """Pairs that occur more than once are added up."""
    table = sp.coo_array((values, (rows, columns)), shape=shape).tocsr()
    table.sum_duplicates()
    return table


def best_of_rows(table: sp.csr_array, most: int) -> sp.csr_array:
    """The ``most`` largest values above 0 of each row; of equal values the one further left."""
    table.sort_indices()
    keep = best_entries(table, most)
    starts = np.concatenate(([0], np.cumsum(keep)))[table.indptr]
    best = (table.data[keep].astype(np.float32), table.indices[keep].astype(np.int32), starts)
    return sp.csr_array(best, shape=table.shape)


def best_entries(table: sp.csr_array, most: int) -> Mask:
    """Which entries those are, of a table whose rows are sorted by column."""
    keep: Mask = table.data > 0
    for row in np.flatnonzero(np.diff(table.indptr) > most):
        part = slice(table.indptr[row], table.indptr[row + 1])
        keep[part] &= _largest(table.data[part], most)
    return keep


def _largest(values: Floats, most: int) -> Mask:
    limit = np.partition(values, len(values) - most)[len(values) - most]
    chosen: Mask = values > limit
    ties = np.flatnonzero(values == limit)
    chosen[ties[: most - int(chosen.sum())]] = True
    return chosen


def unit_rows(table: sp.csr_array) -> sp.csr_array:
    """Each row divided by its Euclidean length, so that tables can be added."""
    row = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    length = np.sqrt(sums(row, table.data.astype(np.float64) ** 2, table.shape[0]))
    data = (table.data / np.where(length > 0, length, 1.0)[row]).astype(np.float32)
    return sp.csr_array((data, table.indices, table.indptr), shape=table.shape)


def scaled_columns(table: sp.csr_array, factors: Floats) -> sp.csr_array:
    data = (table.data * factors[table.indices]).astype(np.float32)
    return sp.csr_array((data, table.indices, table.indptr), shape=table.shape)


def scaled_rows(table: sp.csr_array, factors: Floats) -> sp.csr_array:
    data = (table.data * np.repeat(factors, np.diff(table.indptr))).astype(np.float32)
    return sp.csr_array((data, table.indices, table.indptr), shape=table.shape)


def blocks(left: sp.csr_array, right: sp.csr_array) -> Iterator[tuple[int, int]]:
    """Bounds of blocks of rows of ``left @ right``, each of about `BLOCK_WORK` products."""
    work = np.add.reduceat(np.append(np.diff(right.indptr)[left.indices], 0), np.minimum(left.indptr[:-1], left.nnz))
    total = np.cumsum(np.where(np.diff(left.indptr) > 0, work, 0))
    start = 0
    while start < left.shape[0]:
        before = total[start - 1] if start else 0
        stop = max(int(np.searchsorted(total, before + BLOCK_WORK, side="right")), start + 1)
        yield start, min(stop, left.shape[0])
        start = stop


def product(left: sp.csr_array, right: sp.csr_array) -> Iterator[tuple[int, sp.csr_array]]:
    """``left @ right`` as blocks of rows, each with the number of its first row."""
    for start, stop in blocks(left, right):
        yield start, left[start:stop] @ right


def stacked(parts: list[sp.csr_array], width: int) -> sp.csr_array:
    return sp.csr_array(sp.vstack(parts, format="csr")) if parts else empty(0, width)


def without_diagonal(block: sp.csr_array, first: int) -> sp.csr_array:
    """A block of rows from row ``first`` on, in which no track is its own neighbour."""
    row = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    block.data[block.indices == row + first] = 0
    return block
