"""The pages of one artist, album or track."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from catalogue import questions
from catalogue.errors import AlbumNotFound, ArtistNotFound, CatalogueNotFound, CatalogueUnavailable, TrackNotFound
from catalogue.hidden import hidden_things, is_hidden, shown_only
from catalogue.ids import CatalogueId
from catalogue.provenance import Provenance
from catalogue.providers.records import AlbumPage, ArtistPage, TrackRecord
from catalogue.questions import Question
from catalogue.resources import answer
from catalogue.stored import stored_related
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

Said = TypeVar("Said")


def artist_page(
    artist_id: CatalogueId, *, budget: Budget | None = None, provenance: Provenance | None = None
) -> ArtistPage:
    """Raises ArtistNotFound or CatalogueUnavailable."""
    page = _answer(questions.artist(artist_id), ArtistNotFound, budget or Budget(), provenance)
    hidden = hidden_things()
    if is_hidden(page.artist, hidden):
        raise ArtistNotFound
    albums = [replace(each, artist=each.artist or page.artist) for each in page.albums]
    return replace(page, albums=shown_only(albums, hidden), top_tracks=shown_only(page.top_tracks, hidden))


def album_page(
    album_id: CatalogueId, *, budget: Budget | None = None, provenance: Provenance | None = None
) -> AlbumPage:
    """Raises AlbumNotFound or CatalogueUnavailable."""
    page = _answer(questions.album(album_id), AlbumNotFound, budget or Budget(), provenance)
    hidden = hidden_things()
    if is_hidden(page.album, hidden):
        raise AlbumNotFound
    tracks = [replace(each, album=each.album or page.album) for each in page.tracks]
    return replace(page, tracks=shown_only(tracks, hidden))


def track_page(
    track_id: CatalogueId, *, limit: int, budget: Budget | None = None, provenance: Provenance | None = None
) -> tuple[TrackRecord, list[TrackRecord]]:
    """The track and up to ``limit`` (20 at most) to hear after it. Raises TrackNotFound or CatalogueUnavailable.

    Related tracks that cannot be had do not spoil the page: what we know ourselves stands in for them.
    """
    budget, provenance = budget or Budget(), provenance or Provenance()
    track = _answer(questions.track(track_id), TrackNotFound, budget, provenance)
    hidden = hidden_things()
    if is_hidden(track, hidden):
        raise TrackNotFound
    related = shown_only(_related(track, budget, provenance), hidden) or stored_related(track, limit=limit)
    return track, related[:limit]


def _related(track: TrackRecord, budget: Budget, provenance: Provenance) -> list[TrackRecord]:
    try:
        return answer(questions.related(track), budget=budget, provenance=provenance)
    except NotFoundAtProvider:
        return []
    except CatalogueUnavailable:
        provenance.lacks_a_part()
        return []


def _answer(
    question: Question[Said], missing: type[CatalogueNotFound], budget: Budget, provenance: Provenance | None
) -> Said:
    try:
        return answer(question, budget=budget, provenance=provenance)
    except NotFoundAtProvider:
        raise missing from None
