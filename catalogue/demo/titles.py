"""Titles of tracks and releases, in the manner of their genre."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Final

from catalogue.demo import scripts
from catalogue.demo.phrases import Words, fresh_phrase, phrase
from catalogue.demo.records import DemoArtist
from catalogue.demo.title_shapes import BY_GENRE, CLASSICAL, CLASSICAL_RELEASE, JAZZ, RELEASE, SONG
from catalogue.demo.words import FLAVOUR, SHARED

_IN_LOWER_CASE: Final = "Lo-Fi"
"""Artists of this genre write all their titles small."""


def title_track(genre: str, artist: DemoArtist, rolls: Random, taken: set[str]) -> str:
    """A title that is not in ``taken``, the artist's titles so far (casefolded)."""
    return _title(_track_shapes(genre), genre, artist, rolls, taken)


def title_release(genre: str, artist: DemoArtist, rolls: Random, taken: set[str]) -> str:
    """The same for an album or EP, in shapes that suit a spine."""
    shapes = CLASSICAL_RELEASE if genre == "Classical" else RELEASE
    return _title(shapes, genre, artist, rolls, taken)


def _title(shapes: tuple[str, ...], genre: str, artist: DemoArtist, rolls: Random, taken: set[str]) -> str:
    foreign = scripts.TITLES.get(artist.name)
    if foreign:
        return fresh_phrase(lambda: phrase(*foreign, rolls), taken)
    title = fresh_phrase(lambda: phrase(shapes, _words(genre), rolls), taken)
    return title.lower() if artist.genre.name == _IN_LOWER_CASE else title


@cache
def _track_shapes(genre: str) -> tuple[str, ...]:
    if genre == "Classical":
        return CLASSICAL
    return (JAZZ if genre == "Jazz" else SONG) + BY_GENRE.get(genre, ()) * 2


@cache
def _words(genre: str) -> Words:
    own = FLAVOUR[genre]
    return {**SHARED, "own_adjective": own["adjective"], "own_noun": own["noun"]}
