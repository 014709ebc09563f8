"""What a listener heard most: tracks, artists, albums, genres.

One statement reads what they heard, track by track, and two find out whose tracks those are, by their keys. The rest is
adding up here: joins over a listener's tracks make PostgreSQL read the whole catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from accounts.models import User
from analytics.insights.spans import Span
from analytics.rollups.models import ListenerTrack, ListenerTrackDay
from catalogue.models import Album, Track


@dataclass(frozen=True, slots=True)
class Heard:
    """A track that was listened to, by the keys of what it belongs to. A track that says no genre has its album's."""

    track: int
    plays: int
    played_ms: int
    artist: int
    album: int | None
    genre: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """``key`` is the primary key of what was played; ``tracks`` how many different ones of it."""

    key: int
    plays: int
    played_ms: int
    tracks: int = 1


def heard(user: User, span: Span) -> list[Heard]:
    """All tracks with a listen in the span, skipped ones too. Tracks that are gone are left out."""
    sums = list(_sums(user, span))
    owners = _owners([track for track, *_ in sums])
    return [Heard(track, plays, ms, *owners[track]) for track, plays, ms in sums if track in owners]


def top_tracks(rows: Iterable[Heard], limit: int) -> list[Counted]:
    return _most(rows, limit, lambda each: each.track)


def top_artists(rows: Iterable[Heard], limit: int) -> list[Counted]:
    return _most(rows, limit, lambda each: each.artist)


def top_albums(rows: Iterable[Heard], limit: int) -> list[Counted]:
    return _most(rows, limit, lambda each: each.album)


def top_genres(rows: Iterable[Heard], limit: int) -> list[Counted]:
    return _most(rows, limit, lambda each: each.genre)


def _most(rows: Iterable[Heard], limit: int, key: Callable[[Heard], int | None]) -> list[Counted]:
    """By plays, then by how long, then by key, so that the order is always the same."""
    found: dict[int, list[int]] = {}
    for each in rows:
        of = key(each)
        if of is not None and each.plays:
            sums = found.setdefault(of, [0, 0, 0])
            sums[0] += each.plays
            sums[1] += each.played_ms
            sums[2] += 1
    best = sorted(found.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
    return [Counted(of, *sums) for of, sums in best[:limit]]


def _sums(user: User, span: Span) -> QuerySet[Any, tuple[int, int, int]]:
    """Track, plays and ms."""
    if span.first is None:
        rows = ListenerTrack.objects.filter(user=user, listens__gt=0)
        return rows.values_list("track", "plays", "played_ms")
    days = ListenerTrackDay.objects.filter(user=user, day__range=(span.first, span.last), listens__gt=0)
    return days.order_by().values_list("track").annotate(played=Sum("plays"), heard_ms=Sum("played_ms"))


def _owners(tracks: Sequence[int]) -> dict[int, tuple[int, int | None, int | None]]:
    """Artist, album and genre of each."""
    columns = ("pk", "artist", "album", "genre")
    rows = list(Track.objects.filter(pk__in=tracks).values_list(*columns)) if tracks else []
    albums = {album for _, _, album, genre in rows if album is not None and genre is None}
    genres = dict(Album.objects.filter(pk__in=albums).values_list("pk", "genre")) if albums else {}
    return {pk: (artist, album, genres.get(album) if genre is None else genre) for pk, artist, album, genre in rows}
