"""Lists in which one artist does not drown the others."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue.ids import CatalogueId
from catalogue.providers.records import TrackRecord


def spread_by_artist(tracks: Iterable[TrackRecord]) -> list[TrackRecord]:
    """Every artist's first, then every artist's second, and so on; within a round the order is kept."""
    rounds: dict[CatalogueId, int] = {}
    placed = []
    for place, track in enumerate(tracks):
        turn = rounds[track.artist.id] = rounds.get(track.artist.id, -1) + 1
        placed.append((turn, place, track))
    return [track for _, _, track in sorted(placed, key=lambda each: each[:2])]
