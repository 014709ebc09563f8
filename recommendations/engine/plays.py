"""The events in the order in which each listener played them, with small numbers for ids, and no one's excess."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from recommendations.engine.columns import Events, Floats, Ids, Ints, Mask, places
from recommendations.engine.tuning import Config


@dataclass(frozen=True, slots=True)
class Plays:
    """Sorted by listener, then time. ``listener`` and ``session`` are numbered from 0; ``ordered`` says of each
    play whether its listener's plays have an order at all."""

    listener: Ints
    track: Ints
    session: Ints
    weight: Floats
    time: Floats
    ordered: Mask

    @classmethod
    def of(cls, events: Events, tracks: Ids, config: Config) -> Plays:
        """Plays of tracks that are not in the catalogue are left out."""
        track = places(events.track, tracks)
        weight = np.ones(len(events)) if events.weight is None else events.weight
        kept = np.flatnonzero((track >= 0) & (weight > 0))
        listener = np.unique(events.listener[kept], return_inverse=True)[1].astype(np.int64)
        time = np.zeros(len(kept)) if events.time is None else events.time[kept]
        order = np.lexsort((time, listener))
        kept, listener, time = kept[order], listener[order], time[order]
        session = _sessions(listener, time, None if events.session is None else events.session[kept], config)
        first, last = (np.full(int(listener.max(initial=-1)) + 1, edge) for edge in (np.inf, -np.inf))
        np.minimum.at(first, listener, time)
        np.maximum.at(last, listener, time)
        return cls(listener, track[kept], session, weight[kept], time, (last > first)[listener])

    def __len__(self) -> int:
        return len(self.track)

    def chosen(self, which: Mask) -> Plays:
        columns = ("listener", "track", "session", "weight", "time", "ordered")
        return replace(self, **{name: getattr(self, name)[which] for name in columns})

    def of_listeners(self, listeners: Ints) -> Plays:
        return self.chosen(np.isin(self.listener, listeners))

    def newest(self, most: int) -> Plays:
        """At most so many plays of each listener."""
        return self.chosen(_rank_from_end(self.listener) < most)

    def without_repeats(self, most: int) -> Plays:
        """At most so many plays of one track by one listener, the newest."""
        order = np.lexsort((np.arange(len(self)), self.track, self.listener))
        rank = np.empty(len(self), np.int64)
        rank[order] = _rank_from_end(_runs(self.listener[order], self.track[order]))
        return self.chosen(rank < most)

    def matrix(self, tracks: int, most: int) -> sp.csr_array:
        """Listeners x tracks: how often. Of a listener's tracks the ``most`` that were played last."""
        order = np.lexsort((np.arange(len(self)), self.track, self.listener))
        run = _runs(self.listener[order], self.track[order])
        last = np.flatnonzero(np.diff(run, append=-1))
        weight = np.bincount(run, self.weight[order], minlength=len(last))
        listener, track, newest = self.listener[order][last], self.track[order][last], order[last]
        by_age = np.lexsort((newest, listener))
        chosen = np.sort(by_age[_rank_from_end(listener[by_age]) < most])
        shape = (int(self.listener.max(initial=-1)) + 1, tracks)
        return sp.csr_array((weight[chosen], (listener[chosen], track[chosen])), shape=shape)


def _sessions(listener: Ints, time: Floats, session: Ids | None, config: Config) -> Ints:
    if not len(listener):
        return np.zeros(0, np.int64)
    cut = np.diff(listener, prepend=listener[0]) != 0
    if session is None:
        cut |= np.diff(time, prepend=time[0]) > config.session_gap
    else:
        cut[1:] |= session[1:] != session[:-1]
    return np.cumsum(cut)


def _runs(*keys: Ints) -> Ints:
    """Numbers of the runs of equal keys, from 0."""
    changed = np.zeros(len(keys[0]), np.bool_)
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.cumsum(changed)


def _rank_from_end(group: Ints) -> Ints:
    """How many entries of the same group come after each, where groups are runs."""
    ends = np.flatnonzero(np.diff(group, append=-1))
    return np.repeat(ends, np.diff(ends, prepend=-1)) - np.arange(len(group))
