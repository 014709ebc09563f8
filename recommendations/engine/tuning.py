"""The few numbers that the quality hangs on. docs/recommendations.md says which was chosen on what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Table(StrEnum):
    """Where a neighbour of a track comes from."""

    LISTENERS = "listeners"
    SEQUENCE = "sequence"
    ALBUM = "album"
    ARTIST = "artist"
    FEATURES = "features"


@dataclass(frozen=True, slots=True)
class Config:
    """How the tables are made and summed. A weight of 0 leaves a table out."""

    listeners: float = 0.7
    sequence: float = 1.0
    album: float = 1.0
    artist: float = 1.0
    features: float = 0.2
    discover_half: float = 1.0
    """The age, in plays, at which a play counts half on *discover*."""
    learn: bool = True
    """Whether those six are where a search begins, which the data decides, or are taken as they are."""
    fame: float = 0.15
    """A track's neighbours count (1 + its listeners) to minus this power."""

    neighbours: int = 200
    """Kept of each track, in each table and in the sum."""
    shrinkage: float = 20.0
    shared_listeners: int = 2
    """Fewer listeners in common are chance."""
    listener_tracks: int = 500
    """Distinct tracks of one listener that count, the newest: one listener's weight has an end."""

    window: int = 10
    """Plays after a play that it leads to, each with 1/distance."""
    backward: float = 0.5
    """A pair's weight against the order of play."""
    sequence_shrinkage: float = 5.0
    session_gap: float = 1800.0
    listener_plays: int = 2_000
    """Newest plays of one listener that sequences are read from."""
    listener_repeats: int = 10
    """Newest plays of one track by one listener that sequences are read from."""

    popularity_power: float = 0.3
    """Tracks of an album, artist or genre count (1 + listeners) to this power."""
    group_tracks: int = 200
    """Most popular tracks of an album or artist that are neighbours of its others."""
    feature_tracks: int = 1_000
    features_kept: int = 50_000

    ridge_tracks: int = 20_000
    ridge_rows: int = 3_000
    """Up to so many tracks and listeners, the table of listeners is solved for and not counted."""
    ridge_features: int = 1_000
    """Most frequent features that take part in that."""
    ridge_penalty: float = 100.0
    ridge_popularity: float = 0.1

    fan_shrinkage: float = 6.0
    """Fans to which those of an artist or feature are shrunk: a few say little."""
    fan_features: int = 1_000
    """Most frequent features whose fans are looked at."""

    trend_days: float = 7.0
    """Half-life of a play in what is trending."""
    only: Table | None = None
    """One table alone, for comparison."""

    def weight(self, table: Table) -> float:
        if self.only is not None:
            return float(table == self.only)
        return {
            Table.LISTENERS: self.listeners,
            Table.SEQUENCE: self.sequence,
            Table.ALBUM: self.album,
            Table.ARTIST: self.artist,
            Table.FEATURES: self.features,
        }[table]


class Surface(StrEnum):
    """What a list is for, which says how fast older plays fade in it."""

    NEXT = "next"
    RADIO = "radio"
    DISCOVER = "discover"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def half(self) -> float:
        """The age, in plays, at which a play counts half: ``half / (half + age)``. That of *discover* is learned.

        With 1, half of the whole weight lies on the last six or seven plays of sixty.
        """
        return {Surface.DAILY: 30.0, Surface.WEEKLY: 100.0}.get(self, 1.0)
