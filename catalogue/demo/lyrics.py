"""Words to the best-known songs, plain and timed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

from catalogue.demo import scripts
from catalogue.demo.chance import dice
from catalogue.demo.genres import BY_NAME
from catalogue.demo.phrases import listed
from catalogue.demo.records import DemoLyrics, DemoTrack
from catalogue.demo.tracks import bare_title

SONGS_WITH_LYRICS: Final = 40

_OPENINGS: Final = listed(
    """I keep on walking, We were talking, You were laughing, I was waiting, We went running, I come home singing,
    You left me standing, I am still dreaming, The band was playing, We kept on dancing, I heard you calling,
    We sat there counting, The rain was falling, My heart was beating, I woke up smiling, You drove off shining"""
)
_RHYMES: Final = (
    listed(
        """all through the night, under borrowed light, till the sky turned white, with the door shut tight,
        like a paper kite, out of sight"""
    ),
    listed(
        """down by the bay, at the end of the day, with nothing to say, the long slow way, in the middle of May,
        like it was yesterday"""
    ),
    listed(
        """out on the street, to a different beat, in the summer heat, with the world at my feet,
        from the passenger seat, bittersweet"""
    ),
    listed(
        """where the wild winds blow, in the falling snow, with the radio low, and I want you to know,
        like a river in flow, nice and slow"""
    ),
    listed(
        """across the sea, under the tallest tree, for you and for me, just to be free, at a quarter past three,
        with the lost house key"""
    ),
    listed(
        """under the moon, to a half-known tune, one afternoon, in the last week of June, and it ended too soon,
        by the blue lagoon"""
    ),
)
"""Families of endings that rhyme."""

_CALLS: Final = (
    "Oh, {title}",
    "{title}, {title}",
    "Sing it back: {title}",
    "{title}, one more time",
    "Give me {title}",
)

_INTRO: Final = (6.0, 14.0)
_OUTRO: Final = 7.0
"""Seconds before the first line and after the last."""

_TURN: Final = 70
"""Seconds that a verse and its chorus take, about."""

_PAUSE: Final = 2.5
"""Between two verses, in units of the time between two lines."""


def with_lyrics(tracks: list[DemoTrack]) -> list[DemoTrack]:
    """The same tracks; the `SONGS_WITH_LYRICS` of highest rank that are sung, in Latin letters, have their words."""
    songs = [track for track in tracks if BY_NAME[track.genre.name].is_sung and track.artist.name not in scripts.TITLES]
    best = sorted(songs, key=lambda track: -track.rank)[:SONGS_WITH_LYRICS]
    words = {track.id: write_lyrics(track) for track in best}
    return [replace(track, lyrics=words.get(track.id)) for track in tracks]


def write_lyrics(track: DemoTrack) -> DemoLyrics:
    rolls = dice(track.id, "lyrics")
    chorus = _chorus(bare_title(track.title), rolls)
    turns = min(5, 1 + track.duration // _TURN)
    stanzas = [stanza for _ in range(turns) for stanza in (_verse(rolls), chorus)]
    plain = "\n\n".join("\n".join(stanza) for stanza in stanzas)
    return DemoLyrics(plain, _synced(stanzas, track.duration, rolls))


def _verse(rolls: Random) -> list[str]:
    """Two rhyming couplets."""
    openings = rolls.sample(_OPENINGS, 4)
    endings = [ending for family in rolls.sample(_RHYMES, 2) for ending in rolls.sample(family, 2)]
    return [f"{opening} {ending}" for opening, ending in zip(openings, endings, strict=True)]


def _chorus(title: str, rolls: Random) -> list[str]:
    first, second = (call.format(title=title) for call in rolls.sample(_CALLS, 2))
    verse = _verse(rolls)
    return [first, verse[0], second, verse[1]]


def _synced(stanzas: list[list[str]], duration: int, rolls: Random) -> str:
    lines = [line for stanza in stanzas for line in stanza]
    times = _times([len(stanza) for stanza in stanzas], duration, rolls)
    return "\n".join(f"[{_stamp(time)}]{line}" for time, line in zip(times, lines, strict=True))


def _times(sizes: list[int], duration: int, rolls: Random) -> list[float]:
    """When each line begins, in seconds."""
    beats = [0.0]
    for size, following in pairwise([*sizes, 0]):
        beats += [beats[-1] + step for step in range(1, size)]
        beats += [beats[-1] + _PAUSE] if following else []
    begin = rolls.uniform(*_INTRO)
    beat = (duration - _OUTRO - begin) / beats[-1]
    return [begin + beat * position for position in beats]


def _stamp(seconds: float) -> str:
    minutes, hundredths = divmod(round(seconds * 100), 6000)
    return f"{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}"
