"""Our own songs as CSV: one row a song, UTF-8, the columns in any order. `title` and `artist` have to be there."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

COLUMNS: Final = (
    "id",
    "title",
    "artist",
    "album",
    "album_artist",
    "genre",
    "release_date",
    "duration",
    "isrc",
    "explicit",
    "track_position",
    "disk_number",
    "rank",
    "lyrics",
    "synced_lyrics",
)
NEEDED: Final = ("title", "artist")

# A spreadsheet would take the cell for a formula. An apostrophe before it keeps it text, and goes when it is read.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


class BadFile(ValueError):
    """The file as a whole cannot be read; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """``line`` is where the row begins, counted from 1; ``field`` is "" when the row as a whole is wrong."""

    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.field}: {self.reason}" if self.field else f"line {self.line}: {self.reason}"


Row = dict[str, str]


def read_rows(file: BinaryIO) -> Iterator[tuple[int, Row | Refusal]]:
    """The line and cells of each row, empty cells left out. Raises `BadFile`.

    Bytes that are no UTF-8 become lone surrogates, which no field takes: their row is refused, not the file.
    """
    text = io.TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        reader = csv.reader(text, delimiter=_delimiter(text))
        names = _header(reader)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield line, Refusal(line, "", str(error))
                continue
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, _row(line, names, cells)
    finally:
        text.detach()


def csv_line(cells: list[str]) -> str:
    """One line of CSV, with no cell that a spreadsheet would take for a formula."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([_guarded(cell) for cell in cells])
    return line.getvalue()


def _delimiter(text: io.TextIOWrapper) -> str:
    """A comma, or the semicolon of spreadsheets in half of Europe."""
    header = text.readline(10_000)
    text.seek(0)
    return ";" if ";" in header and "," not in header else ","


def _header(reader: Iterator[list[str]]) -> list[str]:
    try:
        names = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise BadFile(str(error)) from None
    if unknown := sorted({name for name in names if name not in COLUMNS}):
        raise BadFile(f"Unknown columns: {', '.join(map(repr, unknown))}. There are {', '.join(COLUMNS)}.")
    if missing := [name for name in NEEDED if name not in names]:
        raise BadFile(f"The first line has to name the columns; {' and '.join(missing)} are needed.")
    if len(set(names)) < len(names):
        raise BadFile("A column is named twice.")
    return names


def _row(line: int, names: list[str], cells: list[str]) -> Row | Refusal:
    if len(cells) > len(names):
        return Refusal(line, "", f"The row has {len(cells)} cells, the first line names {len(names)} columns.")
    return {name: bare_cell(cell) for name, cell in zip(names, cells, strict=False) if cell.strip()}


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def bare_cell(cell: str) -> str:
    """A cell without the apostrophe that `csv_line` put before it."""
    return cell[1:] if _GUARDED.match(cell) else cell
