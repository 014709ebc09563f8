"""What is trained on, what is asked, and what counts as right, for each protocol and data set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from recommendations.engine.catalogue import chosen_items
from recommendations.engine.columns import Events, Ints, Items, Mask, places, sums
from recommendations.engine.datasets import Counted, Histories, read_30music, read_hetrec, tagged_items
from recommendations.engine.profile import Profile
from recommendations.engine.trials import SEED, Question, Trial, folds
from recommendations.engine.tuning import Surface

LEAST_PLAYS = 10
DECLARED = 3
NEXT_PLAYS = 20
TRAINED_SHARE = 0.8


def _split(plays: Ints) -> tuple[Ints, Ints]:
    at = int(len(plays) * TRAINED_SHARE)
    return plays[:at], plays[at:]


def _events(histories: list[Ints]) -> Events:
    lengths = [len(plays) for plays in histories]
    listener = np.repeat(np.arange(len(histories)), lengths)
    time = np.concatenate([np.arange(length) for length in lengths])
    return Events(listener, np.concatenate(histories), time=time)


def _later(before: Ints, after: Ints, listener: int) -> Question:
    return Question(Profile.from_plays(before), np.setdiff1d(after, before), np.unique(before), listener)


def discover_30music(data: Histories) -> Iterator[Trial]:
    splits = [_split(plays) for plays in data.plays]
    questions = [_later(*split, each) for each, split in enumerate(splits) if sum(map(len, split)) >= LEAST_PLAYS]
    events = _events([split[0] for split in splits])
    yield Trial(Surface.DISCOVER, events, data.items, {"discover": questions})


def strong_30music(data: Histories) -> Iterator[Trial]:
    for held in folds(len(data.plays)):
        trained = [plays for plays, out in zip(data.plays, held, strict=True) if not out]
        splits = {each: _split(data.plays[each]) for each in np.flatnonzero(held).tolist()}
        questions = [_later(*split, each) for each, split in splits.items() if sum(map(len, split)) >= LEAST_PLAYS]
        yield Trial(Surface.DISCOVER, _events(trained), data.items, {"strong": questions})


def radio_30music(data: Histories) -> Iterator[Trial]:
    splits = [_split(plays) for plays in data.plays]
    questions = {
        f"radio, last {last}": [
            _later(before[-last:], after[:NEXT_PLAYS], each)
            for each, (before, after) in enumerate(splits)
            if len(before)
        ]
        for last in (1, 10)
    }
    yield Trial(Surface.RADIO, _events([split[0] for split in splits]), data.items, questions)


def discover_hetrec(data: Counted) -> Iterator[Trial]:
    tested = _test_part(data)
    items = tagged_items(data, ~_own_tags(data, tested))
    questions = {"discover": _questions(data, tested, data.listener)}
    yield Trial(Surface.DISCOVER, _counted(data, ~tested), items, questions)


def strong_hetrec(data: Counted) -> Iterator[Trial]:
    tested = _test_part(data)
    for out in _held_listeners(data):
        held = np.isin(data.listener, out)
        items = tagged_items(data, ~np.isin(data.tags[0], out))
        questions = {"strong": _questions(data, tested & held, out)}
        yield Trial(Surface.DISCOVER, _counted(data, ~held), items, questions)


def onboard_hetrec(data: Counted) -> Iterator[Trial]:
    """New listeners name the three genres or the three artists that they play most, or the three tags they use most.

    Genres summed over all that somebody plays say far more than the tags they happen to have given: what "three
    declared genres" is worth hangs on which is meant, so both are measured.
    """
    for out in _held_listeners(data):
        items = tagged_items(data, ~np.isin(data.tags[0], out))
        questions = {
            name: [question for each in out if (question := ask(data, items, each)) is not None]
            for name, ask in (
                ("onboard, nothing", _asked_nothing),
                ("onboard, 3 genres", _asked_genres),
                ("onboard, 3 own tags", _asked_tags),
                ("onboard, 3 artists", _asked_artists),
            )
        }
        yield Trial(Surface.DISCOVER, _counted(data, ~np.isin(data.listener, out)), items, questions)


def cold_hetrec(data: Counted) -> Iterator[Trial]:
    """A fifth of the artists lose all their plays and become known by their tags only, after the training."""
    for cold in folds(len(data.artists)):
        new = np.isin(data.artist, data.artists[cold])
        items = tagged_items(data, ~_own_tags(data, new))
        known, arriving = chosen_items(items, np.flatnonzero(~cold)), chosen_items(items, np.flatnonzero(cold))
        questions = {"cold": _questions(data, new, data.listener)}
        yield Trial(Surface.DISCOVER, _counted(data, ~new), known, questions, arriving)


def _held_listeners(data: Counted) -> Iterator[Ints]:
    listeners = np.unique(data.listener)
    for held in folds(len(listeners)):
        yield listeners[held]


def _test_part(data: Counted) -> Mask:
    """A random fifth of each listener's artists."""
    random = np.random.default_rng(SEED)
    tested = np.zeros(len(data.listener), np.bool_)
    for listener in np.unique(data.listener):
        own = random.permutation(np.flatnonzero(data.listener == listener))
        tested[own[: round(len(own) * (1 - TRAINED_SHARE))]] = True
    return tested


def _own_tags(data: Counted, tested: Mask) -> Mask:
    """Tags that a listener gave to an artist of their own test part: whoever tags an artist has heard them."""
    width = int(max(data.artist.max(), data.tags[1].max())) + 1
    return np.isin(data.tags[0] * width + data.tags[1], data.listener[tested] * width + data.artist[tested])


def _counted(data: Counted, use: Mask) -> Events:
    return Events(data.listener[use], data.artist[use], weight=data.count[use].astype(np.float64))


def _questions(data: Counted, tested: Mask, listeners: Ints) -> list[Question]:
    found = []
    for listener in np.unique(listeners):
        own = data.listener == listener
        before, relevant = own & ~tested, data.artist[own & tested]
        if len(relevant):
            heard = data.artist[before]
            profile = Profile(heard, data.count[before].astype(np.float64))
            found.append(Question(profile, relevant, heard, int(listener)))
    return found


def _asked_nothing(data: Counted, items: Items, listener: int) -> Question | None:
    return Question(Profile(), data.artist[data.listener == listener], listener=int(listener))


def _asked_genres(data: Counted, items: Items, listener: int) -> Question | None:
    """The genres a listener hears most, as others tagged them: each artist's tags share out log(1 + plays)."""
    own = data.listener == listener
    if items.genres is None:
        return None
    rows = items.genres.rows()
    liking = np.zeros(len(items))
    liking[places(data.artist[own], items.track)] = np.log1p(data.count[own])
    tagged = sums(rows, items.genres.weights, len(items))
    parts = liking[rows] * items.genres.weights / np.maximum(tagged[rows], 1)
    names, codes = np.unique(items.genres.names, return_inverse=True)
    total = sums(codes, parts, len(names))
    chosen = [str(names[code]) for code in np.argsort(-total, kind="stable")[:DECLARED] if total[code] > 0]
    return Question(Profile(genres=chosen), data.artist[own], listener=int(listener)) if chosen else None


def _asked_tags(data: Counted, items: Items, listener: int) -> Question | None:
    """Who gave no tag that the training knows is not asked."""
    known = set(items.genres.names.tolist()) if items.genres is not None else set()
    given = [data.tag_names.get(tag, str(tag)) for tag in data.tags[2][data.tags[0] == listener].tolist()]
    distinct, counts = np.unique(np.array([name for name in given if name in known], np.str_), return_counts=True)
    chosen = distinct[np.argsort(-counts, kind="stable")[:DECLARED]].tolist()
    own = data.artist[data.listener == listener]
    return Question(Profile(genres=chosen), own, listener=int(listener)) if chosen else None


def _asked_artists(data: Counted, items: Items, listener: int) -> Question | None:
    own = np.flatnonzero(data.listener == listener)
    ordered = data.artist[own[np.argsort(-data.count[own], kind="stable")]]
    if len(ordered) <= DECLARED:
        return None
    profile = Profile(artists=ordered[:DECLARED].tolist())
    return Question(profile, ordered[DECLARED:], ordered[:DECLARED], int(listener))


Trials = Callable[[Path], Iterator[Trial]]
PROTOCOLS: dict[tuple[str, str], Trials] = {
    ("discover", "30music"): lambda folder: discover_30music(read_30music(folder)),
    ("strong", "30music"): lambda folder: strong_30music(read_30music(folder)),
    ("radio", "30music"): lambda folder: radio_30music(read_30music(folder)),
    ("discover", "hetrec"): lambda folder: discover_hetrec(read_hetrec(folder)),
    ("strong", "hetrec"): lambda folder: strong_hetrec(read_hetrec(folder)),
    ("onboard", "hetrec"): lambda folder: onboard_hetrec(read_hetrec(folder)),
    ("cold", "hetrec"): lambda folder: cold_hetrec(read_hetrec(folder)),
}
