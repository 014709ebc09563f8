"""What to hear next: recommendations for a listener, and radio after tracks they chose.

Sources are asked in tiers, and a tier only when those before it did not fill the list. Neither function may be called
inside a transaction: the charts may be asked of a provider.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from accounts.models import User
from catalogue.models import Track
from integrations.budget import Budget
from recommendations.candidates import CandidateSource
from recommendations.choosing import Choice, Tier
from recommendations.neighbours import PlayedByNeighbours
from recommendations.popular import Charts, StoredTracks
from recommendations.ranking import Recommended
from recommendations.sources import MoreByArtists, PopularInGenres, RelatedNow, RelatedTracks
from recommendations.taste import History, Taste, history_of, taste_for, taste_of

__all__ = ["Recommended", "radio", "recommend"]

PERSONAL: Sequence[CandidateSource] = (RelatedTracks(), PlayedByNeighbours(), MoreByArtists(), PopularInGenres())


def recommend(
    *, user: User, limit: int, exclude: Collection[int] = (), budget: Budget | None = None
) -> list[Recommended]:
    """Tracks for the listener, best first, without what they have liked; a newcomer gets the charts.

    ``exclude`` are keys of tracks to leave out. Shorter than ``limit`` only when there is no more to propose; an
    upstream that cannot be asked is no error.
    """
    budget = budget or Budget()
    history = history_of(user)
    taste = taste_of(user, history)
    seeds = [seed.track_id for seed in taste.seeds]
    choice = Choice(user, left_out=[*history.heard, *seeds, *exclude], keeps_liked=False)
    return choice.filled([(PERSONAL, taste), *_for_everybody(taste, budget)], limit=limit)


def radio(
    *, user: User, seeds: Sequence[Track], limit: int, exclude: Collection[int] = (), budget: Budget | None = None
) -> list[Recommended]:
    """Tracks to hear after ``seeds`` (in playing order, loaded with artist and album), then by the listener's taste.

    What the listener liked may come; the last 100 heard and the seeds do not.
    """
    history = history_of(user)
    chosen = [track.pk for track in seeds]
    choice = Choice(user, left_out=[*history.heard, *chosen, *exclude], after=seeds)
    return choice.filled(_after(user, seeds, history, budget or Budget()), limit=limit)


def _after(user: User, seeds: Sequence[Track], history: History, budget: Budget) -> Iterator[Tier]:
    # What moderators took out leads nowhere and is not named.
    shown = [track for track in seeds if not (track.is_hidden or track.artist.is_hidden)]
    if shown:
        yield [*_asked_now(shown[-1], budget), *PERSONAL], taste_for(user, shown)
    taste = taste_of(user, history)
    yield PERSONAL, taste
    yield from _for_everybody(taste, budget)


def _asked_now(track: Track, budget: Budget) -> list[CandidateSource]:
    """Of an artist whose related tracks are stored there is nothing to ask."""
    return [] if track.artist.related_at else [RelatedNow(track, budget)]


def _for_everybody(taste: Taste, budget: Budget) -> list[Tier]:
    return [([Charts(budget)], taste), ([StoredTracks()], taste)]
