"""How many letters apart two texts are, for the same judgement of typing errors on every database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

SHORTEST: Final = 4
"""Letters of a word that may have an error at all."""
LONG: Final = 8
"""Letters of a word that may have two."""


def distance(words: Sequence[str], text: str) -> int | None:
    """The errors by which folded ``text`` holds all the ``words``, each once in it or at a word's beginning.

    None when one of them is not in it, even with an error (two in words of eight letters).
    """
    held = text.split()
    total = 0
    for word in words:
        nearest = min((each for each in (_from_word(word, other) for other in held) if each is not None), default=None)
        if nearest is None:
            return None
        total += nearest
    return total


def _from_word(word: str, other: str) -> int | None:
    if other.startswith(word):
        return 0
    most = 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2
    if not most:
        return None
    whole = edits(word, other, most)
    # Typed so far, with an error: the beginning of the word counts then.
    beginning = edits(word, other[: len(word)], most) if len(other) > len(word) + most else None
    return whole if whole is not None else beginning


def edits(one: str, other: str, most: int) -> int | None:
    """Letters to put in, take out, change or swap with the next, to come from one to the other; None above ``most``."""
    if abs(len(one) - len(other)) > most:
        return None
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    found = _table(one, other) if one and other else max(len(one), len(other))
    return found if found <= most else None


def _table(one: str, other: str) -> int:
    """Optimal string alignment, row by row."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        two_before, before, row = before, row, [at]
        for place, against in enumerate(other, start=1):
            best = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != against))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == against:
                best = min(best, two_before[place - 2] + 1)
            row.append(best)
    return row[-1]
