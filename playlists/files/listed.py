"""A playlist as a file holds it: names, lengths and ids, without rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from catalogue.identifying.wanted import Wanted
from catalogue.ids import CatalogueId, InvalidCatalogueId

LONGEST_TEXT = 1_000
"""Characters of a name that are kept."""


MOST_TRACKS = 10_001
"""Tracks of a file that are read: one more than a playlist holds, to tell that there are too many."""


class BadPlaylistFile(ValueError):
    """The file as a whole cannot be read; the message says why, for a person."""


@dataclass(frozen=True, slots=True)
class ListedTrack:
    """``more`` are columns of Exportify's that no other format has a place for."""

    title: str
    artists: tuple[str, ...] = ()
    album: str = ""
    duration_ms: int | None = None
    isrc: str = ""
    id: CatalogueId | None = None
    added_at: datetime | None = None
    more: Mapping[str, str] = field(default_factory=dict, compare=False)

    def wanted(self) -> Wanted:
        ids = (self.id,) if self.id else ()
        return Wanted(self.title, self.artists, self.album, self.duration_ms, self.isrc, ids)


@dataclass(frozen=True, slots=True)
class Heading:
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class ListedPlaylist:
    heading: Heading
    tracks: list[ListedTrack]


Read = Callable[[bytes], ListedPlaylist]
Write = Callable[[Heading, Iterable[ListedTrack]], Iterator[str]]


def listed(heading: Heading, tracks: Iterable[ListedTrack]) -> ListedPlaylist:
    """Of the first `MOST_TRACKS`: a small file can name millions."""
    return ListedPlaylist(heading, list(islice(tracks, MOST_TRACKS)))


def id_in(text: str) -> CatalogueId | None:
    """The track that a location, URI or id names; None for files and whatever else."""
    try:
        return CatalogueId.parse(text)
    except InvalidCatalogueId:
        return None


def one_line(text: str) -> str:
    """Without what a line or a column cannot hold, and no longer than is kept."""
    return " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]


def milliseconds(text: object) -> int | None:
    """Of a number or its text; None for what is none, or no length of a track."""
    try:
        number = round(float(str(text)))
    except (ValueError, OverflowError):
        return None
    return number if 0 < number <= 86_400_000 else None


def moment(text: object) -> datetime | None:
    """Of an ISO 8601 time with its zone."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo and 1970 <= found.year <= 9000 else None


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark, UTF-8 without one, else what Windows wrote in Western Europe."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _decoded_as(content, encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise BadPlaylistFile("The text of the file is damaged.") from None
