"""Text as it is compared: without case, accents and punctuation."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and an accent.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h", "&": " and "}
)
_APOSTROPHES = frozenset("'`\u2018\u2019\u00b4\u02bc")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """``text`` for comparison: "Beyoncé - Don't" and "beyonce dont" fold alike.

    Text without a single letter or digit ("!!!") keeps its marks, so that it still can be found.
    """
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    folded = " ".join("".join(map(_folded, letters)).split())
    return unicodedata.normalize("NFC", folded) or " ".join(text.casefold().split())


def _folded(character: str) -> str:
    # The accents of Latin, Greek and Cyrillic; the marks of other scripts tell words apart.
    if "\u0300" <= character <= "\u036f" or character in _APOSTROPHES:
        return ""
    return " " if unicodedata.category(character)[0] in "PSZC" else character


def normalised_query(text: str) -> str:
    """A search as the key of its answer: what differs in case and spaces only is asked once."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
