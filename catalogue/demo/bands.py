"""Who plays: for each genre, in the order of `catalogue.demo.genres.MANNERS`, a scale, a tempo and instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from catalogue.demo.wavetables import Instrument

Progression = tuple[int, int, int, int]
"""The scale degrees, from 0, on which four bars build their chords."""

MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)

_BRIGHT: Final[tuple[Progression, ...]] = ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 4, 0), (3, 4, 0, 5))
_DARK: Final[tuple[Progression, ...]] = ((0, 5, 2, 6), (0, 6, 5, 6), (0, 3, 5, 4), (0, 2, 6, 3))
_SMOOTH: Final[tuple[Progression, ...]] = ((1, 4, 0, 5), (0, 5, 1, 4), (3, 2, 1, 0), (0, 1, 2, 1))

_PAD: Final = (1.0, 0.35, 0.18, 0.08)
_ORGAN: Final = (1.0, 0.5, 0.0, 0.3, 0.0, 0.15)
_STRINGS: Final = (1.0, 0.6, 0.4, 0.28, 0.18, 0.12)
_ROUND: Final = (1.0, 0.22, 0.06)
_GROWL: Final = (1.0, 0.8, 0.6, 0.45, 0.3)
_PLUCK: Final = (1.0, 0.5, 0.3, 0.16, 0.08)
_BELL: Final = (1.0, 0.0, 0.3, 0.0, 0.0, 0.12)
_REED: Final = (1.0, 0.1, 0.5, 0.08, 0.25)
_SAW: Final = (1.0, 0.5, 0.33, 0.25, 0.2, 0.16)

CHORD_PEAK: Final = 2_500
BASS_PEAK: Final = 5_800
LEAD_PEAK: Final = 7_600
DRUM_PEAK: Final = 6_800


@dataclass(frozen=True, slots=True)
class Band:
    """``tempo`` in beats a minute. ``bass`` and ``drums`` are one bar in eighths: `x` strikes the root, `o` the fifth,
    `k` is the kick drum, `s` the snare, `h` the hi-hat, anything else a rest. ``density`` is how busy the tune is."""

    scale: tuple[int, ...]
    tempo: tuple[int, int]
    progressions: tuple[Progression, ...]
    chords: Instrument
    bass: str
    bass_harmonics: tuple[float, ...]
    lead: Instrument
    density: float
    drums: str = "........"


def _held(harmonics: tuple[float, ...], attack: float = 0.12) -> Instrument:
    return Instrument(harmonics, CHORD_PEAK, attack, 0)


def _struck(harmonics: tuple[float, ...], decay: float, attack: float = 0.006) -> Instrument:
    return Instrument(harmonics, LEAD_PEAK, attack, decay)


BANDS: Final = (
    Band(MAJOR, (100, 124), _BRIGHT, _held(_PAD), "x..xx.o.", _ROUND, _struck(_PLUCK, 0.35), 0.75, "khshkhsh"),
    Band(MINOR, (78, 96), _DARK, _held(_PAD), "x.....x.", _ROUND, _struck(_BELL, 0.5), 0.45, "khskhksh"),
    Band(MAJOR, (112, 140), _BRIGHT, _held(_ORGAN), "xxxxxxxx", _GROWL, _struck(_SAW, 0.5), 0.6, "khshkksh"),
    Band(MINOR, (118, 130), _DARK, _held(_STRINGS, 0.3), "..x...x.", _GROWL, _struck(_SAW, 0.18), 0.9, "khkhkhkh"),
    Band(DORIAN, (68, 88), _SMOOTH, _held(_PAD, 0.2), "x..o..x.", _ROUND, _struck(_BELL, 0.7), 0.5, "k.s.khs."),
    Band(MAJOR, (84, 108), _BRIGHT, _held(_ROUND, 0.2), "x...o...", _ROUND, _struck(_PLUCK, 0.45), 0.95),
    Band(MAJOR, (70, 84), _BRIGHT, _held(_ORGAN, 0.03), "..xo.xx.", _ROUND, _struck(_ORGAN, 0.3), 0.45, ".hshks.h"),
    Band(DORIAN, (104, 132), _SMOOTH, _held(_PAD, 0.05), "x.o.x.o.", _ROUND, _struck(_REED, 0.6), 0.7, "h.hhh.hh"),
    Band(MINOR, (72, 96), _DARK, _held(_STRINGS, 0.35), "x.......", _ROUND, _struck(_PLUCK, 0.8), 0.8),
    Band(DORIAN, (96, 112), _SMOOTH, _held(_ORGAN, 0.04), "x.xo..xo", _GROWL, _struck(_REED, 0.3), 0.65, "khshkksh"),
    Band(MINOR, (124, 148), _DARK, _held(_GROWL, 0.02), "xxoxxxox", _GROWL, _struck(_SAW, 0.4), 0.8, "kkskkksk"),
    Band(DORIAN, (68, 80), _SMOOTH, _held(_ROUND, 0.25), "x....o..", _ROUND, _struck(_BELL, 0.9), 0.4, "k.s..ks."),
)
