"""The one ranking step: from proposals of all sources to an order in which no artist drowns the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b

from accounts.models import User
from catalogue.models import Track
from recommendations.candidates import Proposal

DAILY_SWING = 0.3
"""How far the day moves a score: by up to 15 % up or down, so that tomorrow's list is another one."""

ARTIST_FADES = 0.85
"""Each further track of an artist counts this much of what it would alone."""


@dataclass(frozen=True)
class Recommended:
    """``track`` is loaded with its artist and album. ``source`` names what proposed it, ``reason`` says why."""

    track: Track
    reason: str
    source: str
    slot: str = "ranked"
    propensity: float = 1.0


def on_day(proposals: Iterable[Proposal], *, user: User, day: date) -> list[Proposal]:
    """Best first for this listener on this day: the same data and day give the same order."""
    swung = [replace(each, score=each.score * _swing(f"{user.pk}:{day}:{each.track_id}")) for each in proposals]
    return sorted(swung, key=lambda proposal: (-proposal.score, proposal.track_id))


def _swing(seed: str) -> float:
    draw = int.from_bytes(blake2b(seed.encode(), digest_size=8).digest()) / 2**64
    return 1 + DAILY_SWING * (draw - 0.5)


def ranked(tracks: Sequence[Track], scores: Mapping[int, float]) -> list[Track]:
    """Best first, after each further track of an artist was discounted. ``scores`` go by the track's key."""
    turns: dict[int, int] = defaultdict(int)
    scored = []
    for track in sorted(tracks, key=lambda track: (-scores[track.pk], track.pk)):
        scored.append((scores[track.pk] * ARTIST_FADES ** turns[track.artist_id], track))
        turns[track.artist_id] += 1
    return [track for _, track in sorted(scored, key=lambda pair: (-pair[0], pair[1].pk))]
