"""The tables of neighbours that the one table is summed from."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.sparse as sp

from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Floats, Ints
from recommendations.engine.content import neighbours_by_features, neighbours_by_group, weight_of_popularity
from recommendations.engine.listeners import is_solved, neighbours_by_listeners
from recommendations.engine.plays import Plays
from recommendations.engine.rows import empty
from recommendations.engine.sequence import neighbours_by_sequence
from recommendations.engine.tuning import Config, Table

Progress = Callable[[str, float], None]
"""Is told what begins, and which share of the work (0 to 1) is done."""

Tables = dict[Table, sp.csr_array]


def silence(what: str, share: float) -> None:
    """Where nobody watches."""


def made(catalogue: Catalogue, plays: Plays, config: Config, tell: Progress = silence) -> Tables:
    """All tables, those that are left out empty. ``tell`` hears shares from 0 to 1 of this work."""
    size = len(catalogue)
    matrix = plays.matrix(size, config.listener_tracks)
    work: dict[Table, Callable[[], sp.csr_array]] = {
        Table.LISTENERS: lambda: neighbours_by_listeners(matrix, catalogue.amounts, config),
        Table.SEQUENCE: lambda: neighbours_by_sequence(plays, size, config),
        **content(catalogue, listeners_of(matrix), config, solved=is_solved(matrix, config)),
    }
    tables: Tables = {}
    for done, (name, make) in enumerate(work.items()):
        tell(name.value, done / len(work))
        tables[name] = make() if config.weight(name) > 0 else empty(size, size)
    return tables


def content(
    catalogue: Catalogue, listeners: Ints, config: Config, *, solved: bool
) -> dict[Table, Callable[[], sp.csr_array]]:
    """How the tables that need no plays are made. Where the table of listeners was solved for, it holds the features
    already, and there is no table of them."""
    size = len(catalogue)
    weight: Floats = weight_of_popularity(listeners, config)
    held = solved and config.weight(Table.LISTENERS) > 0
    return {
        Table.ALBUM: lambda: neighbours_by_group(catalogue.album, len(catalogue.albums), weight, config),
        Table.ARTIST: lambda: neighbours_by_group(catalogue.artist, len(catalogue.artists), weight, config),
        Table.FEATURES: lambda: empty(size, size) if held else neighbours_by_features(catalogue, weight, config),
    }


def listeners_of(matrix: sp.csr_array) -> Ints:
    """How many listeners each track has."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])
