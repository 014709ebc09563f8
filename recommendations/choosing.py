"""From proposals to the list that is given: filters, ranking and spread, the same for every source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import User
from catalogue.models import Track
from recommendations.candidates import CandidateSource, Proposal, proposals
from recommendations.filters import Marks, liked_among, marks_of_all, playable, without_copies
from recommendations.ranking import Recommended, on_day, ranked
from recommendations.spread import spread
from recommendations.taste import Taste
from recommendations.wishes import Wishes

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
    wishes: Wishes = field(default_factory=Wishes)

    def filled(self, tiers: Iterable[Tier], *, limit: int, first: Sequence[Proposal] = ()) -> list[Recommended]:
        """At most ``limit`` tracks: ``first`` in their order, then a tier when those before it leave it too short."""
        seen = marks_of_all(self.left_out)
        found: dict[int, Recommended] = {}
        placed: list[Track] = []
        for part in self._parts(first, tiers, seen):
            found.update({recommended.track.pk: recommended for recommended in part})
            placed = spread([each.track for each in found.values()], limit=limit, after=self.after)
            if len(placed) >= limit:
                break
        return [found[track.pk] for track in placed]

    def _parts(self, first: Sequence[Proposal], tiers: Iterable[Tier], seen: Marks) -> Iterator[list[Recommended]]:
        if first:
            yield self._given(first, seen)
        for sources, taste in tiers:
            yield self._ranked(proposals(sources, taste), seen)

    def _given(self, proposed: Sequence[Proposal], seen: Marks) -> list[Recommended]:
        """What may be given of proposals that were ranked already."""
        by_key = {each.track_id: each for each in proposed}
        return [_recommended(track, by_key[track.pk]) for track in self._permitted(list(by_key), seen)]

    def _ranked(self, proposed: Iterable[Proposal], seen: Marks) -> list[Recommended]:
        """What may be given of one tier, best first."""
        left_out = set(self.left_out)
        wanted = [proposal for proposal in proposed if proposal.track_id not in left_out]
        best = {each.track_id: each for each in on_day(wanted, user=self.user, day=timezone.localdate())[:POOL]}
        tracks = self._permitted(list(best), seen)
        scores = {track.pk: best[track.pk].score for track in tracks}
        return [_recommended(track, best[track.pk]) for track in ranked(tracks, scores)]

    def _permitted(self, keys: Sequence[int], seen: Marks) -> list[Track]:
        """Those of the tracks, in their order, that may be played to this listener."""
        rows = {track.pk: track for track in playable().filter(pk__in=keys)}
        liked = set() if self.keeps_liked else liked_among(self.user, rows)
        in_order = [rows[key] for key in keys if key in rows and key not in liked]
        return without_copies([track for track in in_order if self.wishes.permits(track)], seen)


def _recommended(track: Track, proposal: Proposal) -> Recommended:
    return Recommended(track, proposal.reason, proposal.source, proposal.slot, proposal.propensity)
