"""What recording has to know of a listener and of tracks, in one statement that is written by hand.

It is asked for each activity that is reported, and making the statement anew each time would cost more than its answer.
"""

# ruff: noqa: S608  (names of our own tables and columns)

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from accounts.models import User
from analytics.listening_models import ListeningSettings
from catalogue.ids import CatalogueId
from catalogue.models import Artist, Track
from integrations.links.models import LinkedAccount

# In the order of the models, which is how Django takes them.
_TRACK: Final = ("id", "provider", "external_id", "title", "artist_id", "duration")
_ARTIST: Final = ("id", "provider", "external_id", "name")
_COLUMNS: Final = ", ".join([*(f"track.{name}" for name in _TRACK), *(f"artist.{name}" for name in _ARTIST)])
_LISTENER: Final = (
    f"EXISTS (SELECT 1 FROM {ListeningSettings._meta.db_table} WHERE user_id = %s AND private_session), "
    f"EXISTS (SELECT 1 FROM {LinkedAccount._meta.db_table} WHERE user_id = %s)"
)


@dataclass(frozen=True, slots=True)
class Known:
    """``tracks`` have their artist, hidden ones are there too; ``has_links``: to other services, of any state."""

    tracks: dict[CatalogueId, Track]
    is_private: bool
    has_links: bool


def known_of(user: User, ids: Collection[CatalogueId]) -> Known:
    """One statement, and another one when none of the tracks is stored."""
    key = User._meta.pk.get_db_prep_value(user.pk, connection)
    found = _rows(key, ids) if ids else []
    tracks = [_track(row) for row in found]
    if found:
        is_private, has_links = found[0][-2:]
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_LISTENER}", [key, key])
            is_private, has_links = cursor.fetchone()
    return Known({track.catalogue_id: track for track in tracks}, bool(is_private), bool(has_links))


def _rows(key: Any, ids: Collection[CatalogueId]) -> list[tuple[Any, ...]]:
    by_provider: dict[str, list[str]] = defaultdict(list)
    for each in ids:
        by_provider[each.provider].append(each.value)
    one = "(track.provider = %s AND track.external_id IN ({places}))"
    places = [one.format(places=", ".join(["%s"] * len(of))) for of in by_provider.values()]
    values = [value for provider, of in by_provider.items() for value in (provider, *of)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS}, {_LISTENER} FROM {Track._meta.db_table} AS track "
            f"JOIN {Artist._meta.db_table} AS artist ON artist.id = track.artist_id "
            f"WHERE {' OR '.join(places)}",
            [key, key, *values],
        )
        return list(cursor.fetchall())


def _track(row: tuple[Any, ...]) -> Track:
    """The other columns are loaded when somebody asks for them."""
    track = Track.from_db(connection.alias, _TRACK, row[: len(_TRACK)])
    track.artist = Artist.from_db(connection.alias, _ARTIST, row[len(_TRACK) : len(_TRACK) + len(_ARTIST)])
    return track
