from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommendations.engine import Config, Events, Items
from recommendations.engine.catalogue import Catalogue
from recommendations.engine.learning import held_back, learned
from recommendations.engine.plays import Plays
from recommendations.engine.profile import TEMPER, tempered
from recommendations.engine.summing import fame
from recommendations.engine.tests.listening import World
from recommendations.engine.weighing import Pool, gain

WEIGHTS = ("listeners", "sequence", "album", "artist", "features", "discover_half")


def learn(events: Events, items: Items, config: Config) -> Config:
    catalogue = Catalogue.of(items, features=config.features_kept)
    return learned(catalogue, Plays.of(events, catalogue.tracks, config), config)


def test_the_last_fifth_is_held_back_or_a_fifth_of_the_tracks_where_there_is_no_order() -> None:
    listener = np.repeat([0, 1], 500)
    plays = Plays.of(
        Events(listener, np.tile(np.arange(250), 4), time=np.where(listener == 0, np.arange(1000), 0)),
        np.arange(250),
        Config(),
    )
    held = held_back(plays)
    assert np.flatnonzero(held[:500]).tolist() == list(range(400, 500))
    of_second = set(plays.track[500:][held[500:]].tolist())
    assert 25 < len(of_second) < 75
    assert not of_second & set(plays.track[500:][~held[500:]].tolist())
    assert (held_back(plays) == held).all()


def test_albums_that_mean_nothing_lose_their_say(small: World) -> None:
    mixed = replace(small.items, album=np.random.default_rng(1).permutation(small.album))
    true, false = (learn(small.events, items, Config(ridge_tracks=0)) for items in (small.items, mixed))
    assert false.album < true.album


def test_the_past_fades_where_it_says_less_and_not_where_the_order_says_nothing(small: World) -> None:
    random = np.random.default_rng(2)
    drifting = np.sort(random.integers(0, 120, size=(60, 60)), axis=1)
    own = np.arange(60)[:, None] % 3 * 40 + random.integers(0, 40, size=(60, 60))
    steady = np.where(random.random((60, 60)) < 0.4, random.integers(0, 120, size=(60, 60)), own)
    listener = np.repeat(np.arange(60), 60)
    halves = [
        learn(Events(listener, tracks.ravel(), time=np.tile(np.arange(60.0), 60)), small.items, Config()).discover_half
        for tracks in (drifting, steady)
    ]
    assert halves[0] < halves[1]


@pytest.mark.parametrize("case", ["told not to", "one table", "too few listeners", "nothing to choose from"])
def test_nothing_is_learned_where_there_is_nothing_to_tell(small: World, case: str) -> None:
    few = small.events.listener < 40
    events, items, config = {
        "told not to": (small.events, small.items, Config(learn=False)),
        "one table": (small.events, small.items, Config(only="album")),  # type: ignore[arg-type]
        "too few listeners": (
            Events(small.events.listener[few], small.events.track[few], time=small.time[few]),
            small.items,
            Config(),
        ),
        "nothing to choose from": (
            Events(small.events.listener, small.events.track),
            Items(small.items.track),
            Config(),
        ),
    }[case]
    assert learn(events, items, config) == config


def test_only_the_weights_and_the_fading_are_learned(small: World) -> None:
    start = Config()
    found = learn(small.events, small.items, start)
    assert replace(found, **{name: getattr(start, name) for name in WEIGHTS}) == start
    assert all(0 < getattr(found, name) < 10 for name in WEIGHTS[:-1])


def test_the_gain_is_that_of_the_weighted_sum() -> None:
    pool = Pool(np.array([[3.0, 2.0, 0.0], [0.0, 4.0, 9.0]]), np.array([True, False, False]), 1.0)
    assert gain([pool], np.array([1.0, 0.0])) == 1.0
    assert gain([pool], np.array([1.0, 1.0])) == pytest.approx(1 / np.log2(4))
    assert gain([pool, pool], np.array([0.0, 1.0])) == 0.0
    assert gain([], np.ones(2)) == 0.0


def test_many_plays_of_one_artist_are_not_as_many_opinions() -> None:
    found = tempered(np.array([2.0, 2.0, 4.0, -1.0, 1.0]), np.array([7, 7, 8, -1, -1]))
    shares = np.array([0.4, 0.4, 0.4, 0.1, 0.1])
    assert found == pytest.approx(np.array([2.0, 2.0, 4.0, -1.0, 1.0]) * shares**-TEMPER)
    assert tempered(np.zeros(0), np.zeros(0, np.int64)).tolist() == []


def test_a_famous_track_says_less() -> None:
    assert fame(np.array([0, 99]), Config(fame=0.5)).tolist() == [1.0, 0.1]
