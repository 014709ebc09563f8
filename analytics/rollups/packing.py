"""Listeners' months, packed out of their days: what `analytics.rollups.packed` reads.

To be called under `roll_up_alone`, after the details.
"""

# ruff: noqa: S608  (names of our own tables; there are no values)

from __future__ import annotations

from typing import Final

from analytics.rollups.adding import put
from analytics.rollups.dialect import dialect, joined_as_a_whole, keep_as, let_go
from analytics.rollups.packed import COLUMNS, OF_DAY
from analytics.rollups.tables import DAYS, TRACKS

TABLE: Final = "analytics_listenermonth"
KEYS: Final = ("user_id", "month")
EVERY: Final = (*KEYS, "heard", "days", "tracks", "version")
TEMPORARY: Final = ("rollup_month", "packed_days", "packed_tracks", "fresh_months", "stale_months")


def pack_months(days: str) -> None:
    """Pack the months anew of what ``days`` selects: listeners and days."""
    write = dialect()
    month, end = write.month.format(day="day"), write.month_end.format(day="month")
    months = f"SELECT DISTINCT user_id, {month} AS month FROM ({days}) AS days"
    keep_as("rollup_month", f"SELECT user_id, month, {end} AS ends FROM ({months}) AS months")
    wanted = "FROM rollup_month AS wanted JOIN {table} AS stored ON stored.user_id = wanted.user_id"
    within = f"{wanted} AND stored.day BETWEEN wanted.month AND wanted.ends"
    _keep_packed("wanted.month", within.format(table=DAYS.table), within.format(table=TRACKS.table))
    _keep_stale(f"{wanted.format(table=TABLE)} AND stored.month = wanted.month")
    put(TABLE, KEYS, EVERY, "fresh_months", "stale_months")
    let_go(*TEMPORARY)


def pack_listeners() -> None:
    """Pack all months anew of those in `rollup_whole`, of whom `fresh_days` and `fresh_tracks` are."""
    keep_months_of_listeners("fresh", "rollup_whole")
    put(TABLE, KEYS, EVERY, "fresh_months", "stale_months")
    let_go(*TEMPORARY)


def keep_months_of_listeners(age: str, listeners: str) -> None:
    """`fresh_months` as the listeners' days, all of which are in `<age>_days` and `<age>_tracks`, have them; and
    `stale_months` as they are stored."""
    month = dialect().month.format(day="stored.day")
    theirs = "FROM {table} AS stored JOIN " + f"{listeners} AS wanted ON wanted.user_id = stored.user_id"
    with joined_as_a_whole():
        _keep_packed(month, *(theirs.format(table=f"{age}_{detail.name}") for detail in (DAYS, TRACKS)))
    _keep_stale(f"FROM {listeners} AS wanted JOIN {TABLE} AS stored ON stored.user_id = wanted.user_id")


def _keep_stale(source: str) -> None:
    keep_as("stale_months", f"SELECT {', '.join(f'stored.{column}' for column in EVERY)} {source}")


def _keep_packed(month: str, days: str, tracks: str) -> None:
    """``days`` and ``tracks`` say where those are from, as `stored`."""
    _keep_packed_days(month, days)
    _keep_packed_tracks(month, tracks)
    packed = f"COALESCE(packed_tracks.tracks, {dialect().nothing_packed})"
    every = f"packed_days.user_id, packed_days.month, heard, days, {packed} AS tracks"
    with joined_as_a_whole():
        keep_as(
            "fresh_months",
            f"SELECT {every}, md5(days || md5({packed})) AS version FROM packed_days LEFT JOIN packed_tracks "
            "ON packed_tracks.user_id = packed_days.user_id AND packed_tracks.month = packed_days.month",
        )


def _keep_packed_days(month: str, source: str) -> None:
    write = dialect()
    number = write.day_of_month.format(day="stored.day")
    text = " || ',' || ".join(("day", *(name for name in OF_DAY[1:-1]), "hours"))
    joined = write.joined.format(text=f"'[' || {text} || ']'")
    columns = ", ".join(f"stored.{name}" for name in OF_DAY[1:])
    keep_as(
        "packed_days",
        f"SELECT user_id, month, SUM(CASE WHEN listens > 0 THEN 1 << (day - 1) ELSE 0 END) AS heard, "
        f"'[' || {joined} || ']' AS days FROM (SELECT stored.user_id, {month} AS month, {number} AS day, {columns} "
        f"{source} ORDER BY 1, 2, 3) AS listed GROUP BY user_id, month",
    )


def _keep_packed_tracks(month: str, source: str) -> None:
    """Column by column, so that the first ones can be read without the others."""
    write = dialect()
    number = write.day_of_month.format(day="stored.day")
    values = {"day": "day", "plays": "plays", "played_ms": "played_ms"}
    columns = [write.packed.format(number=values.get(name, f"COALESCE({name}_id, 0)")) for name in COLUMNS]
    others = ", ".join(f"stored.{name}" for name in ("artist_id", "album_id", "genre_id", "plays", "played_ms"))
    keep_as(
        "packed_tracks",
        f"SELECT user_id, month, {' || '.join(columns)} AS tracks FROM ("
        f"SELECT stored.user_id, {month} AS month, {number} AS day, stored.track_id, {others} "
        f"{source} WHERE stored.listens > 0 ORDER BY 1, 2, 3, 4) AS listed GROUP BY user_id, month",
    )
