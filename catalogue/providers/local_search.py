"""Search in our own catalogue: exact, then prefix, then whole words, then anywhere; popular ones first in each."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from catalogue.models import Artist
from catalogue.providers.records import SearchPage
from catalogue.stored import album_record, artist_record, loaded_albums, loaded_tracks, track_records
from catalogue.text import fold

Rows = QuerySet[Any]

MAX_WORDS = 8
"""Words of a query that are looked for; the rest of a longer one changes nothing."""


def search_local(query: str, *, limit: int) -> SearchPage:
    """Tracks and albums are found by their artist's name too. Three statements."""
    folded = fold(query)
    artists = Artist.objects.local().shown().order_by(F("nb_fan").desc(nulls_last=True), "pk")
    albums = loaded_albums().filter(provider="local").annotate(best=Max("tracks__rank"))
    tracks = loaded_tracks().filter(provider="local")
    return SearchPage(
        tracks=track_records(_found(tracks, folded, "search_title", "artist__search_name", "rank")[:limit]),
        artists=[artist_record(row) for row in _found(artists, folded, "search_name", "", "nb_fan")[:limit]],
        albums=[
            album_record(row) for row in _found(albums, folded, "search_title", "artist__search_name", "best")[:limit]
        ],
    )


def _found(rows: Rows, folded: str, column: str, second: str, popularity: str) -> Rows:
    """The rows that hold every word in one of two columns, best match first. A match in the first column counts."""
    words = folded.split()[:MAX_WORDS]
    if not words:
        return rows.none()
    columns = [column, second] if second else [column]
    every_word = reduce(and_, (reduce(or_, (Q(**{f"{each}__contains": word}) for each in columns)) for word in words))
    padded = Concat(Value(" "), column, Value(" "), output_field=CharField())
    closeness = Case(
        When(**{column: folded}, then=0),
        When(**{f"{column}__startswith": folded}, then=1),
        When(padded__contains=f" {folded} ", then=2),
        When(**{f"{column}__contains": folded}, then=3),
        default=4,
        output_field=IntegerField(),
    )
    ranked: Rows = rows.filter(every_word).annotate(padded=padded).annotate(closeness=closeness)
    return ranked.order_by("closeness", F(popularity).desc(nulls_last=True), "pk")
