"""Titles and artists taken apart: what names the music, which version of it this is, and who is a guest."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from catalogue.identifying.versions import SAY_NO_NAME, kinds_of, says_nothing
from catalogue.text import fold

# After NFKC: full-width brackets and signs are the plain ones by then.
_OPEN, _CLOSE = r"[(\[\u3010]", r"[)\]\u3011]"
_INSIDE = r"[^()\[\]\u3010\u3011]"
_DASH = r"\s[-\u2013\u2014]\s"
_GUESTS = re.compile(
    rf"{_OPEN}\s*(?:feat\.?|ft\.?|featuring|with)\s+(?P<within>{_INSIDE}+){_CLOSE}"
    rf"|(?:\s(?:feat\.?|ft\.|featuring)|{_DASH}\s*(?:feat\.?|ft\.?|featuring|with))\s+(?P<after>{_INSIDE}+?)(?={_DASH}|\s*{_OPEN}|$)",
    re.IGNORECASE,
)
_SECTION = re.compile(rf"{_OPEN}({_INSIDE}*){_CLOSE}|{_DASH}\s*({_INSIDE}+?)(?={_DASH}|\s*{_OPEN}|$)")
_BETWEEN = re.compile(
    r"\s*(?:[,;/&+\u3001\u00d7]|\b(?:feat|ft|featuring|vs)\b\.?|\s(?:and|und|et|y|x|with)\s)\s*", re.IGNORECASE
)
_ROMAN: Final = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}  # fmt: skip
_WRITTEN: Final = {"pt": "part", "vol": "volume"}


@dataclass(frozen=True, slots=True)
class Title:
    """``base`` is folded and without guests; ``kinds`` are what makes it another recording, such as `live`.

    ``said`` is how the version calls itself.
    """

    base: str
    kinds: frozenset[str]
    said: str
    guests: tuple[str, ...]

    @property
    def by(self) -> str:
        """Who made the version or where, as far as it says: what tells one remix, or one concert, from another."""
        return " ".join(word for word in self.said.split() if word not in SAY_NO_NAME)

    @property
    def numbers(self) -> tuple[str, ...]:
        """ "Part 1" and "Part 2" are a letter apart, and two pieces of music."""
        return tuple(sorted(word for word in self.base.split() if word.isdigit()))


@lru_cache(maxsize=65_536)
def title_of(text: str) -> Title:
    """Of a title as it is written somewhere."""
    text = unicodedata.normalize("NFKC", text)
    guests = tuple(found["within"] or found["after"] for found in _GUESTS.finditer(text))
    bare = _GUESTS.sub(" ", text)
    kinds: set[str] = set()
    said: list[str] = []

    def placed(section: re.Match[str]) -> str:
        content = fold(next((each for each in section.groups() if each is not None), ""))
        if found := kinds_of(content):
            kinds.update(found)
            said.append(content)
            return " "
        return " " if says_nothing(content) else section[0]

    base = _plain(fold(_SECTION.sub(placed, bare)))
    if not base:  # nothing but a version: then that is its name
        return Title(_plain(fold(bare)) or fold(text), frozenset(), "", guests)
    return Title(base, frozenset(kinds), " ".join(said), guests)


def _plain(folded: str) -> str:
    return " ".join(_WRITTEN.get(word, _ROMAN.get(word, word)) for word in folded.split())


@lru_cache(maxsize=65_536)
def credited(name: str) -> tuple[str, ...]:
    """The folded names in one credit, the whole first: "A & B" is "a and b", "a" and "b"."""
    name = unicodedata.normalize("NFKC", name)
    whole = _nameless(fold(name))
    parts = (_nameless(fold(part)) for part in _BETWEEN.split(name))
    return tuple(dict.fromkeys(each for each in (whole, *parts) if each))


def everybody(artists: tuple[str, ...]) -> frozenset[str]:
    """All names in these credits, each by itself and all of them as one."""
    names = {each for name in artists for each in credited(name)}
    if len(artists) > 1:
        names.add(_nameless(fold(" ".join(artists))))
    return frozenset(names)


def _nameless(folded: str) -> str:
    """Without the article that some write and some do not."""
    return folded.removeprefix("the ").strip() or folded
