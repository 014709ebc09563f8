"""Single notes as bytes, and how to add them up without touching each sample.

A voice is a row of unsigned 16-bit samples, little-endian, that swing around its own peak. Read as one large integer,
voices are added with a single addition: no sum of samples carries over into the next one, because all peaks together
stay under half of what 16 bits hold.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, repeat
from math import exp, pi, sin
from operator import mul
from random import Random
from typing import Final

from catalogue.demo.chance import dice

SAMPLE_RATE: Final = 22_050
_SHORTEST_TABLE: Final = 320
"""Samples: long enough that whole waves fit a whole number of samples to within two cents."""

_FULL: Final = 32_767
_HIGHEST: Final = 0.42 * SAMPLE_RATE
_DAMPED: Final = 260
"""Samples at the end of a struck note."""

_UNHEARD_AFTER: Final = 4.5
"""A struck note is unheard after this many times its decay."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """``harmonics`` are strengths from the fundamental up; ``peak`` is the loudest sample, ``attack`` and ``decay`` are
    in seconds: with a decay of 0 a note holds until its end."""

    harmonics: tuple[float, ...]
    peak: int
    attack: float
    decay: float


@lru_cache(maxsize=256)
def wavetable(midi: int, harmonics: tuple[float, ...]) -> array[int]:
    """A few whole waves of the note, at full strength; 69 is the A of 440 Hz."""
    frequency = 440 * 2 ** ((midi - 69) / 12)
    waves = -(-_SHORTEST_TABLE * frequency // SAMPLE_RATE)
    length = round(waves * SAMPLE_RATE / frequency)
    audible = [(rank, share) for rank, share in enumerate(harmonics, 1) if share and rank * frequency < _HIGHEST]
    steps = [2 * pi * waves * step / length for step in range(length)]
    raw = [sum(share * sin(rank * step) for rank, share in audible) for step in steps]
    loudest = max(map(abs, raw))
    return array("h", [round(_FULL * value / loudest) for value in raw])


def note(midi: int, samples: int, instrument: Instrument) -> bytes:
    """A part of a voice; it begins and ends in silence."""
    table = wavetable(midi, instrument.harmonics)
    if instrument.decay:
        return _struck(table, samples, instrument)
    return _held(table, samples, instrument)


def rest(samples: int, peak: int) -> bytes:
    return struct.pack("<H", peak) * samples


@lru_cache(maxsize=8)
def drum(name: str, peak: int) -> bytes:
    """A falling thud for ``kick``, a short hiss for ``hat``, a longer one for ``snare``."""
    rolls = dice("drum", name)
    if name == "kick":
        return _packed([peak + round(peak * _thud(step / SAMPLE_RATE)) for step in range(round(0.16 * SAMPLE_RATE))])
    seconds, strength = (0.04, 0.3) if name == "hat" else (0.12, 0.55)
    return _hiss(round(seconds * SAMPLE_RATE), peak, strength, rolls)


def added(voices: list[bytes]) -> int:
    """All ``voices`` at once; they are equally long."""
    return sum(int.from_bytes(voice, "little") for voice in voices)


def echoed(voice: bytes, delay: int) -> bytes:
    """``voice`` at half its strength, ``delay`` samples later and cut to the same length."""
    halves = int.from_bytes(b"\xff\x7f" * (len(voice) // 2), "little")
    quiet = (int.from_bytes(voice, "little") >> 1 & halves).to_bytes(len(voice), "little")
    return (quiet[:2] * delay + quiet)[: len(voice)]


def _held(table: array[int], samples: int, instrument: Instrument) -> bytes:
    """Swells, holds and dies away; what it holds is one wavetable again and again."""
    peak = instrument.peak
    rise = min(samples // 3, round(instrument.attack * SAMPLE_RATE))
    levels = [peak * step // rise for step in range(rise)]
    swell = _shaped(table, 0, levels, peak)
    hold = _shaped(table, 0, [peak] * len(table), peak)
    held = (hold * (samples // len(table) + 1))[2 * rise : 2 * (samples - rise)]
    return swell + held + _shaped(table, samples - rise, levels[::-1], peak)


def _struck(table: array[int], samples: int, instrument: Instrument) -> bytes:
    """Dies away from the start; what is left is damped at the end."""
    levels = _decay(instrument)[:samples]
    damped = min(len(levels), _DAMPED)
    for step in range(damped):
        levels[-1 - step] = levels[-1 - step] * step // damped
    return _shaped(table, 0, levels, instrument.peak) + rest(samples - len(levels), instrument.peak)


def _shaped(table: array[int], begin: int, levels: Sequence[int], peak: int) -> bytes:
    """The endless wave of ``table`` from sample ``begin`` on, as loud as ``levels`` say."""
    first = begin % len(table)
    wave = (table * ((first + len(levels)) // len(table) + 1))[first:]
    return _packed([peak + (value * level >> 15) for value, level in zip(wave, levels, strict=False)])


@lru_cache(maxsize=32)
def _decay(instrument: Instrument) -> array[int]:
    """Levels until nothing more is heard."""
    samples = round(_UNHEARD_AFTER * instrument.decay * SAMPLE_RATE)
    rise = round(instrument.attack * SAMPLE_RATE)
    fade = exp(-1 / (instrument.decay * SAMPLE_RATE))
    levels = array("i", map(int, accumulate(repeat(fade, samples - 1), mul, initial=float(instrument.peak))))
    for step in range(rise):
        levels[step] = levels[step] * step // rise
    return levels


def _thud(seconds: float) -> float:
    swept = 2 * pi * (48 * seconds + 6.5 * (1 - exp(-seconds * 26)))
    return sin(swept) * exp(-seconds * 22) * min(1.0, (0.16 - seconds) * 60)


def _hiss(samples: int, peak: int, strength: float, rolls: Random) -> bytes:
    noise = [rolls.uniform(-1, 1) * (1 - step / samples) ** 3 for step in range(samples)]
    return _packed([peak + round(peak * strength * value) for value in noise])


def _packed(values: list[int]) -> bytes:
    samples = array("H", values)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
