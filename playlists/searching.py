"""The playlists that a listener may read, by name: a section of the catalogue's search."""

from __future__ import annotations

from typing import Any, Final

from rest_framework.request import Request

from accounts.authentication import listener
from catalogue.closeness import SHORTEST, distance
from catalogue.matching import words_of
from catalogue.sections import Section
from catalogue.text import fold
from playlists.models import Playlist, PlaylistQuerySet
from playlists.serializers import PlaylistSerializer

LOOKED_THROUGH: Final = 5000
"""Playlists, the latest changed ones, that are compared letter by letter when no name holds the words."""
COMPARED: Final = 500
"""Playlists whose names hold the words that are ordered by how well."""


def find_playlists(request: Request, query: str, limit: int) -> list[dict[str, Any]]:
    """Exact names first, then those that begin so, then the others, the latest changed first in each; those with a
    letter or two mistyped when there is none at all. Three statements at most.
    """
    readable = Playlist.objects.listed_to(listener(request)).latest_first()
    keys = _holding(readable, query) or _near(readable, query)
    rows = Playlist.objects.shown_to(listener(request)).in_bulk(keys[:limit])
    found = [rows[key] for key in keys[:limit] if key in rows]
    return list(PlaylistSerializer(found, many=True, context={"request": request}).data)


def _holding(readable: PlaylistQuerySet, query: str) -> list[Any]:
    words, folded = words_of(query), fold(query)
    if not words:
        return []
    for word in words:
        readable = readable.filter(search_name__contains=word)
    found = list(readable.values_list("pk", "search_name")[:COMPARED])
    found.sort(key=lambda row: (row[1] != folded, not row[1].startswith(folded)))
    return [key for key, _ in found]


def _near(readable: PlaylistQuerySet, query: str) -> list[Any]:
    words = words_of(query)
    if not any(len(word) >= SHORTEST for word in words):
        return []
    names = readable.values_list("pk", "search_name")[:LOOKED_THROUGH]
    apart = {key: errors for key, name in names if (errors := distance(words, name)) is not None}
    return sorted(apart, key=lambda key: apart[key])


SECTION: Final = Section("playlist", "playlists", find_playlists)
