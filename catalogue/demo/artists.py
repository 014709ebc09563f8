"""The artists of the invented catalogue."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random
from typing import Final

from catalogue.demo.artist_names import name_artist
from catalogue.demo.chance import between, dice, lasting_id, shuffled, stratum
from catalogue.demo.genres import MANNERS, GenreManner
from catalogue.demo.records import ArtistStyle, DemoArtist

_LAST_DEBUT: Final = 2025
_MOST_FANS: Final = 4_800_000
_FAME_FALLS: Final = 1.2
"""Fans of the n-th most popular artist fall with this power of n."""

_LABELS: Final = (
    "Saltmarsh Records",
    "Copper Finch",
    "Night Desk",
    "Ninth Platform",
    "Paperboat Recordings",
    "Tramline Sound",
    "Alder & Sons",
    "Low Ceiling",
    "Disques Hirondelle",
    "Meridian House",
    "Two Kettles",
    "Polar Letterbox",
    "Brass Tortoise",
    "Kaleido Works",
    "Self-released",
)


def invent_artists(seed: int) -> list[DemoArtist]:
    """Genre by genre, each genre's first years spread over its era."""
    taken: set[str] = set()
    artists = [artist for manner in MANNERS for artist in _artists_of(manner, seed, taken)]
    places = shuffled(range(1, len(artists) + 1), dice(seed, "fame"))
    return [replace(artist, popularity=_fans(place, artist)) for artist, place in zip(artists, places, strict=True)]


def _artists_of(manner: GenreManner, seed: int, taken: set[str]) -> list[DemoArtist]:
    rolls = dice(seed, "artists", manner.genre.name)
    eras = shuffled(range(manner.artists), rolls)
    return [_artist(manner, era, seed, rolls, taken) for era in eras]


def _artist(manner: GenreManner, era: int, seed: int, rolls: Random, taken: set[str]) -> DemoArtist:
    name = name_artist(manner.genre.name, rolls, taken)
    return DemoArtist(
        id=lasting_id(seed, "artist", name),
        name=name,
        genre=manner.genre,
        popularity=0,
        active_from=stratum(era, manner.artists, (manner.since, _LAST_DEBUT), rolls),
        style=_style(manner, rolls),
    )


def _style(manner: GenreManner, rolls: Random) -> ArtistStyle:
    low, high = manner.tempo
    tempo = between(manner.tempo, rolls)
    energy = 0.2 + 0.5 * (tempo - low) / (high - low) + 0.3 * rolls.random()
    return ArtistStyle(tempo, round(energy, 2), rolls.random() < manner.minor, rolls.choice(_LABELS))


def _fans(place: int, artist: DemoArtist) -> int:
    fans = _MOST_FANS * dice(artist.id, "fans").uniform(0.85, 1.15)
    return round(fans / math.pow(place, _FAME_FALLS))
