"""History as CSV: a listen a row, the oldest first."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Final

from analytics.archives.heard import BadArchive, Entry, Heard, Passed, is_possible, name, track_id, whole
from analytics.archives.told import Told
from catalogue.identifying.wanted import Wanted
from catalogue.own.csv_format import bare_cell, csv_line

COLUMNS: Final = (
    "listened_at", "track_title", "artist_name", "album_title", "track_id", "isrc", "duration_ms", "played_ms",
    "action", "source",
)  # fmt: skip
NEEDED: Final = ("listened_at", "track_title", "artist_name")


def write(listens: Iterable[Told]) -> Iterator[str]:
    """With a mark at the beginning, so that spreadsheets read it as UTF-8."""
    yield "\ufeff" + csv_line(list(COLUMNS))
    for each in listens:
        values = (
            each.moment.isoformat(), each.title, each.artist, each.album, each.id.link, each.isrc, each.duration_ms,
            each.played_ms, each.action, each.source,
        )  # fmt: skip
        yield csv_line(["" if value is None else str(value) for value in values])


def read(stream: IO[bytes]) -> Iterator[Entry]:
    """Columns in any order, those that are not known passed over. Raises `BadArchive` when a needed one is missing."""
    text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
    reader = csv.reader(text)
    try:
        names = [cell.strip().lower() for cell in next(reader, [])]
        if missing := [each for each in NEEDED if each not in names]:
            raise BadArchive(f"The first line has to name the columns; {', '.join(missing)} missing.")
        for cells in reader:
            if any(cells):
                yield _entry(dict(zip(names, map(bare_cell, cells), strict=False)))
    except csv.Error as error:
        raise BadArchive(f"The CSV cannot be read: {error}.") from None
    finally:
        text.detach()


def _entry(row: dict[str, str]) -> Entry:
    moment = _moment(row.get("listened_at", ""))
    title, artist = name(row.get("track_title")), name(row.get("artist_name"))
    if moment is None or not title or not artist:
        return Passed.UNREADABLE
    own = track_id(row.get("track_id"))
    wanted = Wanted(
        title,
        (artist,),
        name(row.get("album_title")),
        whole(row.get("duration_ms") or None),
        row.get("isrc", "")[:15],
        (own,) if own else (),
    )
    return Heard(moment, wanted, f"csv {moment.isoformat()} {artist} {title}", whole(row.get("played_ms") or None))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.tzinfo and is_possible(found) else None
