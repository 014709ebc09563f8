"""Which words in brackets make a title another recording, and which say nothing of the music."""

from __future__ import annotations

import re
from typing import Final

_KINDS: Final = {
    "live": r"live|unplugged|concert|en vivo|ao vivo|en direct|dal vivo|sessions?",
    "remix": r"remix|rmx|mix|rework|bootleg|mashup|dub|vip|refix|mixed|reprise remix",
    "acoustic": r"acoustic|akustik|acustic[ao]|acoustique|stripped|piano version",
    "instrumental": r"instrumental|karaoke|backing track|playback",
    "demo": r"demo|rehearsal|outtake|take \d+|early version|alternate|alternative",
    "edit": r"edit|short version|cut",
    "extended": r"extended|12 inch|long version|12 version",
    "cover": r"cover|tribute|made famous by|originally performed by|in the style of",
    "speed": r"sped up|speed up|slowed|nightcore",
    "a cappella": r"a cappella|acapella|acappella",
    "orchestral": r"orchestral|symphonic|orchestra version",
    "reprise": r"reprise|interlude",
}
_PATTERNS: Final = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in _KINDS.items()}

_OF_REMIXES: Final = ("remix", "mix", "edit", "radio", "club", "extended", "dub", "original", "rmx", "rework", "vip")
_OF_CONCERTS: Final = ("live", "concert", "session", "sessions", "at", "in", "on", "from", "de", "a", "acoustic")
SAY_NO_NAME: Final = frozenset([*_OF_REMIXES, *_OF_CONCERTS, "version", "mixed", "the", "and", "remastered"])
"""Words of versions that say neither who made them nor where."""

# Said of the very recording: how it was pressed, where it came out, who may hear it.
_NOTHING = re.compile(
    r"(?:(?:\d{4}|\d+th|digital(?:ly)?|new|the) )*"
    r"(?:remaster(?:ed|isee?|izado|izada)?(?: version)?|deluxe(?: (?:edition|version))?|bonus(?: track)?|explicit|clean"
    r"|(?:album|single|original|studio|lp|main|standard|full(?: length)?|stereo|mono)(?: (?:version|mix|recording))?"
    r"|version|stereo|mono|(?:official )?(?:music |lyrics? )?(?:video|audio)|lyrics?|hd|hq|\w+ anniversary(?: edition)?"
    r"|(?:\w+ )?edition|from .+|\w+ from .+|remastering)"
    r"(?: \d{4}| (?:version|edition|mix|track))*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAME_MIX = re.compile(r"\b(?:original|album|single|stereo|mono|main) mix\b|\bmix\b(?= \d{4}$)")


def kinds_of(folded: str) -> frozenset[str]:
    """What the content of a bracket makes of the recording; empty when it is the recording that the title names."""
    if says_nothing(folded):
        return frozenset()
    bare = _SAME_MIX.sub(" ", folded)
    found = {kind for kind, pattern in _PATTERNS.items() if pattern.search(bare)}
    if "edit" in found and "remix" in found:
        found.discard("edit")
    return frozenset(found)


def says_nothing(folded: str) -> bool:
    """Whether the content of a bracket tells no recording from another."""
    return not folded or bool(_YEAR.fullmatch(folded) or _NOTHING.fullmatch(folded))
