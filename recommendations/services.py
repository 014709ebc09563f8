"""What to hear next: recommendations for a listener, radio after tracks they chose, and what is like a track.

The trained model comes first. Sources that need no model are asked in tiers, and a tier only when what comes before it
did not fill the list, so that a model that is missing or broken is nobody's error. None of these may be called inside a
transaction: the charts may be asked of a provider.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from django.utils import timezone

from accounts.models import User
from catalogue.models import Track
from integrations.budget import Budget
from playlists.models import Favorite
from recommendations import serving
from recommendations.candidates import CandidateSource, Proposal
from recommendations.choosing import Choice, Tier
from recommendations.engine import Surface
from recommendations.neighbours import PlayedByNeighbours
from recommendations.popular import Charts, StoredTracks
from recommendations.profiles import listener_after, listener_of
from recommendations.ranking import Recommended
from recommendations.sources import MoreByArtists, PopularInGenres, RelatedNow, RelatedTracks
from recommendations.taste import History, Taste, history_of, taste_for, taste_of
from recommendations.trained import SOURCE, Asking, PopularHere, artist_share, day_seed, slots_of
from recommendations.wishes import Wishes, wishes_of

__all__ = ["Recommended", "explained", "for_everybody", "radio", "recommend", "similar"]

PERSONAL: Sequence[CandidateSource] = (RelatedTracks(), PlayedByNeighbours(), MoreByArtists(), PopularInGenres())
LIKED_LEFT_OUT = 2_000
"""Newest favourites that the model is told to leave out; older ones are left out of what it says."""


def recommend(
    *, user: User, limit: int, exclude: Collection[int] = (), budget: Budget | None = None
) -> list[Recommended]:
    """Tracks for the listener, best first, without what they have liked; a newcomer gets the charts.

    ``exclude`` are keys of tracks to leave out. Shorter than ``limit`` only when there is no more to propose; an
    upstream that cannot be asked is no error.
    """
    wishes = wishes_of(user)
    history = wishes.permitted(history_of(user))
    taste = wishes.permitted_taste(taste_of(user, history))
    left_out = [*history.heard, *(seed.track_id for seed in taste.seeds), *exclude]
    asking = _asking(user, history, wishes, Surface.DISCOVER)
    first = _discoveries(asking, user, left_out, limit, wishes) if asking else []
    choice = Choice(user, left_out, keeps_liked=False, wishes=wishes)
    tiers = [(PERSONAL, taste), *for_everybody(taste, budget or Budget())]
    return explained(choice.filled(tiers, limit=limit, first=first), asking)


def radio(
    *, user: User, seeds: Sequence[Track], limit: int, exclude: Collection[int] = (), budget: Budget | None = None
) -> list[Recommended]:
    """Tracks to hear after ``seeds`` (in playing order, loaded with artist and album), then by the listener's taste.

    What the listener liked may come; the last 100 heard and the seeds do not.
    """
    wishes = wishes_of(user)
    history = wishes.permitted(history_of(user))
    # What moderators took out leads nowhere and is not named.
    shown = [track for track in seeds if not (track.is_hidden or track.artist.is_hidden)]
    left_out = [*history.heard, *(track.pk for track in seeds), *exclude]
    asking = _asking_after(user, shown, history, wishes)
    first = asking.proposals(limit=limit, exclude=left_out, wishes=wishes) if asking else []
    choice = Choice(user, left_out, after=seeds, wishes=wishes)
    tiers = _after(user, shown, history, wishes, budget or Budget())
    return explained(choice.filled(tiers, limit=limit, first=first), asking)


def similar(*, user: User, track: Track, limit: int, budget: Budget | None = None) -> list[Recommended]:
    """What is like one track (loaded with artist and album), heard or not, without what the listener hides."""
    wishes = wishes_of(user)
    model = serving.current_model()
    asking = Asking(model, listener_after([track]), Surface.RADIO) if model else None
    first = asking.proposals(limit=limit, exclude=[track.pk], wishes=wishes) if asking else []
    choice = Choice(user, [track.pk], wishes=wishes)
    taste = taste_for(user, [track])
    tiers: list[Tier] = [([*_asked_now(track, budget or Budget()), *PERSONAL], taste)]
    return explained(choice.filled(tiers, limit=limit, first=first), asking)


def _asking(user: User, history: History, wishes: Wishes, surface: Surface) -> Asking | None:
    model = serving.current_model()
    return Asking(model, listener_of(user, history, wishes), surface) if model else None


def _asking_after(user: User, chosen: Sequence[Track], history: History, wishes: Wishes) -> Asking | None:
    if not chosen:
        return _asking(user, history, wishes, Surface.NEXT)
    model = serving.current_model()
    return Asking(model, listener_after(chosen), Surface.RADIO) if model else None


def _discoveries(asking: Asking, user: User, left_out: Sequence[int], limit: int, wishes: Wishes) -> list[Proposal]:
    liked = Favorite.objects.visible_to(user).newest_first().values_list("track", flat=True)[:LIKED_LEFT_OUT]
    return asking.proposals(
        limit=limit,
        exclude=[*left_out, *liked],
        wishes=wishes,
        seed=day_seed(user, timezone.localdate()),
        slots=slots_of(limit),
        per_artist=artist_share(limit),
    )


def _after(user: User, shown: Sequence[Track], history: History, wishes: Wishes, budget: Budget) -> Iterator[Tier]:
    if shown:
        yield [*_asked_now(shown[-1], budget), *PERSONAL], taste_for(user, shown)
    taste = wishes.permitted_taste(taste_of(user, history))
    yield PERSONAL, taste
    yield from for_everybody(taste, budget)


def _asked_now(track: Track, budget: Budget) -> list[CandidateSource]:
    """Of an artist whose related tracks are stored there is nothing to ask."""
    return [] if track.artist.related_at else [RelatedNow(track, budget)]


def for_everybody(taste: Taste, budget: Budget) -> list[Tier]:
    """What needs no taste: charts, then what is stored."""
    return [([Charts(budget), PopularHere()], taste), ([StoredTracks()], taste)]


def explained(found: Sequence[Recommended], asking: Asking | None) -> list[Recommended]:
    """The same with the reasons for what the model proposed, which are looked for only once it is really given."""
    if asking is None:
        return list(found)
    why = asking.reasons({each.track.pk: each.slot for each in found if each.source == SOURCE})
    return [replace(each, reason=why[each.track.pk]) if each.track.pk in why else each for each in found]
