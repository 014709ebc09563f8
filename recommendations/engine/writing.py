"""The artefact of a model: the summed table, the catalogue in columns, and what was heard how often."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommendations.engine import versions
from recommendations.engine.catalogue import Catalogue
from recommendations.engine.columns import Floats, Ints, sums
from recommendations.engine.content import feature_leaders, membership, weight_of_popularity
from recommendations.engine.fans import Fans
from recommendations.engine.plays import Plays
from recommendations.engine.rows import best_of_rows, scaled_columns
from recommendations.engine.summing import TABLES, Neighbours
from recommendations.engine.tuning import Config

DAY = 86_400.0
ARTIST_TRACKS = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """``popularity``: listeners of each track; ``trending``: its plays, each fading with its age, all 0 where times do
    not span a day; ``until``: the time of the newest play, None where there is none."""

    popularity: Ints
    trending: Floats
    plays: int
    listeners: int
    until: float | None

    @classmethod
    def of(cls, plays: Plays, popularity: Ints, config: Config) -> Heard:
        tracks = len(popularity)
        until = float(plays.time.max()) if len(plays) else None
        listeners = int(plays.listener.max(initial=-1)) + 1
        return cls(popularity, _trending(plays, tracks, config), len(plays), listeners, until)


def _trending(plays: Plays, tracks: int, config: Config) -> Floats:
    span = np.ptp(plays.time) if len(plays) else 0.0
    if span < DAY:
        return np.zeros(tracks)
    kept = plays.without_repeats(config.listener_repeats)
    fading = 0.5 ** ((plays.time.max() - kept.time) / (config.trend_days * DAY))
    return sums(kept.track, fading, tracks)


def written(
    directory: Path, catalogue: Catalogue, config: Config, neighbours: Neighbours, heard: Heard, fans: Fans
) -> Path:
    """Writes a new version, returns its folder."""
    arrays: dict[str, NDArray[Any]] = {
        "neighbour_starts": neighbours.starts,
        "neighbours": neighbours.tracks,
        "weights": neighbours.weights,
        "sources": neighbours.source,
        "popularity": heard.popularity.astype(np.int64),
        "trending": heard.trending.astype(np.float32),
        **_sparse_arrays("artist_fans", fans.artists),
        **_sparse_arrays("feature_fans", fans.features),
        **_catalogue_arrays(catalogue, weight_of_popularity(heard.popularity, config), config),
    }
    return versions.add(directory, arrays, _facts(config, heard, len(catalogue)))


def _catalogue_arrays(catalogue: Catalogue, weight: Floats, config: Config) -> dict[str, NDArray[Any]]:
    by_artist = scaled_columns(sp.csr_array(membership(catalogue.artist, len(catalogue.artists)).T), weight)
    return {
        "tracks": catalogue.tracks,
        "artists": catalogue.artists,
        "albums": catalogue.albums,
        "artist": catalogue.artist.astype(np.int32),
        "album": catalogue.album.astype(np.int32),
        "feature_names": catalogue.vocabulary.names,
        "feature_rarity": catalogue.vocabulary.rarity,
        **_sparse_arrays("features", catalogue.features),
        **_sparse_arrays("feature_leaders", feature_leaders(catalogue, weight, config)),
        **_sparse_arrays("artist_leaders", best_of_rows(by_artist, ARTIST_TRACKS)),
    }


def _sparse_arrays(name: str, table: sp.csr_array) -> dict[str, NDArray[Any]]:
    index = np.int32 if table.nnz < 2**31 else np.int64  # both the same, or they are copied when read
    return {
        f"{name}_starts": table.indptr.astype(index),
        f"{name}_columns": table.indices.astype(index),
        f"{name}_values": table.data.astype(np.float32),
    }


def _facts(config: Config, heard: Heard, tracks: int) -> dict[str, Any]:
    return {
        "config": asdict(config),
        "tables": [table.value for table in TABLES],
        "counts": {"tracks": tracks, "plays": heard.plays, "listeners": heard.listeners},
        "trained_until": heard.until,
    }
