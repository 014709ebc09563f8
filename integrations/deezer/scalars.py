"""Single values as only Deezer writes them. Nothing here raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from urllib.parse import unquote

from integrations.scalars import address, text

IMAGES: Final = "https://cdn-images.dzcdn.net/images/cover"

_ID = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_MD5 = re.compile(r"[0-9a-f]{32}", re.ASCII)
_EXPIRY = re.compile(r"[?&~](?:hdnea=)?exp=([0-9]{1,11})(?![0-9])", re.ASCII)


def identifier(value: object) -> str:
    """The id's digits; "" for 0, for negative ids (uploads of listeners) and for what is no id."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    digits = text(value, 40)
    return digits if _ID.fullmatch(digits) else ""


def picture(value: object) -> str:
    """An image's URL; "" where its path lacks the image's hash (``images/artist//56x56...``: no picture)."""
    url = address(value)
    return "" if "//" in url.partition("://")[2] else url


def cover(md5: object, size: int) -> str:
    """The URL of a cover from its hash, "" without one."""
    return f"{IMAGES}/{md5}/{size}x{size}-000000-80-0-0.jpg" if isinstance(md5, str) and _MD5.fullmatch(md5) else ""


def preview_expiry(url: str) -> datetime | None:
    """When a signed preview dies, 900 s after it was issued; None for the unsigned ones of before 2024."""
    found = _EXPIRY.search(unquote(url))
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None
