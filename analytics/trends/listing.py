"""Trends as readers see them: what was ranked, without what may not be shown now."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from analytics.insights.kept import kept
from analytics.trends.models import TrendList
from analytics.trends.playlists import public_playlists
from analytics.trends.ranking import Key, Ranked
from analytics.trends.windows import window
from catalogue.models import Artist, Genre, Track

Shown: TypeAlias = "dict[str, Any]"
Show = Callable[[Collection[Any]], dict[Key, Shown]]

KEPT_FOR: Final = timedelta(seconds=10)
"""A moderator who hides a track is heard after that. Playlists are looked at each time: they are somebody's."""

_VISIBLE_TRACK = Q(is_hidden=False, artist__is_hidden=False) & (Q(album=None) | Q(album__is_hidden=False))


@dataclass(frozen=True, slots=True)
class Placed:
    """``rank`` counts from 1; ``previous_rank`` is None for what was not in the list before."""

    ranked: Ranked
    rank: int
    previous_rank: int | None

    @property
    def place(self) -> Shown:
        change = None if self.previous_rank is None else self.previous_rank - self.rank
        return {
            "rank": self.rank,
            "previous_rank": self.previous_rank,
            "change": change,
            "score": self.ranked.score,
            "listeners": self.ranked.listeners,
        }


def trends(name: str, *, limit: int, user: User | None = None) -> Shown:
    """The lists of a window, ``limit`` entries each at most, as ``user`` sees them; empty ones where nothing was ranked
    yet."""
    row = TrendList.objects.filter(window=name).first()
    of = row.computed_at if row else None
    listed = kept(f"trends {name} {limit}", of=of, make=lambda: _listed(row, limit), lasting=KEPT_FOR)
    span = window(name, today=timezone.now().date())
    return {
        "window": name,
        "first_day": row.first_day if row else span.first,
        "last_day": row.last_day if row else span.last,
        "computed_at": row.computed_at if row else None,
        **listed,
        "trending_playlists": _playlists(row, limit, user),
    }


def _listed(row: TrendList | None, limit: int) -> Shown:
    return {
        "trending_genres": _genres(row, limit),
        "trending_artists": _artists(row, limit),
        "popular_tracks": _tracks(row, limit),
    }


def placed(row: TrendList | None, kind: str, *, visible: Callable[[Collection[Any]], Collection[Any]]) -> list[Placed]:
    """The ranking with the ranks that it has when only what is ``visible`` counts, then and now."""
    if row is None:
        return []
    now = [Ranked(*each) for each in row.found.get(kind, ())]
    before: Sequence[Key] = row.before.get(kind, ())
    seen = set(visible({each.key for each in now} | set(before)))
    previous = {key: place for place, key in enumerate((key for key in before if key in seen), start=1)}
    kept = (each for each in now if each.key in seen)
    return [Placed(each, place, previous.get(each.key)) for place, each in enumerate(kept, start=1)]


def visible_tracks(keys: Collection[Any]) -> Collection[Any]:
    """Not hidden, nor their artist or album."""
    return Track.objects.filter(_VISIBLE_TRACK, pk__in=keys).values_list("pk", flat=True)


def visible_artists(keys: Collection[Any]) -> Collection[Any]:
    return Artist.objects.shown().filter(pk__in=keys).values_list("pk", flat=True)


def _tracks(row: TrendList | None, limit: int) -> list[Shown]:
    best = placed(row, "tracks", visible=visible_tracks)[:limit]
    rows = Track.objects.for_display().in_bulk([each.ranked.key for each in best]) if best else {}
    return [
        {
            "track_id": str((track := rows[int(each.ranked.key)]).catalogue_id),
            "track_name": track.title,
            "artist_name": track.artist.name,
            "play_count": each.ranked.plays,
            "artist_id": str(track.artist.catalogue_id),
            "album_title": track.album.title if track.album else "",
            "album_cover": track.album.cover_medium if track.album else "",
            **each.place,
        }
        for each in best
        if each.ranked.key in rows
    ]


def _artists(row: TrendList | None, limit: int) -> list[Shown]:
    best = placed(row, "artists", visible=visible_artists)[:limit]
    rows = Artist.objects.in_bulk([each.ranked.key for each in best]) if best else {}
    return [
        {
            "name": (artist := rows[int(each.ranked.key)]).name,
            "activity_count": each.ranked.activities,
            "play_count": each.ranked.plays,
            "artist_id": str(artist.catalogue_id),
            "picture_medium": artist.picture_medium,
            **each.place,
        }
        for each in best
        if each.ranked.key in rows
    ]


def _genres(row: TrendList | None, limit: int) -> list[Shown]:
    rows: dict[Any, Genre] = {}

    def visible(keys: Collection[Any]) -> Collection[Any]:
        rows.update(Genre.objects.in_bulk(list(keys)))
        return rows

    best = placed(row, "genres", visible=visible)[:limit]
    return [
        {
            "id": rows[each.ranked.key].number,
            "name": rows[each.ranked.key].name,
            "count": each.ranked.plays,
            **each.place,
        }
        for each in best
    ]


def _playlists(row: TrendList | None, limit: int, user: User | None) -> list[Shown]:
    rows: dict[Any, Shown] = {}

    def visible(keys: Collection[Any]) -> Collection[Any]:
        found = public_playlists([UUID(key) for key in keys], user)
        rows.update({str(key): shown for key, shown in found.items()})
        return rows

    best = placed(row, "playlists", visible=visible)[:limit]
    return [
        {"playlist_id": each.ranked.key, **rows[each.ranked.key], "play_count": each.ranked.plays, **each.place}
        for each in best
    ]
