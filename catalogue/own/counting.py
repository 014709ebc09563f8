"""How many tracks our albums hold, and how many albums our artists have: kept in their rows, counted at each write."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from catalogue.models import Album, Artist, Track


def recount(*, albums: Collection[int | None] = (), artists: Collection[int | None] = ()) -> None:
    """Count anew for the rows of these keys. Two statements at most."""
    if albums := {key for key in albums if key is not None}:
        tracks = Track.objects.shown().filter(album=OuterRef("pk"))
        Album.objects.local().filter(pk__in=albums).update(nb_tracks=_count(tracks, "album"))
    if artists := {key for key in artists if key is not None}:
        theirs = Album.objects.shown().filter(artist=OuterRef("pk"))
        Artist.objects.local().filter(pk__in=artists).update(nb_album=_count(theirs, "artist"))


def _count(rows: QuerySet[Track] | QuerySet[Album], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(counted), 0)
