"""From proposals to the list that is given: filters, ranking and spread, the same for every source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from catalogue.models import Track
from recommendations.candidates import CandidateSource, Proposal, proposals
from recommendations.filters import Marks, liked_among, marks_of_all, playable, without_copies
from recommendations.ranking import Recommended, on_day, ranked
from recommendations.spread import spread
from recommendations.taste import Taste

POOL = 400
"""Best proposals of a tier that are loaded."""

Tier = tuple[Sequence[CandidateSource], Taste]


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose list it is, and what it must not hold: ``left_out`` are keys of tracks, the most important first.

    ``after`` are the tracks that play before the list.
    """

    user: User
    left_out: Sequence[int]
    keeps_liked: bool = True
    after: Sequence[Track] = ()

    def filled(self, tiers: Iterable[Tier], *, limit: int) -> list[Recommended]:
        """At most ``limit`` tracks; a tier is asked when those before it leave the list too short."""
        seen = marks_of_all(self.left_out)
        found: dict[int, Recommended] = {}
        placed: list[Track] = []
        for sources, taste in tiers:
            for recommended in self._picked(proposals(sources, taste), seen):
                found[recommended.track.pk] = recommended
            placed = spread([each.track for each in found.values()], limit=limit, after=self.after)
            if len(placed) >= limit:
                break
        return [found[track.pk] for track in placed]

    def _picked(self, proposed: Iterable[Proposal], seen: Marks) -> list[Recommended]:
        """What may be given of one tier, best first."""
        left_out = set(self.left_out)
        wanted = [proposal for proposal in proposed if proposal.track_id not in left_out]
        best = {each.track_id: each for each in on_day(wanted, user=self.user, day=timezone.localdate())[:POOL]}
        rows = {track.pk: track for track in playable().filter(pk__in=list(best))}
        liked = set() if self.keeps_liked else liked_among(self.user, rows)
        in_order = [rows[track_id] for track_id in best if track_id in rows and track_id not in liked]
        tracks = without_copies(in_order, seen)
        scores = {track.pk: best[track.pk].score for track in tracks}
        return [Recommended(track, best[track.pk].reason, best[track.pk].source) for track in ranked(tracks, scores)]
