"""A small world: three tastes of forty tracks, each heard by twenty listeners, album after album."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from recommendations.engine import Config, Events, Items, Labels, LocalTrainer, Model
from recommendations.engine.columns import Floats, Ints

TASTES, OF_TASTE, LISTENERS, PLAYS = 3, 40, 60, 50
GENRES = ["rock", "jazz", "techno"]
UNHEARD = 120
"""A track of artist 0 that nobody plays."""


@dataclass(frozen=True)
class World:
    """``artist``, ``album`` and ``time`` are those of the items and events."""

    events: Events
    items: Items
    artist: Ints
    album: Ints
    time: Floats


@cache
def world() -> World:
    """Tracks 0 to 39 are rock, 40 to 79 jazz, 80 to 119 techno; ten tracks an artist, five an album."""
    random = np.random.default_rng(3)
    tracks = np.arange(TASTES * OF_TASTE + 1)
    tracks_artist = np.append(tracks[:-1] // 10, 0)
    tracks_album = np.append(tracks[:-1] // 5, 0)
    genres = Labels.of([GENRES[artist // 4]] for artist in tracks_artist)
    starts = random.integers(0, OF_TASTE, size=(LISTENERS, PLAYS // 5))
    plays = (starts[:, :, None] + np.arange(5)) % OF_TASTE + np.arange(LISTENERS)[:, None, None] % TASTES * OF_TASTE
    listener = np.repeat(np.arange(LISTENERS), PLAYS)
    time = (np.tile(np.arange(PLAYS) * 200, LISTENERS) + listener).astype(np.float64)
    events = Events(listener, plays.ravel(), time=time)
    return World(events, Items(tracks, tracks_artist, tracks_album, genres), tracks_artist, tracks_album, time)


def trained(folder: Path, events: Events, items: Items, config: Config | None = None) -> Model:
    return Model.load(LocalTrainer(config).fit(events, items, folder))


def no_events() -> Events:
    return Events(np.zeros(0, np.int64), np.zeros(0, np.int64))


@cache
def shared() -> Model:
    """The small world's model, for property tests, which run one function many times. Its arrays stay mapped."""
    small = world()
    with tempfile.TemporaryDirectory() as folder:
        return trained(Path(folder), small.events, small.items)
