"""Narrowing stored rows by what a client names: a genre, an artist, years."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from catalogue.id_links import ARTIST
from catalogue.ids import CatalogueId, InvalidCatalogueId
from catalogue.models import Genre
from catalogue.text import fold


def of_genre(genre: str, *, field: str = "genre") -> Q:
    """By its number or its name; ``field`` leads to the genre."""
    if genre.isascii() and genre.isdigit():
        return Q(**{f"{field}__number": int(genre[:9])})
    wanted = fold(genre)
    return Q(**{f"{field}__in": [row.pk for row in Genre.objects.all() if fold(row.name) == wanted]})


def by_artist(artist: str, *, prefix: str = "artist__") -> Q:
    """By the artist's id or a part of the name; ``prefix`` leads to the artist."""
    try:
        wanted = CatalogueId.parse(artist, ARTIST)
    except InvalidCatalogueId:
        return Q(**{f"{prefix}search_name__contains": fold(artist)})
    return Q(**{f"{prefix}provider": wanted.provider, f"{prefix}external_id": wanted.value})


def in_years(asked: Mapping[str, Any], column: str) -> Q:
    """Between `year_from` and `year_to`, both of them included, both optional."""
    years = Q()
    if first := asked.get("year_from"):
        years &= Q(**{f"{column}__year__gte": first})
    if last := asked.get("year_to"):
        years &= Q(**{f"{column}__year__lte": last})
    return years
