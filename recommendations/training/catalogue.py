"""The catalogue as the engine's columns: what may be played, with genres, dates and titles."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from catalogue.models import Genre, Track
from catalogue.text import fold
from config.batches import in_batches
from recommendations.engine import Items, Labels
from recommendations.filters import playable
from recommendations.profiles import genre_label

NO_DATE = np.datetime64("NaT", "D")


def read_catalogue(played: Collection[int]) -> Items:
    """All tracks, or where that is too many, those that were ``played`` and of the others the most popular."""
    rows = playable().select_related(None).order_by()
    most = settings.RECOMMENDER_MAX_TRACKS
    if rows.count() <= most:
        return items_of(rows)
    popular = rows.filter(rank__isnull=False).order_by("-rank", "pk").values_list("pk", flat=True)
    wanted = set(list(played)[:most])
    for key in popular[:most].iterator(chunk_size=10_000):
        if len(wanted) >= most:
            break
        wanted.add(key)
    return items_of(rows, wanted=wanted)


def tracks_after(key: int, *, most: int) -> list[int]:
    """Keys of what may be played and came after the track with this key, the oldest first."""
    rows = playable().select_related(None).filter(pk__gt=key).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:most])


def items_with(keys: Collection[int]) -> Items:
    return items_of(playable().select_related(None).filter(pk__in=keys).order_by())


def items_of(rows: QuerySet[Track], *, wanted: Collection[int] | None = None) -> Items:
    """The columns of these tracks, read in portions; ``wanted``: only those of them."""
    names = {key: genre_label(name) for key, name in Genre.objects.values_list("pk", "name")}
    columns = rows.values("pk", "artist_id", "album_id", "title", kind=_GENRE, released=_RELEASED)
    keys, artists, albums = array("q"), array("q"), array("q")
    genres: list[list[str]] = []
    released: list[date | None] = []
    titles: list[str] = []
    for row in in_batches(columns, by=("pk",)):
        if wanted is not None and row["pk"] not in wanted:
            continue
        keys.append(row["pk"])
        artists.append(row["artist_id"])
        albums.append(row["album_id"] or -1)
        genres.append([names[row["kind"]]] if row["kind"] in names else [])
        released.append(row["released"])
        titles.append(fold(row["title"]))
    return Items(_column(keys), _column(artists), _column(albums), Labels.of(genres), _dates(released), titles)


_GENRE = Coalesce("genre_id", "album__genre_id")
_RELEASED = Coalesce("release_date", "album__release_date")


def _column(values: array[int]) -> Any:
    return np.array(values, np.int64)


def _dates(dates: Iterable[date | None]) -> Any:
    return np.array([NO_DATE if each is None else np.datetime64(each) for each in dates], "datetime64[D]")
