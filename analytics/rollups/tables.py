"""The tables of the roll-up, as its statements see them: keys, columns, and what they are added up from."""

# ruff: noqa: S608  (names of our own tables and columns)

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LISTENS: Final = ("listens", "plays", "skips", "played_ms")
COUNTS: Final = (*LISTENS, "likes", "shares")
RECOMMENDED: Final = ("recommended_listens", "recommended_plays")


@dataclass(frozen=True)
class Detail:
    """A table by listener and day, whose rows are made from the activities of that day and replaced as a whole.

    ``name`` is that of its temporary tables: `fresh_<name>` as it has to be, `stale_<name>` as it is.
    """

    name: str
    table: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def all_columns(self) -> str:
        return ", ".join((*self.keys, *self.columns))


@dataclass(frozen=True)
class Sum:
    """A table that is added up from a detail over listeners or over days.

    ``listeners`` is what a listener needs one of to count among those of the row, "" where nobody is counted; ``where``
    leaves rows of the detail out.
    """

    table: str
    detail: Detail
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    listeners: str = ""
    where: str = "1 = 1"

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, "listeners") if self.listeners else self.columns

    def of(self, source: str, sign: str = "", but_for: str = "") -> str:
        """Selects what the rows of ``source`` add up to for each listener and key; -1 times that with ``sign`` "-".

        ``but_for`` selects listeners who are left out.
        """
        inner = ", ".join(dict.fromkeys(("user_id", *self.keys)))
        sums = [f"{sign}{self._sum(column)} AS {column}" for column in self.columns]
        if self.listeners:
            sums.append(f"{sign}CASE WHEN SUM({self.listeners}) > 0 THEN 1 ELSE 0 END AS listeners")
        where = f"{self.where} AND user_id NOT IN ({but_for})" if but_for else self.where
        return f"SELECT {inner}, {', '.join(sums)} FROM {source} WHERE {where} GROUP BY {inner}"

    def parts(self, source: str, sign: str = "", but_for: str = "") -> str:
        """What adds up to the same, one row for each of the source where no listener can be counted twice."""
        if self.listeners and {"user_id", *self.keys} != set(self.detail.keys):
            return self.of(source, sign, but_for)
        columns = [f"{sign}({self._value(column)}) AS {column}" for column in self.columns]
        if self.listeners:
            columns.append(f"{sign}CASE WHEN {self.listeners} > 0 THEN 1 ELSE 0 END AS listeners")
        where = f"{self.where} AND user_id NOT IN ({but_for})" if but_for else self.where
        return f"SELECT {', '.join((*self.keys, *columns))} FROM {source} WHERE {where}"

    @staticmethod
    def _value(column: str) -> str:
        return "listens + likes + shares" if column == "activities" else column

    def _sum(self, column: str) -> str:
        return f"SUM({self._value(column)})"


TRACKS: Final = Detail(
    "tracks",
    "analytics_listenertrackday",
    ("user_id", "day", "track_id"),
    ("artist_id", "album_id", "genre_id", *COUNTS, "first_at"),
)
DAYS: Final = Detail("days", "analytics_listenerday", ("user_id", "day"), (*COUNTS, *RECOMMENDED, "hours"))
PLAYLISTS: Final = Detail("playlists", "analytics_listenerplaylistday", ("user_id", "day", "playlist"), LISTENS)
DETAILS: Final = (TRACKS, DAYS, PLAYLISTS)

_PLAYED = "plays"
LISTENER_TOTAL: Final = Sum("analytics_listenertotal", DAYS, ("user_id",), (*COUNTS, "activities"))
OF_TRACKS: Final = (
    Sum("analytics_trackday", TRACKS, ("day", "track_id"), COUNTS, _PLAYED),
    Sum("analytics_artistday", TRACKS, ("day", "artist_id"), COUNTS, _PLAYED),
    Sum("analytics_genreday", TRACKS, ("day", "genre_id"), COUNTS, _PLAYED, where="genre_id IS NOT NULL"),
)
OF_ALL: Final = (
    *OF_TRACKS,
    Sum("analytics_playlistday", PLAYLISTS, ("day", "playlist"), LISTENS, _PLAYED),
    Sum("analytics_daytotal", DAYS, ("day",), (*COUNTS, *RECOMMENDED), "listens"),
)
"""Over all listeners, by day."""
