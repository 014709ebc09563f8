"""The activities of some listeners' days, and what they add up to: `fresh_...` beside the `stale_...` that is stored.

`rollup_span` says which: a listener, their zone, their days from ``first`` to ``last``, and the moments between which
those lie for sure. Days of one listener do not overlap there.
"""

# ruff: noqa: S608  (names of our own tables and columns; there are no values)

from __future__ import annotations

from contextlib import nullcontext
from typing import Final

from django.db import connection

from analytics.rollups.dialect import dialect, joined_as_a_whole, keep_as, rows
from analytics.rollups.tables import COUNTS, DETAILS, PLAYLISTS, RECOMMENDED, TRACKS

HOURS_KEPT_DAYS: Final = 100
_PLAY, _SKIP, _LIKE, _SHARE = (
    f"SUM(CASE WHEN action = '{each}' THEN 1 ELSE 0 END)" for each in ("play", "skip", "like", "share")
)
_LISTENS = "SUM(CASE WHEN action IN ('play', 'skip') THEN 1 ELSE 0 END)"
_LISTEN_COUNTS = f"{_LISTENS} AS listens, {_PLAY} AS plays, {_SKIP} AS skips, SUM(played_ms) AS played_ms"
_COUNTS = f"{_LISTEN_COUNTS}, {_LIKE} AS likes, {_SHARE} AS shares"

TEMPORARY: Final = (
    "rollup_span",
    "rollup_whole",
    "rollup_heard",
    *(f"{age}_{each.name}" for each in DETAILS for age in ("fresh", "stale")),
)


def keep_spans(marks: str) -> None:
    """The days that the marks in the table ``marks`` are about."""
    write = dialect()
    zone = "COALESCE(settings.time_zone, 'UTC')"
    day = write.local_day.format(moment="mark.moment", zone=zone)
    of_listener = (
        f"FROM {marks} AS mark LEFT JOIN analytics_listeningsettings AS settings ON settings.user_id = mark.user_id"
    )
    whole = f"SELECT user_id FROM {marks} WHERE moment IS NULL AND user_id IS NOT NULL"
    keep_as(
        "rollup_span",
        f"SELECT DISTINCT mark.user_id, {zone} AS zone, {write.first_day} AS first, {write.last_day} AS last, "
        f"{write.first_moment} AS starts, {write.last_moment} AS ends "
        f"{of_listener} WHERE mark.moment IS NULL AND mark.user_id IS NOT NULL "
        "UNION ALL SELECT user_id, zone, day, day, "
        f"{write.day_starts.format(day='day')}, {write.day_ends.format(day='day')} FROM ("
        f"SELECT DISTINCT mark.user_id, {zone} AS zone, {day} AS day "
        f"{of_listener} WHERE mark.moment IS NOT NULL AND mark.user_id IS NOT NULL "
        f"AND mark.user_id NOT IN ({whole})) AS days",
    )


MANY_SPANS: Final = 1_000
FEW_DAYS: Final = 7


def keep_heard() -> None:
    """The activities of the days. One statement, so all are of one moment.

    Of many listeners' days that lie close together, all activities of that time are read and joined; else each day's
    are looked up, which takes a look into every month of the activities.
    """
    between = _time_of_many()
    with joined_as_a_whole() if between else nullcontext():
        _keep_heard(between)


def _time_of_many() -> str:
    """A condition on the time of the activities, where reading all of them is better; else ""."""
    if connection.vendor != "postgresql":
        return ""
    whole = f"SELECT 1 FROM rollup_span WHERE last = {dialect().last_day}"
    found = rows(
        "SELECT CAST(MIN(starts) AS text), CAST(MAX(ends) AS text) FROM rollup_span "
        f"WHERE NOT EXISTS ({whole}) HAVING COUNT(*) >= {MANY_SPANS} AND MAX(last) - MIN(first) <= {FEW_DAYS}"
    )
    return "".join(f" AND activity.timestamp >= '{start}' AND activity.timestamp < '{end}'" for start, end in found)


def _keep_heard(between: str) -> None:
    write = dialect()
    day = write.local_day.format(moment="activity.timestamp", zone="span.zone")
    hour = write.local_hour.format(moment="activity.timestamp", zone="span.zone")
    keep_as(
        "rollup_heard",
        f"SELECT activity.user_id, {day} AS day, {hour} AS hour, activity.track_id, activity.context AS playlist, "
        "CASE WHEN activity.recommendation IS NULL THEN 0 ELSE 1 END AS recommended, activity.action, "
        "COALESCE(activity.played_ms, 0) AS played_ms, activity.timestamp AS moment "
        "FROM rollup_span AS span JOIN analytics_activity AS activity ON activity.user_id = span.user_id "
        "AND activity.timestamp >= span.starts AND activity.timestamp < span.ends "
        f"WHERE {day} BETWEEN span.first AND span.last{between}",
    )


def keep_fresh() -> None:
    """What the activities of the days add up to."""
    write = dialect()
    # Typed, where there is nothing to take the type from.
    first = f"MIN(CASE WHEN action IN ('play', 'skip') THEN moment ELSE {write.no_moment} END) AS first_at"
    tracks = f"SELECT user_id, day, track_id, {_COUNTS}, {first} FROM rollup_heard GROUP BY user_id, day, track_id"
    keep_as("fresh_tracks", attributed(tracks))
    listens = "SUM(CASE WHEN action IN ('play', 'skip') THEN recommended ELSE 0 END) AS recommended_listens"
    plays = "SUM(CASE WHEN action = 'play' THEN recommended ELSE 0 END) AS recommended_plays"
    hours = f"SELECT user_id, day, hour, {_COUNTS}, {listens}, {plays} FROM rollup_heard GROUP BY user_id, day, hour"
    sums = ", ".join(f"CAST(SUM({column}) AS bigint) AS {column}" for column in (*COUNTS, *RECOMMENDED))
    clock = f"COALESCE({write.hours_object} FILTER (WHERE listens > 0), {write.no_hours}) AS hours"
    keep_as("fresh_days", f"SELECT user_id, day, {sums}, {clock} FROM ({hours}) AS each_hour GROUP BY user_id, day")
    keep_as(
        "fresh_playlists",
        f"SELECT user_id, day, playlist, {_LISTEN_COUNTS} FROM rollup_heard "
        "WHERE playlist IS NOT NULL AND action IN ('play', 'skip') GROUP BY user_id, day, playlist",
    )


def attributed(tracks: str) -> str:
    """``tracks`` selects rows of listeners' tracks by day; with artist, album and genre as the catalogue has them."""
    columns = ", ".join(
        f"counted.{each}"
        for each in (*TRACKS.keys, *TRACKS.columns)
        if each not in ("artist_id", "album_id", "genre_id")
    )
    places = columns.replace(
        "counted.track_id,",
        "counted.track_id, track.artist_id, track.album_id, COALESCE(track.genre_id, album.genre_id) AS genre_id,",
    )
    return (
        f"SELECT {places} FROM ({tracks}) AS counted JOIN catalogue_track AS track ON track.id = counted.track_id "
        "LEFT JOIN catalogue_album AS album ON album.id = track.album_id"
    )


def keep_stale() -> None:
    """What is stored of the days."""
    for each in DETAILS:
        columns = each.all_columns.replace("user_id", "stored.user_id")
        keep_as(
            f"stale_{each.name}",
            f"SELECT {columns} FROM rollup_span AS span JOIN {each.table} AS stored "
            "ON stored.user_id = span.user_id AND stored.day BETWEEN span.first AND span.last",
        )


def keep_no_playlists() -> None:
    """For what changes nothing about playlists."""
    for age in ("fresh", "stale"):
        keep_as(f"{age}_playlists", f"SELECT {PLAYLISTS.all_columns} FROM {PLAYLISTS.table} WHERE 1 = 0")
