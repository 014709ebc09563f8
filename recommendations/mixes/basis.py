"""What all mixes of one listener are made from, read once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from accounts.models import User
from catalogue.models import Track
from integrations.budget import Budget
from recommendations import serving
from recommendations.choosing import Choice, Tier
from recommendations.engine import Surface
from recommendations.profiles import Listener, listener_of
from recommendations.ranking import Recommended
from recommendations.services import PERSONAL, explained, for_everybody
from recommendations.taste import History, Taste, history_of, taste_of
from recommendations.trained import Asking, day_seed
from recommendations.wishes import Wishes, wishes_of

TRACKS = 30
"""Of each mix."""
LEAST = 5
"""With fewer there is no mix yet."""
PER_ARTIST = 4


@dataclass(frozen=True, slots=True)
class Basis:
    """``day`` is the listener's own today."""

    user: User
    day: date
    wishes: Wishes
    history: History
    taste: Taste
    listener: Listener
    budget: Budget

    @classmethod
    def of(cls, user: User, day: date) -> Basis:
        wishes = wishes_of(user)
        history = wishes.permitted(history_of(user))
        taste = wishes.permitted_taste(taste_of(user, history))
        return cls(user, day, wishes, history, taste, listener_of(user, history, wishes), Budget())

    def found(
        self,
        listener: Listener,
        taste: Taste,
        *,
        surface: Surface,
        left_out: Sequence[int],
        limit: int = TRACKS,
        slots: int = 0,
        keeps_liked: bool = True,
        everybody: bool = False,
    ) -> list[Recommended]:
        """What the model has for that part of the listener, then what the other sources have for that taste.

        With ``everybody``, what is short is filled up with charts.
        """
        model = serving.current_model()
        asking = Asking(model, listener, surface) if model else None
        first = (
            asking.proposals(
                limit=limit,
                exclude=left_out,
                wishes=self.wishes,
                seed=day_seed(self.user, self.day),
                slots=slots,
                per_artist=PER_ARTIST,
            )
            if asking
            else []
        )
        choice = Choice(self.user, left_out, keeps_liked=keeps_liked, wishes=self.wishes)
        tiers: list[Tier] = [(PERSONAL, taste)] if taste.seeds or taste.genres else []
        tiers += for_everybody(taste, self.budget) if everybody else []
        return explained(choice.filled(tiers, limit=limit, first=first), asking)

    def part(self, track_ids: Collection[int]) -> tuple[Listener, Taste]:
        """The listener as if they had only ever heard these tracks, and declared nothing."""
        profile = self.listener.profile
        kept = np.isin(profile.tracks, list(track_ids))
        assert profile.weights is not None and profile.ages is not None  # noqa: PT018, S101  # as `listener_of` makes them
        some = replace(
            profile,
            tracks=profile.tracks[kept],
            weights=profile.weights[kept],
            ages=profile.ages[kept],
            genres=(),
            artists=(),
            moods=(),
            plays=None,
        )
        seeds = [seed for seed in self.taste.seeds if seed.track_id in track_ids]
        genres = {seed.genre_id for seed in seeds}
        own = [genre for genre in self.taste.genres if genre.id in genres]
        return replace(self.listener, profile=some), replace(self.taste, seeds=seeds, genres=own)

    def mood(self, labels: Iterable[str]) -> Listener:
        """The listener as if they had only declared this mood."""
        profile = type(self.listener.profile)(moods=list(labels))
        return replace(self.listener, profile=profile)


def artists_in_words(tracks: Sequence[Track]) -> str:
    """ "Ada, Bo and Cleo": the first three artists."""
    names = list(dict.fromkeys(track.artist.name for track in tracks))[:3]
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
