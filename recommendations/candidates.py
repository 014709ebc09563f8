"""The seam between where recommendations come from and what is done with them.

A source looks at a listener's taste and proposes tracks; everything after it (ranking, filters, spread) is the same
for all sources. The trained model comes before them and ranks by itself (`recommendations.trained`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from recommendations.taste import Taste


@dataclass(frozen=True, slots=True)
class Candidate:
    """A proposed track by its database key. ``score`` is above 0 and is compared within one source only.

    ``reason`` is shown to the listener: it is true for them and names no other listener.
    """

    track_id: int
    score: float
    reason: str


def fading(place: int) -> float:
    """How much a proposal at this 0-based place of its list counts: half at the eleventh place."""
    return 1 / (1 + place / 10)


class CandidateSource(Protocol):
    """``name`` is what an answer gives as its `source`; ``weight`` is the say of the source among the others."""

    name: str
    weight: float

    def candidates(self, taste: Taste) -> Iterable[Candidate]:
        """Proposals, at most some hundreds, by a number of statements that does not depend on anybody's history.

        A track may be proposed several times: the scores add up.
        """
        ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """What all sources together say of one track: their summed ``score``, and the reason of the strongest.

    ``slot`` and ``propensity`` are the engine's: which kind of place the track got, and with what chance.
    """

    track_id: int
    score: float
    reason: str
    source: str
    slot: str = "ranked"
    propensity: float = 1.0


def proposals(sources: Iterable[CandidateSource], taste: Taste) -> list[Proposal]:
    """One proposal per track that is no seed. The best candidate of a source counts as much as the source's weight."""
    seeds = {seed.track_id for seed in taste.seeds}
    said: dict[int, list[Proposal]] = defaultdict(list)
    for source in sources:
        offered = [candidate for candidate in source.candidates(taste) if candidate.track_id not in seeds]
        best = max((candidate.score for candidate in offered), default=1.0)
        for candidate in offered:
            share = source.weight * candidate.score / best
            said[candidate.track_id].append(Proposal(candidate.track_id, share, candidate.reason, source.name))
    return [_together(of_one) for of_one in said.values()]


def _together(of_one: list[Proposal]) -> Proposal:
    strongest = max(of_one, key=lambda proposal: (proposal.score, proposal.reason))
    return replace(strongest, score=sum(proposal.score for proposal in of_one))
