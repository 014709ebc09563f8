"""Why a listener gets a track: what moderators and administrators look at when somebody asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.models import User
from catalogue.models import Track
from recommendations import serving
from recommendations.engine import Surface
from recommendations.models import Recommendation
from recommendations.profiles import Listener, listener_of
from recommendations.taste import history_of
from recommendations.trained import Asking
from recommendations.wishes import Wishes, wishes_of

SHOWN = 10
"""Tracks of the profile that are shown."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A track of the listener's profile: the sum of its ``weight``, and how many listens ``ago`` it was touched last.

    Below 0 it speaks against what is like it; the longer ago, the less it counts.
    """

    track: Track
    bond: str
    weight: float
    ago: int


@dataclass(frozen=True, slots=True)
class Why:
    """``score`` is 0 where nothing speaks for the track, and None where the model does not know it."""

    user: User
    track: Track
    version: str
    reason: str
    score: float | None
    share: float
    table: str
    is_hidden: bool
    listed: Recommendation | None
    profile: Sequence[Weight]


def why(*, user: User, track: Track) -> Why | None:
    """None without a model."""
    model = serving.current_model()
    if model is None:
        return None
    wishes = wishes_of(user)
    listener = listener_of(user, wishes.permitted(history_of(user)), wishes)
    asking = Asking(model, listener, Surface.DISCOVER)
    explanation = model.explain(listener.profile, track.pk, surface=asking.surface)
    return Why(
        user=user,
        track=track,
        version=serving.version_name(),
        reason=asking.reasons({track.pk: "ranked"})[track.pk],
        score=_score(asking, track),
        share=explanation.share,
        table=str(explanation.table or ""),
        is_hidden=not wishes.permits(track),
        listed=Recommendation.objects.visible_to(user).current().filter(track=track).first(),
        profile=_weights(listener),
    )


def _weights(listener: Listener) -> list[Weight]:
    """The newest first, of those the heaviest."""
    profile = listener.profile
    assert profile.weights is not None and profile.ages is not None  # noqa: PT018, S101  # as `listener_of` makes them
    totals: dict[int, float] = defaultdict(float)
    ages: dict[int, float] = {}
    for key, weight, age in zip(profile.tracks.tolist(), profile.weights, profile.ages, strict=True):
        totals[key] += float(weight)
        ages[key] = min(float(age), ages.get(key, float(age)))
    newest = sorted(totals, key=lambda key: (ages[key], -abs(totals[key])))[:SHOWN]
    rows = {row.pk: row for row in Track.objects.for_display().filter(pk__in=newest)}
    bonds = {key: bond.value for key, bond in listener.bonds.items()}
    return [Weight(rows[key], bonds.get(key, "skipped"), totals[key], int(ages[key])) for key in newest if key in rows]


def _score(asking: Asking, track: Track) -> float | None:
    """What the track would get in a list of its own; a track that was heard is in no list."""
    model = asking.model
    if model.locate(np.array([track.pk]))[0] < 0:
        return None
    found = asking.proposals(limit=1, exclude=(), wishes=Wishes(), only=[track.pk])
    return found[0].score if found else 0.0
