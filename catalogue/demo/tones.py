"""Short tunes for invented tracks, made from a number."""

from __future__ import annotations

import struct
import wave
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from random import Random
from typing import Final

from catalogue.demo.bands import BANDS, BASS_PEAK, CHORD_PEAK, DRUM_PEAK, LEAD_PEAK, Band
from catalogue.demo.chance import dice
from catalogue.demo.wavetables import SAMPLE_RATE, Instrument, added, drum, echoed, note, rest

CONTENT_TYPE: Final = "audio/wav"
LONGEST: Final = 600.0
"""Seconds."""

_EIGHTHS: Final = 8
_CHORD: Final = (0, 2, 4)
_ECHO_AFTER: Final = 3
_FADE_IN: Final = 0.03
_FADE_OUT: Final = 0.9
_DRUMS: Final = {"k": "kick", "s": "snare", "h": "hat"}
_MIDDLE: Final = 0x8000

_SILENCE: Final = _MIDDLE - len(_CHORD) * CHORD_PEAK - BASS_PEAK - LEAD_PEAK - LEAD_PEAK // 2 - DRUM_PEAK
"""What all voices together lack to swing around the middle."""

Bar = list[int | None]
"""For each eighth of a bar the scale degree to strike; None holds the last."""


@dataclass(frozen=True, slots=True)
class _Tune:
    """``eighth`` is in samples, ``tonic`` a MIDI note, ``melody`` four bars of steps above each bar's chord."""

    band: Band
    eighth: int
    tonic: int
    progression: tuple[int, ...]
    melody: tuple[Bar, ...]

    def pitch(self, degree: int, octave: int) -> int:
        scale = self.band.scale
        return self.tonic + 12 * (octave + degree // len(scale)) + scale[degree % len(scale)]


def render_tone(tone_seed: int, *, seconds: float = 12.0) -> bytes:
    """A WAV file, 16 bits, mono, 22,050 Hz, that fades in and out. The remainder of ``tone_seed`` by the number of
    `BANDS` chooses who plays. Raises ValueError where ``seconds`` is not over 0 and at most `LONGEST`.
    """
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"a tune lasts over 0 and at most {LONGEST:g} seconds, not {seconds:g}")
    tune = _compose(tone_seed)
    samples = max(1, round(seconds * SAMPLE_RATE))
    voices = [_filled(bars, samples) for bars in _voices(tune)]
    lead = voices[-1]
    voices += [echoed(lead, min(samples, _ECHO_AFTER * tune.eighth)), rest(samples, _SILENCE)]
    return _wav(_faded(added(voices) ^ added([rest(samples, _MIDDLE)]), samples))


def _compose(tone_seed: int) -> _Tune:
    rolls = dice("tone", tone_seed)
    band = BANDS[tone_seed % len(BANDS)]
    motif, answer = _bar(band, rolls), _bar(band, rolls)
    return _Tune(
        band=band,
        eighth=round(30 * SAMPLE_RATE / rolls.randint(*band.tempo)),
        tonic=rolls.randint(43, 54),
        progression=rolls.choice(band.progressions),
        melody=(motif, answer, motif, _bar(band, rolls)),
    )


def _bar(band: Band, rolls: Random) -> Bar:
    """Mostly chord notes on the beat, neighbours between; the first eighth always sounds."""
    bar: Bar = [rolls.choice((0, 2, 4))]
    for eighth in range(1, _EIGHTHS):
        steps = (0, 2, 4, 7) if eighth % 2 == 0 else (1, 2, 3, 4, 5)
        bar.append(rolls.choice(steps) if rolls.random() < band.density else None)
    return bar


def _voices(tune: _Tune) -> list[list[bytes]]:
    """Each voice as its four bars; the lead comes last."""
    cache: dict[tuple[int, int, Instrument], bytes] = {}
    play = partial(_play, cache)
    bass = Instrument(tune.band.bass_harmonics, BASS_PEAK, 0.008, 0.4)
    chords = [[_chord_note(tune, root, step, play) for root in tune.progression] for step in _CHORD]
    low = [_row(_bass_bar(tune.band, root), tune, -1, bass, play) for root in tune.progression]
    lead = [_lead_bar(tune, root, bar, play) for root, bar in zip(tune.progression, tune.melody, strict=True)]
    return [*chords, low, [_drum_bar(tune)] * len(tune.progression), lead]


Play = Callable[[int, int, Instrument], bytes]


def _play(cache: dict[tuple[int, int, Instrument], bytes], midi: int, samples: int, instrument: Instrument) -> bytes:
    key = (midi, samples, instrument)
    if key not in cache:
        cache[key] = note(*key)
    return cache[key]


def _chord_note(tune: _Tune, root: int, step: int, play: Play) -> bytes:
    return play(tune.pitch((root + step) % len(tune.band.scale), 1), _EIGHTHS * tune.eighth, tune.band.chords)


def _bass_bar(band: Band, root: int) -> Bar:
    degrees = {"x": root, "o": root + 4}
    return [degrees.get(mark) for mark in band.bass]


def _lead_bar(tune: _Tune, root: int, bar: Bar, play: Play) -> bytes:
    return _row([None if step is None else root + step for step in bar], tune, 2, tune.band.lead, play)


def _row(bar: Bar, tune: _Tune, octave: int, instrument: Instrument, play: Play) -> bytes:
    """One bar of a voice; each note rings until the next."""
    struck = [eighth for eighth, degree in enumerate(bar) if degree is not None]
    parts = [rest(struck[0] * tune.eighth, instrument.peak)]
    for begin, end in zip(struck, [*struck[1:], _EIGHTHS], strict=True):
        parts.append(play(tune.pitch(bar[begin] or 0, octave), (end - begin) * tune.eighth, instrument))
    return b"".join(parts)


def _drum_bar(tune: _Tune) -> bytes:
    parts = []
    for mark in tune.band.drums:
        struck = drum(_DRUMS[mark], DRUM_PEAK)[: 2 * tune.eighth] if mark in _DRUMS else b""
        parts.append(struck + rest(tune.eighth - len(struck) // 2, DRUM_PEAK))
    return b"".join(parts)


def _filled(bars: list[bytes], samples: int) -> bytes:
    once = b"".join(bars)
    return (once * (2 * samples // len(once) + 1))[: 2 * samples]


def _faded(signed: int, samples: int) -> bytes:
    """The samples of ``signed``, softly begun and ended."""
    sound = signed.to_bytes(2 * samples, "little")
    rise, fall = (min(samples // 2, round(length * SAMPLE_RATE)) for length in (_FADE_IN, _FADE_OUT))
    begin = _scaled(sound[: 2 * rise], [step / rise for step in range(rise)])
    end = _scaled(sound[2 * (samples - fall) :], [step / fall for step in reversed(range(fall))])
    return begin + sound[2 * rise : 2 * (samples - fall)] + end


def _scaled(sound: bytes, shares: list[float]) -> bytes:
    form = f"<{len(shares)}h"
    return struct.pack(
        form, *(int(value * share) for value, share in zip(struct.unpack(form, sound), shares, strict=True))
    )


def _wav(sound: bytes) -> bytes:
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(sound)
    return buffer.getvalue()
