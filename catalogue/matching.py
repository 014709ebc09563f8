"""Finding stored rows by what somebody typed: without accents and case, with typing errors, the best ones first.

One interface over two indexes, `catalogue.matching_sqlite` and `catalogue.matching_postgres`. Both hold the folded
title and artist of every row, kept by triggers, so that nobody who writes a row has to think of it.

The triggers are made after all migrations, and on SQLite taken away before them: there Django changes a table by making
it anew, which a trigger would not survive, or not let happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from catalogue import matching_postgres, matching_sqlite
from catalogue.closeness import SHORTEST, distance
from catalogue.text import fold

ARTIST: Final = "artist"
ALBUM: Final = "album"
TRACK: Final = "track"

MAX_WORDS: Final = 8
"""Words of a query that are looked for; the rest of a longer one changes nothing."""

_COLUMNS: Final = {
    ARTIST: ("search_name", "", "nb_fan"),
    ALBUM: ("search_title", "artist__search_name", "best"),
    TRACK: ("search_title", "artist__search_name", "rank"),
}
"""By kind: the column of the name, of the artist's name, and of popularity (`best` is the caller's annotation)."""

Rows = QuerySet[Any]


class SearchIndex(Protocol):
    """What a database offers. Words are folded; a key is a row's primary key."""

    def make_tables(self, connection: BaseDatabaseWrapper) -> None: ...

    def has_tables(self, connection: BaseDatabaseWrapper) -> bool: ...

    def make_triggers(self, connection: BaseDatabaseWrapper) -> None: ...

    def is_kept(self, connection: BaseDatabaseWrapper) -> bool: ...

    def drop_triggers(self, connection: BaseDatabaseWrapper) -> None: ...

    def drop(self, connection: BaseDatabaseWrapper) -> None: ...

    def rebuild(self, connection: BaseDatabaseWrapper) -> None: ...

    def holding(self, kind: str, words: Sequence[str]) -> tuple[str, list[Any]]: ...

    def beginning(self, kind: str, words: Sequence[str]) -> tuple[str, list[Any]]: ...

    def is_common(self, connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> bool: ...

    def candidates(self, connection: BaseDatabaseWrapper, kind: str, words: Sequence[str]) -> list[tuple[int, str]]: ...


def index_of(database: BaseDatabaseWrapper) -> SearchIndex:
    return matching_postgres if database.vendor == "postgresql" else matching_sqlite


def words_of(text: str) -> list[str]:
    return list(dict.fromkeys(fold(text).split()))[:MAX_WORDS]


def matching(rows: Rows, kind: str, text: str) -> Rows:
    """The rows that hold every word of ``text``: exact names first, then those that begin so, then with the same words
    on end, then with the words anywhere, in the artist's name too; popular ones first in each.
    """
    words = words_of(text)
    if not words:
        return rows.none()
    name, by, popularity = _COLUMNS[kind]
    folded = fold(text)
    sql, values = index_of(connection).holding(kind, words)
    padded = Concat(Value(" "), name, Value(" "), output_field=CharField())
    whole = [Concat(one, Value(" "), two, output_field=CharField()) for one, two in ((name, by), (by, name)) if by]
    rows = rows.filter(pk__in=RawSQL(sql, values)).annotate(padded=padded)  # noqa: S611  (values are parameters)
    rows = rows.alias(**{f"whole_{at}": each for at, each in enumerate(whole)})
    closeness = Case(
        When(**{name: folded}, then=0),
        *(When(**{f"whole_{at}": folded}, then=0) for at in range(len(whole))),
        When(**{f"{name}__startswith": folded}, then=1),
        When(padded__contains=f" {folded} ", then=2),
        When(**{f"{name}__contains": folded}, then=3),
        default=4,
        output_field=IntegerField(),
    )
    ordered: QuerySet[Any] = rows.annotate(closeness=closeness).order_by(
        "closeness", F(popularity).desc(nulls_last=True), "pk"
    )
    return ordered


def best_matching(rows: Rows, kind: str, text: str, *, limit: int) -> list[Any]:
    """The first rows of `matching`. Where thousands match, those of exactly this name and popular ones: two statements
    that end early, instead of one that orders them all.
    """
    words = words_of(text)
    name, _, popularity = _COLUMNS[kind]
    if kind != TRACK or not words or not index_of(connection).is_common(connection, kind, words):
        return list(matching(rows, kind, text)[:limit])
    folded = fold(text)
    exact = rows.filter(**{name: folded}).order_by(F(popularity).desc(nulls_last=True), "pk")
    popular = rows.filter(begins(name, words), **{f"{popularity}__isnull": False}).order_by(f"-{popularity}")
    found = {row.pk: row for row in [*exact[:limit], *popular[: limit * 2]]}
    if len(found) < limit:
        return list(matching(rows, kind, text)[:limit])
    return sorted(found.values(), key=lambda row: _closeness(getattr(row, name), folded))[:limit]


def begins(column: str, words: Sequence[str]) -> Q:
    """Every word begins a word of the column."""
    every = Q()
    for word in words:
        every &= Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
    return every


def _closeness(name: str, folded: str) -> int:
    """As `matching` has it."""
    if name == folded:
        return 0
    if name.startswith(folded):
        return 1
    return 2 if f" {folded} " in f" {name} " else 3


def nearly_matching(rows: Rows, kind: str, text: str, *, limit: int) -> list[Any]:
    """The rows that hold every word of ``text`` but for a letter or two, the fewest errors first, then by popularity.

    Three statements at most, none when no word is long enough for an error.
    """
    words = words_of(text)
    if not any(len(word) >= SHORTEST for word in words):
        return []
    found = index_of(connection).candidates(connection, kind, words)
    errors = {key: apart for key, document in found if (apart := distance(words, document)) is not None}
    if not errors:
        return []
    popularity = _COLUMNS[kind][2]
    near = list(rows.filter(pk__in=errors))
    near.sort(key=lambda row: (errors[row.pk], -(getattr(row, popularity) or -1), row.pk))
    return near[:limit]


def take_triggers_away(plan: Sequence[tuple[Any, bool]] = (), **kwargs: Any) -> None:
    """Before migrations of the catalogue's tables on SQLite."""
    touched = any(migration.app_label == "catalogue" for migration, _ in plan)
    if connection.vendor == "sqlite" and touched:
        index_of(connection).drop_triggers(connection)


def keep_index(**kwargs: Any) -> None:
    """After migrations: make the triggers where they are missing, and with them the index anew."""
    index = index_of(connection)
    if not index.is_kept(connection) and index.has_tables(connection):
        index.drop_triggers(connection)
        index.make_triggers(connection)
        index.rebuild(connection)
