"""What trends: ranked by how many listeners play it, not by how often one does.

A listener gives a track, artist or playlist 1 point for playing it in the window, 2 from three plays on, and 3 from
seven on: log2(1 + plays) rounded down, 3 at most. Somebody who plays a track a thousand times thus counts as much as
three who played it once. And fewer listeners than `TRENDS_MIN_LISTENERS` are no trend at all.

Points are counted for those that had the most listeners, day by day. Genres, of which everybody plays most, are ranked
by that alone: the sum over the days of their listeners.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Max, Model, Sum

from analytics.rollups.models import (
    ArtistDay,
    GenreDay,
    ListenerPlaylistDay,
    ListenerTrackDay,
    PlaylistDay,
    TrackDay,
)
from analytics.trends.windows import Window
from catalogue.models import Track

KINDS: Final = ("genres", "artists", "tracks", "playlists")
CANDIDATES: Final = 200
KEPT: Final = 80
"""Of each ranking; more than anybody may ask for, since some may not be shown."""

Key: TypeAlias = "int | str"

_POINTS = "CASE WHEN SUM(plays) >= 7 THEN 3 WHEN SUM(plays) >= 3 THEN 2 ELSE 1 END"


@dataclass(frozen=True, slots=True)
class Ranked:
    """``key`` is a primary key, as JSON writes it. ``listeners`` is None where nobody counted them."""

    key: Key
    score: int
    plays: int
    activities: int
    listeners: int | None


def ranking(kind: str, window: Window) -> list[Ranked]:
    """The best first; `KEPT` at most."""
    ranked = _genres(window) if kind == "genres" else _by_points(kind, window)
    ordered = sorted(ranked, key=lambda each: (-each.score, -each.plays, str(each.key)))
    return ordered[:KEPT]


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: Any
    plays: int
    activities: int
    listener_days: int
    most_in_a_day: int


def _candidates(model: type[Model], subject: str, window: Window) -> list[_Candidate]:
    rows = model._default_manager.filter(day__range=(window.first, window.last)).order_by()
    # Playlists are neither liked nor shared.
    counted = ("listens",) if model is PlaylistDay else ("listens", "likes", "shares")
    sums = rows.values(key=F(subject)).annotate(
        played=Sum("plays"),
        activities=sum((Sum(name) for name in counted[1:]), Sum(counted[0])),
        listener_days=Sum("listeners"),
        most=Max("listeners"),
    )
    best = sums.filter(listener_days__gt=0).order_by("-listener_days", "-played", "key")
    columns = best.values_list("key", "played", "activities", "listener_days", "most")
    return [_Candidate(*row) for row in columns[:CANDIDATES]]


def _genres(window: Window) -> list[Ranked]:
    return [
        Ranked(each.key, each.listener_days, each.plays, each.activities, None)
        for each in _candidates(GenreDay, "genre", window)
        if each.most_in_a_day >= settings.TRENDS_MIN_LISTENERS
    ]


def _by_points(kind: str, window: Window) -> list[Ranked]:
    model, subject = _SOURCES[kind]
    candidates = {each.key: each for each in _candidates(model, subject, window)}
    if not candidates:
        return []
    found = _POINTS_OF[kind](list(candidates), window)
    return [
        Ranked(_as_json(key), points, candidates[key].plays, candidates[key].activities, listeners)
        for key, (points, listeners) in found.items()
        if listeners >= settings.TRENDS_MIN_LISTENERS
    ]


Points: TypeAlias = "dict[Any, tuple[int, int]]"
"""By key: the points, and of how many listeners."""


def _track_points(keys: Sequence[int], window: Window) -> Points:
    return _points("track_id", keys, ListenerTrackDay, "track_id", window)


def _artist_points(keys: Sequence[int], window: Window) -> Points:
    """By way of their tracks, which the index begins with."""
    heard = TrackDay.objects.filter(day__range=(window.first, window.last), plays__gt=0).values("track")
    tracks = list(Track.objects.filter(artist__in=keys, pk__in=heard).values_list("pk", flat=True))
    found = _points("artist_id", tracks, ListenerTrackDay, "track_id", window)
    return {key: found[key] for key in keys if key in found}


def _playlist_points(keys: Sequence[Any], window: Window) -> Points:
    return _points("playlist", keys, ListenerPlaylistDay, "playlist", window)


def _points(subject: str, among: Sequence[Any], model: type[Model], column: str, window: Window) -> Points:
    """Grouped twice, by listener and then over them, which the ORM does not do."""
    if not among:
        return {}
    field: Any = model._meta.get_field(column.removesuffix("_id"))
    keys = [field.get_db_prep_value(key, connection) for key in among]
    sql = f"""
        SELECT subject, SUM(points), COUNT(*) FROM (
            SELECT {subject} AS subject, user_id, {_POINTS} AS points FROM {model._meta.db_table}
            WHERE {column} IN ({", ".join(["%s"] * len(keys))}) AND day BETWEEN %s AND %s AND plays > 0
            GROUP BY {subject}, user_id
        ) AS heard GROUP BY subject
    """  # noqa: S608  # names of columns and tables of ours; every value is a parameter
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, window.first.isoformat(), window.last.isoformat()])
        rows = cursor.fetchall()
    return {_key(key): (int(points), listeners) for key, points, listeners in rows}


_SOURCES: dict[str, tuple[type[Model], str]] = {
    "artists": (ArtistDay, "artist"),
    "tracks": (TrackDay, "track"),
    "playlists": (PlaylistDay, "playlist"),
}
_POINTS_OF = {"artists": _artist_points, "tracks": _track_points, "playlists": _playlist_points}


def _key(column: Any) -> Any:
    """SQLite answers a UUID as the text that it keeps."""
    return column if isinstance(column, int) else UUID(str(column))


def _as_json(key: Any) -> Key:
    return key if isinstance(key, int) else str(key)
