"""Keeping answers fresh that somebody will ask for: in the background, in small portions, behind every listener."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from catalogue import questions, snapshots
from catalogue.genre_names import DEEZER_GENRES
from catalogue.ids import DEEZER, LOCAL, CatalogueId
from catalogue.providers.registry import enabled_names, provider_named
from catalogue.questions import ALBUM, ARTIST, TRACK, Question
from catalogue.rebuilding import rebuilt_from_key
from catalogue.resources import renew
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable

logger = logging.getLogger(__name__)

QUESTION_SECONDS: Final = 20.0
"""For one answer, most of it waiting for a turn that no listener wants."""
RUN_SECONDS: Final = 120.0
"""After which a run leaves the rest to the next one."""

LISTS_EVERY: Final = timedelta(minutes=8)
"""Ahead of the ten minutes for which lists are fresh."""
STALE_AFTER: Final = timedelta(days=7)
STALE_AT_ONCE: Final = 20

_LISTS: Final[tuple[Callable[[str], Question[Any]], ...]] = (
    questions.chart_tracks,
    questions.chart_albums,
    questions.new_releases,
    questions.genres,
)


def warm_lists() -> int:
    """Renew the lists that would not stay fresh until the next run; returns how many."""
    names = [name for name in enabled_names() if name != LOCAL]
    lists = [ask(name) for name in names for ask in _LISTS]
    if DEEZER in names:
        lists += [questions.genre_tracks(DEEZER, number) for number in DEEZER_GENRES]
    return renew_due(lists, within=LISTS_EVERY)


def warm_artists(ids: Iterable[CatalogueId]) -> int:
    """Renew the pages of these artists that are due, or never were asked for; returns how many."""
    return renew_due([questions.artist(each) for each in ids if each.provider != LOCAL])


def refresh_stale_pages() -> int:
    """Renew a few artists, albums and tracks of those that nobody has asked for the longest; returns how many."""
    prefixes = [
        f"{kind.name}:{kind.version}:{name}:"
        for kind in (ARTIST, ALBUM, TRACK)
        for name in enabled_names()
        if name != LOCAL
    ]
    keys = snapshots.oldest(prefixes, older_than=STALE_AFTER, limit=STALE_AT_ONCE)
    return renew_due(each for each in map(rebuilt_from_key, keys) if each is not None)


def renew_due(wanted: Iterable[Question[Any]], *, within: timedelta = timedelta()) -> int:
    """Renew the answers that are due, or will be ``within`` that time, one after the other; returns how many.

    A provider that cannot be asked is left alone for the rest of the run.
    """
    until = time.monotonic() + RUN_SECONDS
    failing: set[str] = set()
    renewed = 0
    for question in wanted:
        if time.monotonic() > until:
            break
        if question.provider in failing or provider_named(question.provider) is None:
            continue
        try:
            renewed += renew(question, budget=Budget(QUESTION_SECONDS, background=True), within=within)
        except ProviderUnavailable as error:
            failing.add(question.provider)
            logger.info("The rest of %s is left to the next run: %s", question.provider, error)
    return renewed
