"""Search over all providers."""

from __future__ import annotations

from functools import partial

from catalogue import questions
from catalogue.hidden import hidden_things, shown_only
from catalogue.merging import merged_search
from catalogue.providers.records import SearchPage
from catalogue.several import said_by_all
from integrations.budget import Budget


def search(*, query: str, limit: int, budget: Budget | None = None) -> SearchPage:
    """Up to ``limit`` (50 at most) tracks, artists and albums. Raises CatalogueUnavailable; see `said_by_all`."""
    pages = said_by_all(partial(_question, query=" ".join(query.split())), budget=budget, is_empty=_is_empty)
    hidden = hidden_things()
    shown = [
        SearchPage(shown_only(page.tracks, hidden), shown_only(page.artists, hidden), shown_only(page.albums, hidden))
        for page in pages
    ]
    return merged_search(query, shown, limit=limit)


def _question(provider: str, *, query: str) -> questions.Question[SearchPage]:
    return questions.search(provider, query)


def _is_empty(page: SearchPage) -> bool:
    return not (page.tracks or page.artists or page.albums)
