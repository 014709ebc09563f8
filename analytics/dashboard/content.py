"""The top content of a window, for moderators: with what is hidden, which they may want to look at, and without
playlists that their owners keep to themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from analytics.trends.models import TrendList
from analytics.trends.playlists import public_playlists
from analytics.trends.ranking import Ranked
from catalogue.models import Artist, Genre, Track

SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """``width`` is the length of its bar, in percent of the longest."""

    name: str
    detail: str
    link: str
    plays: int
    listeners: int | None
    width: float
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Ranking:
    key: str
    title: str
    entries: Sequence[Entry]


Row = tuple[str, str, str, bool]
"""Name, detail, link and whether it is hidden."""


def top_content(trends: TrendList | None) -> list[Ranking]:
    """Empty rankings where nothing was ranked yet. One statement for each kind."""
    return [
        Ranking(key, title, _entries(trends.found.get(key, ()) if trends else (), rows)) for key, title, rows in _KINDS
    ]


def _entries(found: Sequence[Any], rows: Callable[[list[Any]], dict[Any, Row]]) -> list[Entry]:
    ranked = [Ranked(*each) for each in found][: SHOWN * 2]
    named = rows([each.key for each in ranked]) if ranked else {}
    best = [each for each in ranked if each.key in named][:SHOWN]
    most = max((each.plays for each in best), default=0)
    return [
        Entry(name, detail, link, each.plays, each.listeners, round(each.plays / most * 100, 1), hidden)
        for each in best
        for name, detail, link, hidden in [named[each.key]]
    ]


def _tracks(keys: list[Any]) -> dict[Any, Row]:
    rows = Track.objects.select_related("artist").in_bulk(keys)
    return {
        key: (row.title, row.artist.name, _page("catalogue_track", key), row.is_hidden) for key, row in rows.items()
    }


def _artists(keys: list[Any]) -> dict[Any, Row]:
    rows = Artist.objects.in_bulk(keys)
    return {key: (row.name, "", _page("catalogue_artist", key), row.is_hidden) for key, row in rows.items()}


def _genres(keys: list[Any]) -> dict[Any, Row]:
    rows = Genre.objects.in_bulk(keys)
    return {key: (row.name, "", _page("catalogue_genre", key), False) for key, row in rows.items()}


def _playlists(keys: list[Any]) -> dict[Any, Row]:
    rows = public_playlists([UUID(key) for key in keys])
    return {
        str(key): (row["name"], f"{row['track_count']} tracks", _page("playlists_playlist", key), False)
        for key, row in rows.items()
    }


def _page(model: str, key: Any) -> str:
    return reverse(f"admin:{model}_change", args=[key])


_KINDS = (
    ("tracks", "Tracks", _tracks),
    ("artists", "Artists", _artists),
    ("genres", "Genres", _genres),
    ("playlists", "Public playlists", _playlists),
)
