"""The roll-ups, counted once more in plain Python out of the activities: what the tables have to say."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils import timezone

from analytics.models import (
    Activity,
    ArtistDay,
    DayTotal,
    GenreDay,
    HourTotal,
    ListenerDay,
    ListenerMonth,
    ListenerPlaylistDay,
    ListenerTotal,
    ListenerTrackDay,
    ListeningSettings,
    PlaylistDay,
    TrackDay,
)  # fmt: skip
from analytics.rollups.packed import OF_DAY, days_in, tracks_in

LISTENS = ("listens", "plays", "skips", "played_ms")
COUNTS = (*LISTENS, "likes", "shares")
RECOMMENDED = ("recommended_listens", "recommended_plays")

Table = dict[Any, dict[str, Any]]

STORED: dict[type[Model], tuple[tuple[str, ...], tuple[str, ...]]] = {
    ListenerDay: (("user_id", "day"), (*COUNTS, *RECOMMENDED, "hours")),
    ListenerTrackDay: (("user_id", "day", "track_id"), (*COUNTS, "artist_id", "album_id", "genre_id", "first_at")),
    ListenerPlaylistDay: (("user_id", "day", "playlist"), LISTENS),
    ListenerTotal: (("user_id",), (*COUNTS, "activities")),
    DayTotal: (("day",), (*COUNTS, *RECOMMENDED, "listeners")),
    HourTotal: (("hour",), ("listens", "plays", "skips", "likes", "shares")),
    TrackDay: (("day", "track_id"), (*COUNTS, "listeners")),
    ArtistDay: (("day", "artist_id"), (*COUNTS, "listeners")),
    GenreDay: (("day", "genre_id"), (*COUNTS, "listeners")),
    PlaylistDay: (("day", "playlist"), (*LISTENS, "listeners")),
}


def stored() -> dict[str, Table]:
    """All roll-ups, by table, key and column."""
    found: dict[str, Table] = {}
    for model, (keys, columns) in STORED.items():
        rows = model._default_manager.values(*keys, *columns)
        found[model.__name__] = {tuple(row[key] for key in keys): {name: row[name] for name in columns} for row in rows}
    months = ListenerMonth.objects.values_list("user_id", "month", "heard", "days", "tracks")
    found["ListenerMonth"] = {
        (user, month): {
            "heard": heard,
            "days": days_in(month, days),
            "tracks": tracks_in(month, tracks).T.tolist(),
        }
        for user, month, heard, days, tracks in months
    }
    return found


def counted() -> dict[str, Table]:
    """The same, out of the activities and the catalogue as they are now."""
    tables: dict[str, Table] = {model.__name__: {} for model in STORED}
    zones = dict(ListeningSettings.objects.values_list("user_id", "time_zone"))
    listeners: dict[Any, set[Any]] = defaultdict(set)
    for row in Activity.objects.select_related("track__album").order_by("timestamp"):
        local = row.timestamp.astimezone(ZoneInfo(zones.get(row.user_id, "UTC")))
        _count(tables, listeners, row, local.date(), local.hour)
    for (name, key), who in listeners.items():
        tables[name][key]["listeners"] = len(who)
    return tables | {"ListenerMonth": _months(tables["ListenerDay"], tables["ListenerTrackDay"])}


def _months(days: Table, tracks: Table) -> Table:
    """Out of the days: that those are right is seen by themselves."""
    found: Table = {}
    for (user, day), cell in sorted(days.items(), key=lambda item: item[0][1]):
        month = found.setdefault((user, day.replace(day=1)), {"heard": 0, "days": [], "tracks": []})
        month["heard"] += (2 ** (day.day - 1)) * (cell["listens"] > 0)
        month["days"].append((day, *(cell[name] for name in OF_DAY[1:])))
    for (user, day, track), cell in sorted(tracks.items(), key=lambda item: item[0][1:]):
        if cell["listens"]:
            whose = (cell["artist_id"], day.toordinal(), cell["album_id"] or 0, cell["genre_id"] or 0)
            row = [track, *whose, cell["plays"], cell["played_ms"]]
            found[user, day.replace(day=1)]["tracks"].append(row)
    return found


def _keys(row: Activity, day: date) -> dict[type[Model], tuple[Any, ...]]:
    user, track = row.user_id, row.track
    genre = _genre(row)
    keys: dict[type[Model], tuple[Any, ...]] = {
        ListenerDay: (user, day),
        ListenerTrackDay: (user, day, track.pk),
        ListenerTotal: (user,),
        DayTotal: (day,),
        TrackDay: (day, track.pk),
        ArtistDay: (day, track.artist_id),
    }
    if genre is not None:
        keys[GenreDay] = (day, genre)
    if row.context and row.action in ("play", "skip"):
        keys |= {ListenerPlaylistDay: (user, day, row.context), PlaylistDay: (day, row.context)}
    if row.timestamp > timezone.now() - timedelta(days=100):
        keys[HourTotal] = (row.timestamp.astimezone(UTC).replace(minute=0, second=0, microsecond=0),)
    return keys


def _genre(row: Activity) -> int | None:
    return row.track.genre_id or (row.track.album.genre_id if row.track.album else None)


def _count(tables: dict[str, Table], listeners: dict[Any, set[Any]], row: Activity, day: date, hour: int) -> None:
    is_listen, keys = row.action in ("play", "skip"), _keys(row, day)
    for model, key in keys.items():
        cell = tables[model.__name__].setdefault(key, _nothing(model))
        _add(cell, row)
        if "listeners" in cell and (is_listen if model is DayTotal else row.action == "play"):
            listeners[model.__name__, key].add(row.user_id)
    of_track = tables["ListenerTrackDay"][keys[ListenerTrackDay]]
    of_track |= {"artist_id": row.track.artist_id, "album_id": row.track.album_id, "genre_id": _genre(row)}
    if is_listen:
        hours = tables["ListenerDay"][keys[ListenerDay]]["hours"]
        hours[str(hour)] = hours.get(str(hour), 0) + 1
        of_track["first_at"] = of_track["first_at"] or row.timestamp


def _nothing(model: type[Model]) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(("first_at", "artist_id", "album_id", "genre_id"))
    return {name: ({} if name == "hours" else empty.get(name, 0)) for name in STORED[model][1]}


def _add(cell: dict[str, Any], row: Activity) -> None:
    listen = row.action in ("play", "skip")
    said = {
        "listens": listen,
        "plays": row.action == "play",
        "skips": row.action == "skip",
        "likes": row.action == "like",
        "shares": row.action == "share",
        "played_ms": row.played_ms or 0,
        "activities": 1,
        "recommended_listens": listen and row.recommendation is not None,
        "recommended_plays": row.action == "play" and row.recommendation is not None,
    }
    for name, number in said.items():
        if name in cell:
            cell[name] += int(number)
