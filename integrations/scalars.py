"""Single values as services write them, and as old answers and explorers wrote them. Nothing here raises.

Every value fits a database column: text without NUL and lone surrogates, numbers below 2**31, addresses that exist.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final
from urllib.parse import urlsplit

MAX_NUMBER: Final = 2**31 - 1
MAX_ADDRESS: Final = 500

_WHOLE = re.compile(r"[+-]?[0-9]{1,18}(\.0*)?", re.ASCII)
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", re.ASCII)
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}", re.ASCII)


def text(value: object, longest: int) -> str:
    """Trimmed and cut to ``longest`` characters; "" for what is no text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else ""
    if not isinstance(value, str):
        return ""
    clean = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8").strip()
    return clean[:longest].rstrip()


def whole(value: object, *, least: int = 0, most: int = MAX_NUMBER) -> int | None:
    """An integer, also as a float or as digits; None for anything else and outside of ``least`` to ``most``."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    elif isinstance(value, str):
        digits = value.strip()
        value = int(digits.partition(".")[0]) if _WHOLE.fullmatch(digits) else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if least <= value <= most else None


def flag(value: object) -> bool | None:
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False, "": False}.get(value.strip().lower())
    if value in (0, 1):
        return bool(value)
    return None


def day(value: object) -> date | None:
    """A date with or without a time of day; None for zero dates such as ``0000-00-00 00:00:00``."""
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def address(value: object) -> str:
    """An absolute http(s) URL, or ""."""
    url = text(value, MAX_ADDRESS + 1)
    if len(url) > MAX_ADDRESS or any(character.isspace() for character in url):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""


def isrc(value: object) -> str:
    code = text(value, 20).upper().replace("-", "")
    return code if _ISRC.fullmatch(code) else ""
