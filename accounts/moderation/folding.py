"""Text as it is compared: without case, accents and characters that nobody sees, one word after the other."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> list[str]:
    """The words of the text: letters and digits; everything else stands between words."""
    plain = unicodedata.normalize("NFKD", text)
    kept = "".join(each for each in plain if unicodedata.category(each) not in ("Mn", "Cf"))
    return _WORD.findall(unicodedata.normalize("NFKC", kept.casefold()))
