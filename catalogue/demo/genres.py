"""The twelve genres, and how music of each behaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalogue.demo.records import OWN_GENRES_FROM, DemoGenre


@dataclass(frozen=True, slots=True)
class GenreManner:
    """``since`` is the first year of its invented records, ``seconds`` the span of a track's length, ``explicit`` and
    ``guests`` the share of such tracks, ``neighbours`` the genres an artist of this one strays into."""

    genre: DemoGenre
    artists: int
    since: int
    seconds: tuple[int, int]
    tempo: tuple[int, int]
    neighbours: tuple[str, ...]
    explicit: float = 0.0
    guests: float = 0.0
    minor: float = 0.4
    is_sung: bool = True


MANNERS: Final = (
    GenreManner(DemoGenre("Pop", 132), 9, 1977, (155, 255), (92, 128), ("Electro", "R&B"), 0.04, 0.08),
    GenreManner(DemoGenre("Rap/Hip Hop", 116), 8, 1986, (130, 270), (74, 104), ("R&B", "Lo-Fi"), 0.34, 0.18, 0.7),
    GenreManner(DemoGenre("Rock", 152), 9, 1975, (165, 340), (96, 152), ("Metal", "Folk"), 0.05, 0.01),
    GenreManner(DemoGenre("Electro", 106), 7, 1979, (190, 440), (112, 136), ("Pop", "Lo-Fi"), 0.01, 0.06, 0.6),
    GenreManner(DemoGenre("R&B", 165), 6, 1982, (170, 290), (66, 100), ("Soul & Funk", "Pop"), 0.12, 0.12, 0.6),
    GenreManner(DemoGenre("Folk", 466), 6, 1975, (140, 320), (68, 112), ("Rock", "Classical"), 0.01, 0.02),
    GenreManner(DemoGenre("Reggae", 144), 5, 1976, (180, 300), (66, 92), ("Soul & Funk", "Rap/Hip Hop"), 0.02, 0.06),
    GenreManner(
        DemoGenre("Jazz", 129), 6, 1975, (200, 560), (84, 168), ("Soul & Funk", "Classical"), guests=0.05, is_sung=False
    ),
    GenreManner(DemoGenre("Classical", 98), 6, 1975, (120, 620), (56, 120), ("Jazz", "Lo-Fi"), is_sung=False),
    GenreManner(DemoGenre("Soul & Funk", 169), 5, 1975, (170, 330), (88, 118), ("R&B", "Jazz"), 0.02, 0.04),
    GenreManner(DemoGenre("Metal", 464), 5, 1979, (195, 480), (104, 176), ("Rock",), 0.12, 0.01, 0.9),
    GenreManner(
        DemoGenre("Lo-Fi", OWN_GENRES_FROM),
        5,
        2013,
        (95, 190),
        (66, 88),
        ("Jazz", "Electro"),
        guests=0.1,
        is_sung=False,
    ),
)

BY_NAME: Final = {manner.genre.name: manner for manner in MANNERS}
NUMBERING: Final = {manner.genre.name: index for index, manner in enumerate(MANNERS)}
"""The place of each genre, which a track's tone seed carries so that its tune suits it."""
