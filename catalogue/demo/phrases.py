"""Phrases from patterns: `The {adjective} {noun}` with each slot drawn from its word list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random

Words = Mapping[str, Sequence[str]]

_SLOT = re.compile(r"\{(\w+)\}")
_TRIES = 500


class WordsExhausted(ValueError):
    """The patterns and words make too few different phrases."""


def listed(text: str) -> tuple[str, ...]:
    """What stands between the commas of ``text``."""
    return tuple(" ".join(entry.split()) for entry in text.split(","))


def phrase(patterns: Sequence[str], words: Words, rolls: Random) -> str:
    pattern = rolls.choice(patterns)
    return _SLOT.sub(lambda slot: rolls.choice(words[slot[1]]), pattern)


def fresh_phrase(make: Callable[[], str], taken: set[str]) -> str:
    """A phrase of ``make`` that is not in ``taken`` (casefolded) and repeats no word; it is added to ``taken``."""
    for _ in range(_TRIES):
        text = make()
        if text.casefold() not in taken and not _stutters(text):
            taken.add(text.casefold())
            return text
    raise WordsExhausted(f"no new phrase beside {len(taken)} others")


def _stutters(text: str) -> bool:
    words = [word for word in text.casefold().split() if len(word) > 3]
    return len(set(words)) < len(words)
