"""What is right for a field of our own songs: the one place for the API, the CSV files and the admin."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

LONGEST_LYRICS: Final = 100_000
"""Characters."""

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)
_TIME = re.compile(r"\[(\d{1,3}):([0-5]\d)(?:[.:](\d{1,3}))?\]", re.ASCII)
_TAG = re.compile(r"\[(?:ar|al|ti|au|by|la|re|ve|tool|length|offset|#)\s*:[^\]]*\]", re.IGNORECASE)


class Wrong(ValueError):
    """The value is not what the field takes; the message says why, for a person."""


def isrc(text: str) -> str:
    """The code as it is stored: ``us-abc-26-00001`` is ``USABC2600001`` (ISO 3901). "" stays "". Raises `Wrong`."""
    code = re.sub(r"[\s-]", "", text).upper()
    if code and not _ISRC.fullmatch(code):
        raise Wrong("An ISRC has two letters, three letters or digits, and seven digits, such as USABC2600001.")
    return code


def lines_of_text(text: str) -> str:
    """Lyrics with plain line ends and no space around them. Raises `Wrong` for what no database keeps."""
    clean = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    if "\x00" in clean:
        raise Wrong("Null characters are not allowed.")
    return clean


def synced_lyrics(text: str) -> str:
    """Lyrics in LRC form: each line begins with one or more times, ``[mm:ss.xx]``, or is a tag such as ``[ar:...]``.

    Raises `Wrong` and names the first line that is neither, and when no line has a time.
    """
    clean = lines_of_text(text)
    timed = 0
    for number, line in enumerate(clean.split("\n") if clean else [], start=1):
        words = line.strip()
        if _TIME.match(words):
            timed += 1
        elif words and not _TAG.fullmatch(words):
            raise Wrong(f"Line {number} has no time: begin it with [mm:ss.xx].")
    if clean and not timed:
        raise Wrong("No line has a time: begin lines with [mm:ss.xx].")
    return clean


def day(text: str) -> date | None:
    """A release date as tags write it: a year, a month or a day; None for anything else."""
    year, month, rest = [*text.strip().replace("/", "-").split("-"), "1", "1"][:3]
    try:
        return date(int(year), int(month), int(rest[:2]))
    except ValueError:
        return None
