"""A folder of made-up listening in the format of the two data sets that the engine is measured on."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recommendations.engine.tests.listening import LISTENERS, PLAYS, world


def _write(path: Path, header: list[str], rows: Sequence[Sequence[Any]]) -> None:
    with gzip.open(path, "wt") as file:
        file.writelines("\t".join(str(cell) for cell in row) + "\n" for row in [header, *rows])


def write_data(folder: Path) -> Path:
    small = world()
    plays = small.events.track.reshape(LISTENERS, PLAYS)
    _write(
        folder / "30music_plays.tsv.gz", ["user", "tracks"], [[u, " ".join(map(str, x))] for u, x in enumerate(plays)]
    )
    artist, album = small.artist, small.album
    rows = [[t, artist[t], "" if t % 9 == 0 else album[t]] for t in small.items.track]
    _write(folder / "30music_tracks.tsv.gz", ["track", "artist", "album"], rows)
    pairs = [[u, t, 1 + (x == t).sum()] for u, x in enumerate(plays) for t in np.unique(x)]
    _write(folder / "hetrec_user_artists.tsv.gz", ["userID", "artistID", "weight"], pairs)
    tags = [[u, t, t // 40, 1, 1, 2010] for u, t, _ in pairs if (u + t) % 3 == 0] + [[1, 41, 9, 1, 1, 2010]]
    _write(folder / "hetrec_user_taggedartists.tsv.gz", ["userID", "artistID", "tagID", "day", "month", "year"], tags)
    _write(
        folder / "hetrec_tags.tsv.gz",
        ["tagID", "tagValue"],
        [[0, 'rock "n" roll'], [1, "jazz"], [2, "techno"], [9, "rare"]],
    )
    _write(folder / "hetrec_artists.tsv.gz", ["id", "name"], [[t, f"artist {t}"] for t in small.items.track])
    return folder
