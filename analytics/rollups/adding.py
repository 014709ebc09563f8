"""From `fresh_...` and `stale_...` to the tables: replace the details, and move the sums by the difference.

To be called under `roll_up_alone`.
"""

# ruff: noqa: S608  (names of our own tables; there are no values)

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext

from analytics.rollups.dialect import joined_as_a_whole, keep_as, let_go, run
from analytics.rollups.tables import LISTENER_TRACK, OF_LISTENERS, TRACKS, Detail, Sum


def replace(detail: Detail) -> None:
    """Make the rows of the table that are in `stale_` those in `fresh_`; what is the same is not touched."""
    put(detail.table, detail.keys, (*detail.keys, *detail.columns), f"fresh_{detail.name}", f"stale_{detail.name}")


def put(table: str, keys: tuple[str, ...], columns: tuple[str, ...], fresh: str, stale: str) -> None:
    """``stale`` are the rows of ``table`` that are to become ``fresh``."""
    key, every = ", ".join(keys), ", ".join(columns)
    gone = f"SELECT {key} FROM {stale} EXCEPT SELECT {key} FROM {fresh}"
    new = f"SELECT {every} FROM {fresh} EXCEPT SELECT {every} FROM {stale}"
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    run(f"DELETE FROM {table} WHERE {_row(keys)} IN ({gone})")
    run(
        f"INSERT INTO {table} ({every}) SELECT {every} FROM ({new}) AS new WHERE 1 = 1 "
        f"ON CONFLICT ({key}) DO UPDATE SET {changes}"
    )


def add_up(sums: Iterable[Sum]) -> None:
    for each in sums:
        _add_difference(each)


def add_up_listeners() -> None:
    """Of those in `rollup_whole`, of whom all days are rolled up, the sums are made anew."""
    whole = "SELECT user_id FROM rollup_whole"
    for each in OF_LISTENERS:
        run(f"DELETE FROM {each.table} WHERE user_id IN ({whole})")
        _add_difference(each, whole)


def _add_difference(each: Sum, whole: str = "") -> None:
    keys, columns = ", ".join(each.keys), each.all_columns
    fresh, stale = each.parts(f"fresh_{each.detail.name}"), each.parts(f"stale_{each.detail.name}", "-", whole)
    totals = ", ".join(f"SUM({column}) AS {column}" for column in columns)
    changed = " OR ".join(f"SUM({column}) <> 0" for column in columns)
    keep_as(
        "rollup_change",
        f"SELECT {keys}, {totals} FROM ({fresh} UNION ALL {stale}) AS both_of GROUP BY {keys} HAVING {changed}",
    )
    added = ", ".join(f"{column} = {each.table}.{column} + excluded.{column}" for column in columns)
    every, source = f"{keys}, {', '.join(columns)}", "rollup_change"
    if each is LISTENER_TRACK:
        # Of a track that is new to the listener the first listen is among these; the others keep theirs for now.
        every += ", first_at, first_day"
        source += f" LEFT JOIN ({_first_of('fresh_tracks')}) AS found USING ({keys})"
    with joined_as_a_whole() if each is LISTENER_TRACK else nullcontext():
        run(
            f"INSERT INTO {each.table} ({every}) SELECT {every} FROM {source} WHERE 1 = 1 "
            f"ON CONFLICT ({keys}) DO UPDATE SET {added}"
        )
    # What only grows does not come to nothing.
    less = " OR ".join(f"{column} < 0" for column in columns)
    nothing = " AND ".join(f"{column} = 0" for column in columns)
    gone = f"SELECT {keys} FROM rollup_change WHERE {less}"
    run(f"DELETE FROM {each.table} WHERE {_row(each.keys)} IN ({gone}) AND {nothing}")
    let_go("rollup_change")


def find_first_listens() -> None:
    """Of tracks whose first listen came, went or moved: when it was. After the details and the sums, which know it of
    tracks that are new, and so of all that `rollup_whole` is about."""
    table = LISTENER_TRACK.table
    earlier = f"({table}.first_at IS NULL OR found.first_at < {table}.first_at)"
    same = f"{table}.user_id = found.user_id AND {table}.track_id = found.track_id"
    setting = f"UPDATE {table} SET first_at = found.first_at, first_day = found.first_day"
    partly = "user_id NOT IN (SELECT user_id FROM rollup_whole)"
    heard = f"first_at IS NOT NULL AND {partly}"
    run(f"{setting} FROM ({_first_of('fresh_tracks', heard)}) AS found WHERE {same} AND {earlier}")
    with joined_as_a_whole():
        keep_as(
            "rollup_lost",
            "SELECT DISTINCT stale.user_id, stale.track_id FROM stale_tracks AS stale LEFT JOIN fresh_tracks AS fresh "
            "ON fresh.user_id = stale.user_id AND fresh.track_id = stale.track_id AND fresh.day = stale.day "
            "WHERE stale.first_at IS NOT NULL AND (fresh.first_at IS NULL OR fresh.first_at <> stale.first_at) "
            f"AND stale.{partly}",
        )
    # All days of each such listener in one go: one of them may have heard thousands of tracks.
    columns = "stored.user_id, stored.day, stored.track_id, stored.first_at"
    keep_as(
        "rollup_history",
        f"SELECT {columns} FROM (SELECT DISTINCT user_id FROM rollup_lost) AS lost "
        f"JOIN {TRACKS.table} AS stored ON stored.user_id = lost.user_id",
    )
    with joined_as_a_whole():
        keep_as(
            "rollup_found",
            f"SELECT user_id, track_id, first_at, first_day FROM ({_first_of('rollup_history', '1 = 1')}) "
            "AS each_one JOIN rollup_lost USING (user_id, track_id)",
        )
    run(f"{setting} FROM rollup_found AS found WHERE {same}")
    let_go("rollup_lost", "rollup_history", "rollup_found")


def _first_of(source: str, where: str = "first_at IS NOT NULL") -> str:
    """Selects the first listen of each listener's track, null where there is none."""
    first_day = "MIN(CASE WHEN first_at IS NOT NULL THEN day END) AS first_day"
    found = f"SELECT user_id, track_id, MIN(first_at) AS first_at, {first_day} FROM {source} WHERE {where}"
    return f"{found} GROUP BY user_id, track_id"


def _row(keys: tuple[str, ...]) -> str:
    return f"({', '.join(keys)})" if len(keys) > 1 else keys[0]
