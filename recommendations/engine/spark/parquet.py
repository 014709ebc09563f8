"""Events and items as Parquet: the columns of `Events` and `Items`, a file or a folder of files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from recommendations.engine.columns import Events, Ids, Items, Labels
from recommendations.engine.errors import BadColumns

Columns = dict[str, Ids]


def write_events(events: Events, path: Path | str) -> None:
    """listener, track: integers or strings; session: the same; weight, time: doubles. Those that are None are left
    out."""
    names = ("listener", "track", "session", "weight", "time")
    found = {name: getattr(events, name) for name in names}
    write_columns({name: column for name, column in found.items() if column is not None}, path)


def write_items(items: Items, path: Path | str) -> None:
    """track, artist, album: integers or strings; genres: list of strings; genre_weights: list of doubles; released:
    date; text: string."""
    found: dict[str, Any] = {name: getattr(items, name) for name in ("track", "artist", "album")}
    found["text"] = None if items.text is None else list(items.text)
    found["released"] = None if items.released is None else pa.array(items.released.astype("datetime64[D]"))
    if items.genres is not None:
        starts = pa.array(items.genres.starts, pa.int32())
        found["genres"] = pa.ListArray.from_arrays(starts, pa.array(items.genres.names.tolist(), pa.string()))
        found["genre_weights"] = pa.ListArray.from_arrays(starts, pa.array(items.genres.weights, pa.float64()))
    pq.write_table(pa.table({name: column for name, column in found.items() if column is not None}), Path(path))


def read_items(path: Path | str) -> Items:
    """Raises BadColumns where there is no column of tracks."""
    table = pq.read_table(Path(path))
    there = set(table.column_names)
    if "track" not in there:
        raise BadColumns(f"{path} has no column track")
    found = {name: _ids(table[name]) if name in there else None for name in ("track", "artist", "album")}
    genres = table["genres"].to_pylist() if "genres" in there else None
    weights = table["genre_weights"].to_pylist() if "genre_weights" in there else None
    released = table["released"].to_numpy() if "released" in there else None
    text = [value or "" for value in table["text"].to_pylist()] if "text" in there else None
    return Items(**found, genres=_labels(genres, weights), released=released, text=text)  # type: ignore[arg-type]


def _ids(column: pa.ChunkedArray) -> Ids:
    """What is null names nothing: -1 or an empty string."""
    filled = column.fill_null("" if pa.types.is_string(column.type) else -1)
    return np.array(filled.to_pylist()) if pa.types.is_string(column.type) else filled.to_numpy()


def _labels(genres: list[list[str] | None] | None, weights: list[list[float] | None] | None) -> Labels | None:
    if genres is None:
        return None
    if weights is None:
        return Labels.of(row or [] for row in genres)
    pairs = zip(genres, weights, strict=True)
    return Labels.of(dict(zip(names or [], values or [], strict=True)) for names, values in pairs)


def write_columns(columns: Columns, path: Path | str) -> None:
    arrays = {
        name: pa.array(column.tolist() if column.dtype.kind in "US" else column) for name, column in columns.items()
    }
    pq.write_table(pa.table(arrays), Path(path))


def read_columns(path: Path | str) -> Columns:
    """All columns of a file or folder. A folder without rows has them too, empty."""
    table = pq.read_table(Path(path))
    return {
        name: np.array(table[name].to_pylist()) if pa.types.is_string(table[name].type) else table[name].to_numpy()
        for name in table.column_names
    }
