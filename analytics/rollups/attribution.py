"""Tracks that got another artist, album or genre: what was heard of them moves along, on every day it was heard."""

# ruff: noqa: S608  (names of our own tables; numbers of ours)

from __future__ import annotations

from typing import Final

from django.db import transaction

from analytics.rollups.adding import add_up, replace
from analytics.rollups.dialect import keep_as, let_go, roll_up_alone, rows, run
from analytics.rollups.models import RollUpTrackMark
from analytics.rollups.packing import pack_months
from analytics.rollups.reading import attributed
from analytics.rollups.tables import COUNTS, OF_TRACKS, TRACKS

TRACKS_AT_ONCE: Final = 1_000
DAYS_AT_ONCE: Final = 20_000
"""Days of listeners."""


def move_tracks() -> int:
    """All that are marked; how many rows of listeners' days moved. It can be stopped anywhere."""
    moved = 0
    while (number := _move_some()) is not None:
        moved += number
    return moved


@transaction.atomic
def _move_some() -> int | None:
    """One batch. None when no track is marked."""
    roll_up_alone()
    marks = RollUpTrackMark._meta.db_table
    keep_as("rollup_track", f"SELECT id, track_id FROM {marks} ORDER BY id LIMIT {TRACKS_AT_ONCE}")
    [(taken,)] = rows("SELECT COUNT(*) FROM rollup_track")
    # The row is compared with what the catalogue says now: a mark may be older than the row.
    stored = f"SELECT stored.* FROM {TRACKS.table} AS stored JOIN (SELECT DISTINCT track_id FROM rollup_track) AS track"
    now = attributed(f"{stored} ON track.track_id = stored.track_id")
    keep_as(
        "rollup_moved",
        f"SELECT DISTINCT now.user_id, now.day FROM ({now}) AS now JOIN {TRACKS.table} AS was "
        "ON was.user_id = now.user_id AND was.day = now.day AND was.track_id = now.track_id "
        "WHERE was.artist_id <> now.artist_id OR COALESCE(was.album_id, 0) <> COALESCE(now.album_id, 0) "
        "OR COALESCE(was.genre_id, 0) <> COALESCE(now.genre_id, 0) "
        f"LIMIT {DAYS_AT_ONCE}",
    )
    [(days,)] = rows("SELECT COUNT(*) FROM rollup_moved")
    _move_days()
    if days < DAYS_AT_ONCE:
        run(f"DELETE FROM {marks} WHERE id IN (SELECT id FROM rollup_track)")
    let_go("rollup_track", "rollup_moved")
    return int(days) if taken else None


def _move_days() -> None:
    """The listeners' days in `rollup_moved`: with all their tracks, as an artist's listeners are counted over those."""
    columns = ", ".join(f"stored.{each}" for each in (*TRACKS.keys, *TRACKS.columns))
    plain = ", ".join((*TRACKS.keys, *COUNTS, "first_at"))
    keep_as(
        "stale_tracks",
        f"SELECT {columns} FROM rollup_moved AS moved JOIN {TRACKS.table} AS stored "
        "ON stored.user_id = moved.user_id AND stored.day = moved.day",
    )
    keep_as("fresh_tracks", attributed(f"SELECT {plain} FROM stale_tracks"))
    replace(TRACKS)
    add_up(OF_TRACKS)
    pack_months("SELECT user_id, day FROM rollup_moved")
    let_go("stale_tracks", "fresh_tracks")
