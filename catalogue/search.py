"""Search over all providers."""

from __future__ import annotations

import time
from functools import partial

from catalogue import questions
from catalogue.errors import CatalogueUnavailable
from catalogue.hidden import hidden_things, shown_only
from catalogue.merging import merged_search
from catalogue.provenance import Provenance, Source
from catalogue.providers.local_search import search_stored
from catalogue.providers.records import SearchPage
from catalogue.providers.registry import enabled_names
from catalogue.several import said_by_all
from integrations.budget import Budget


def search(*, query: str, limit: int, budget: Budget | None = None, provenance: Provenance | None = None) -> SearchPage:
    """Up to ``limit`` (50 at most) tracks, artists and albums. Raises CatalogueUnavailable; see `said_by_all`.

    When nobody can be asked, our copies of what they have are searched.
    """
    asked = partial(_question, query=" ".join(query.split()))
    try:
        pages = said_by_all(asked, budget=budget, is_empty=_is_empty, provenance=provenance)
    except CatalogueUnavailable:
        pages = [search_stored(query, providers=enabled_names(), limit=limit)]
        if _is_empty(pages[0]):
            raise
        (provenance or Provenance()).add(Source.STALE, time.time())
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
