"""The two data sets that the engine is measured on, read from a folder of gzipped tab-separated files."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recommendations.engine.columns import Ids, Ints, Items, Labels, Mask, places


@dataclass(frozen=True, slots=True)
class Histories:
    """``plays``: each listener's tracks in the order of time."""

    plays: list[Ints]
    items: Items


@dataclass(frozen=True, slots=True)
class Counted:
    """``listener``, ``artist``, ``count``: one entry a pair. ``tags``: listener, artist and tag of each assignment."""

    listener: Ints
    artist: Ints
    count: Ints
    tags: tuple[Ints, Ints, Ints]
    tag_names: dict[int, str]
    artists: Ids


def read_30music(folder: Path) -> Histories:
    plays: list[Ints] = [np.array(row[1].split(), np.int64) for row in _rows(folder / "30music_plays.tsv.gz")]
    columns = list(zip(*_rows(folder / "30music_tracks.tsv.gz"), strict=True))
    tracks, artists, albums = (np.array([int(value or -1) for value in column], np.int64) for column in columns)
    return Histories(plays, Items(tracks, artists, albums))


def read_hetrec(folder: Path) -> Counted:
    listener, artist, count = _numbers(folder / "hetrec_user_artists.tsv.gz", 3)
    tags = _numbers(folder / "hetrec_user_taggedartists.tsv.gz", 3)
    names = {int(row[0]): row[1] for row in _rows(folder / "hetrec_tags.tsv.gz")}
    artists = _numbers(folder / "hetrec_artists.tsv.gz", 1)[0]
    every = np.unique(np.concatenate([artists, artist]))
    return Counted(listener, artist, count, (tags[0], tags[1], tags[2]), names, every)


def tagged_items(data: Counted, use: Mask, *, least: int = 5) -> Items:
    """The artists with the tags of the assignments ``use``; tags of fewer than ``least`` listeners are left out."""
    by, artist, tag = (column[use] for column in data.tags)
    pairs = np.unique(np.stack([tag, by]), axis=1)
    known, listeners = np.unique(pairs[0], return_counts=True)
    at = places(artist, data.artists)
    kept = np.isin(tag, known[listeners >= least]) & (at >= 0)
    cells, counts = np.unique(np.stack([at[kept], tag[kept]]), axis=1, return_counts=True)
    starts = np.searchsorted(cells[0], np.arange(len(data.artists) + 1))
    names = np.array([data.tag_names.get(int(each), str(each)) for each in cells[1]], np.str_)
    return Items(data.artists, data.artists, genres=Labels(starts, names, counts.astype(np.float64)))


def _rows(path: Path) -> Iterator[list[str]]:
    """Each line but the first, which names the columns."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        width = len(next(lines))
        for row in lines:
            yield row + [""] * (width - len(row))


def _numbers(path: Path, columns: int) -> list[Ints]:
    return [np.array(column, np.int64) for column in zip(*(row[:columns] for row in _rows(path)), strict=True)]
