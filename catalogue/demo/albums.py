"""The albums, EPs and singles of an artist."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Final

from catalogue.demo.chance import dice, lasting_id, weighted
from catalogue.demo.dates import career, fresh_friday
from catalogue.demo.genres import BY_NAME
from catalogue.demo.records import DemoAlbum, DemoArtist, DemoGenre
from catalogue.demo.titles import title_release, title_track

_CAREER: Final = (1, 2, 3, 3, 4, 4)
"""How many releases before the last weeks."""

_RECORD_TYPES: Final = {"album": 0.68, "ep": 0.14, "single": 0.18}
_FRESH_RECORD_TYPES: Final = {"album": 0.4, "ep": 0.2, "single": 0.4}
_STRAYING: Final = 0.14
"""The share of releases in a neighbouring genre."""

_ON_OTHER_LABEL: Final = 0.15
_FRESH_EVERY: Final = 4
"""Each artist of this many has a release in the catalogue's last weeks."""


def invent_albums(seed: int, artists: list[DemoArtist]) -> list[DemoAlbum]:
    """Artist by artist, oldest first."""
    return [
        album
        for index, artist in enumerate(artists)
        for album in _albums_of(artist, seed, has_fresh=index % _FRESH_EVERY == 0)
    ]


def _albums_of(artist: DemoArtist, seed: int, *, has_fresh: bool) -> list[DemoAlbum]:
    rolls = dice(seed, "albums", artist.name)
    days = career(artist.active_from, rolls.choice(_CAREER), rolls)
    planned = [(day, weighted(_RECORD_TYPES, rolls) if day != days[0] else "album") for day in days]
    if has_fresh:
        planned.append((fresh_friday(rolls), weighted(_FRESH_RECORD_TYPES, rolls)))
    taken: set[str] = set()
    return [_album(artist, day, record_type, rolls, taken) for day, record_type in planned]


def _album(artist: DemoArtist, day: date, record_type: str, rolls: Random, taken: set[str]) -> DemoAlbum:
    make_title = title_track if record_type == "single" else title_release
    genre = _genre(artist, day, rolls)
    title = make_title(genre.name, artist, rolls, taken)
    return DemoAlbum(
        id=lasting_id(artist.id, "album", title),
        title=title,
        artist=artist,
        genre=genre,
        release_date=day,
        record_type=record_type,
        label=_label(artist, rolls),
    )


def _genre(artist: DemoArtist, day: date, rolls: Random) -> DemoGenre:
    near = BY_NAME[rolls.choice(BY_NAME[artist.genre.name].neighbours)]
    strays = rolls.random() < _STRAYING and near.since <= day.year
    return near.genre if strays else artist.genre


def _label(artist: DemoArtist, rolls: Random) -> str:
    return "Self-released" if rolls.random() < _ON_OTHER_LABEL else artist.style.home_label
