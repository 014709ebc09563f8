"""From `fresh_...` and `stale_...` to the tables: replace the details, and move the sums by the difference.

To be called under `roll_up_alone`.
"""

# ruff: noqa: S608  (names of our own tables; there are no values)

from __future__ import annotations

from collections.abc import Iterable

from analytics.rollups.dialect import keep_as, let_go, run
from analytics.rollups.tables import LISTENER_TOTAL, Detail, Sum


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
    run(f"DELETE FROM {LISTENER_TOTAL.table} WHERE user_id IN ({whole})")
    _add_difference(LISTENER_TOTAL, whole)


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
    every = f"{keys}, {', '.join(columns)}"
    run(
        f"INSERT INTO {each.table} ({every}) SELECT {every} FROM rollup_change WHERE 1 = 1 "
        f"ON CONFLICT ({keys}) DO UPDATE SET {added}"
    )
    # What only grows does not come to nothing.
    less = " OR ".join(f"{column} < 0" for column in columns)
    nothing = " AND ".join(f"{column} = 0" for column in columns)
    gone = f"SELECT {keys} FROM rollup_change WHERE {less}"
    run(f"DELETE FROM {each.table} WHERE {_row(each.keys)} IN ({gone}) AND {nothing}")
    let_go("rollup_change")


def _row(keys: tuple[str, ...]) -> str:
    return f"({', '.join(keys)})" if len(keys) > 1 else keys[0]
