"""Charts, new releases and genres: the first provider's list, filled up by the others'."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import not_
from typing import Final, TypeVar

from catalogue import questions
from catalogue.errors import CatalogueUnavailable, GenreNotFound
from catalogue.hidden import hidden_things, shown_only
from catalogue.merging import filled_up
from catalogue.models import OWN_GENRES_FROM, Genre, Track
from catalogue.provenance import Provenance
from catalogue.providers.records import AlbumRecord, GenreRecord, TrackRecord
from catalogue.questions import Question
from catalogue.several import said_by_all
from catalogue.store import LARGEST_NUMBER, store_genres, store_tracks
from catalogue.text import fold
from integrations.budget import Budget

EVERYTHING: Final = 0
"""Deezer's number of the genre that all music is of."""

Entry = TypeVar("Entry", TrackRecord, AlbumRecord)


def chart_tracks(
    *, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> list[TrackRecord]:
    """The most popular tracks now, best first, 100 at most. All lists here raise CatalogueUnavailable."""
    return _list(questions.chart_tracks, limit, budget, provenance)


def chart_albums(
    *, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> list[AlbumRecord]:
    return _list(questions.chart_albums, limit, budget, provenance)


def new_releases(
    *, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> list[AlbumRecord]:
    """Newest first within each provider's part."""
    return _list(questions.new_releases, limit, budget, provenance)


def genre_tracks(
    number: int, *, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> list[TrackRecord]:
    """The most popular tracks of a genre; empty when nobody has any."""
    return _list(partial(_genre_question, number=number), limit, budget, provenance)


def chart_track_rows(*, limit: int, budget: Budget | None = None) -> list[Track]:
    """`chart_tracks` as stored rows, with artist and album loaded."""
    return _rows(chart_tracks(limit=limit, budget=budget))


def genre_track_rows(number: int, *, limit: int, budget: Budget | None = None) -> list[Track]:
    """`genre_tracks` as stored rows, with artist and album loaded."""
    return _rows(genre_tracks(number, limit=limit, budget=budget))


def genres(*, budget: Budget | None = None, provenance: Provenance | None = None) -> list[GenreRecord]:
    """The genres of all providers, each once, in the first provider's order and language."""
    said = said_by_all(questions.genres, budget=budget, is_empty=not_, provenance=provenance)
    by_number: dict[int, GenreRecord] = {}
    for genre in (genre for each in said for genre in each):
        by_number.setdefault(genre.number, genre)
    return list(by_number.values())


def find_genre(*, number: int | None = None, name: str | None = None, budget: Budget | None = None) -> Genre:
    """The genre of this number, or else of this name (whatever its case and accents). 0 is everything, and no row.

    Raises GenreNotFound, or CatalogueUnavailable when it is not stored and the providers' list cannot be had.
    """
    if number == EVERYTHING:
        return Genre(number=EVERYTHING, name="All")
    if found := _stored_genre(number, name):
        return found
    if number is not None and not 0 <= number <= LARGEST_NUMBER:
        raise GenreNotFound
    try:
        store_genres(genres(budget=budget))
    except CatalogueUnavailable:
        if number is not None and number >= OWN_GENRES_FROM:
            raise GenreNotFound from None
        raise
    if found := _stored_genre(number, name):
        return found
    raise GenreNotFound


def _stored_genre(number: int | None, name: str | None) -> Genre | None:
    if number is not None:
        return Genre.objects.filter(number=number).first() if 0 <= number <= LARGEST_NUMBER else None
    wanted = fold(name or "")
    return next((row for row in Genre.objects.all() if wanted and fold(row.name) == wanted), None)


def _list(
    question: Callable[[str], Question[list[Entry]]],
    limit: int,
    budget: Budget | None,
    provenance: Provenance | None,
) -> list[Entry]:
    said = said_by_all(question, budget=budget, is_empty=not_, provenance=provenance)
    hidden = hidden_things()
    return filled_up([shown_only(each, hidden) for each in said], limit=limit)


def _genre_question(provider: str, *, number: int) -> Question[list[TrackRecord]]:
    return questions.genre_tracks(provider, number)


def _rows(records: list[TrackRecord]) -> list[Track]:
    """Answers out of a snapshot were stored when they came; what is gone since is stored again."""
    stored = {row.catalogue_id: row for row in Track.objects.with_ids(each.id for each in records).for_display()}
    if missing := [each for each in records if each.id not in stored]:
        stored |= {row.catalogue_id: row for row in store_tracks(missing)}
    return [stored[each.id] for each in records]
