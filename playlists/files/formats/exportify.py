"""CSV with Exportify's columns (https://github.com/watsonbox/exportify), what Spotify's listeners keep backups in.

Read with the columns in any order, under their names of today and of before; a comma within an artist's name is
written with a backslash, as Exportify does.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from catalogue.own.csv_format import bare_cell, csv_line
from playlists.files.listed import (
    BadPlaylistFile,
    Heading,
    ListedPlaylist,
    ListedTrack,
    decoded,
    id_in,
    listed,
    milliseconds,
    moment,
    one_line,
)

COLUMNS: Final = (
    "Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name", "Album Artist URI(s)",
    "Album Artist Name(s)", "Album Release Date", "Album Image URL", "Disc Number", "Track Number",
    "Track Duration (ms)", "Track Preview URL", "Explicit", "Popularity", "ISRC", "Added By", "Added At",
)  # fmt: skip
_ALIASES: Final = {
    "spotify uri": "track uri",
    "spotify id": "track uri",
    "title": "track name",
    "artist": "artist name(s)",
    "artist name": "artist name(s)",
    "album": "album name",
    "duration (ms)": "track duration (ms)",
    "added_at": "added at",
}
_SEPARATOR = re.compile(r"(?<!\\),\s?")


def write(heading: Heading, tracks: Iterable[ListedTrack]) -> Iterator[str]:
    """With a mark at the beginning, so that spreadsheets read it as UTF-8. CSV has no place for the heading."""
    yield "\ufeff" + csv_line(list(COLUMNS))
    for track in tracks:
        cells = {
            **track.more,
            "Track URI": track.id.link if track.id else "",
            "Track Name": track.title,
            "Artist Name(s)": ", ".join(name.replace(",", r"\,") for name in track.artists),
            "Album Name": track.album,
            "Track Duration (ms)": str(track.duration_ms or ""),
            "ISRC": track.isrc,
            "Added At": track.added_at.isoformat() if track.added_at else "",
        }
        yield csv_line([cells.get(column, "") for column in COLUMNS])


def read(content: bytes) -> ListedPlaylist:
    """Raises `BadPlaylistFile` when the first line does not name a column with titles."""
    text = decoded(content)
    header = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in header and "," not in header else ",")
    try:
        names = [_ALIASES.get(name.strip().lower(), name.strip().lower()) for name in next(reader, [])]
        if "track name" not in names:
            raise BadPlaylistFile("The first line has to name the columns; `Track Name` is needed.")
        rows = (dict(zip(names, map(bare_cell, cells), strict=False)) for cells in reader if any(cells))
        return listed(Heading(), map(_track, rows))
    except csv.Error as error:
        raise BadPlaylistFile(f"The CSV cannot be read: {error}.") from None


def _track(row: dict[str, str]) -> ListedTrack:
    names = [one_line(name.replace(r"\,", ",")) for name in _SEPARATOR.split(row.get("artist name(s)", ""))]
    return ListedTrack(
        title=one_line(row["track name"]) if "track name" in row else "",
        artists=tuple(name for name in names if name),
        album=one_line(row.get("album name", "")),
        duration_ms=milliseconds(row.get("track duration (ms)", "")),
        isrc=one_line(row.get("isrc", ""))[:15],
        id=id_in(row.get("track uri", "")),
        added_at=moment(row.get("added at", "")),
    )
