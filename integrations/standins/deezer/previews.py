"""Signed preview addresses that die, and the bytes behind them: 30 s of silence as MPEG audio."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import Final

from integrations.standins.library import md5
from integrations.standins.reply import Reply

LIFETIME: Final = 900
"""Seconds, Deezer's own."""

# MPEG-1 layer III, 128 kbit/s, 44.1 kHz: a frame of 417 bytes lasts 26.12 ms, and one of zeros is silent.
AUDIO: Final = (b"\xff\xfb\x90\x64" + bytes(413)) * 1149
FOLDER: Final = "/cdn-preview"

_KEY: Final = b"the stand-in signs with this"
_ADDRESS = re.compile(r"hdnea=exp=(\d{1,12})~acl=([^~]*)\*~data=([^~]*)~hmac=([0-9a-f]{64})")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def preview_path(track_id: int, *, lifetime: float = LIFETIME) -> str:
    """Path and query, good for ``lifetime`` seconds from now (negative: dead already)."""
    digest = md5(f"preview {track_id}")
    path = f"{FOLDER}/api/1/1/{digest[0]}/{digest[1]}/{digest[2]}/0/{digest}.mp3"
    unsigned = f"exp={int(time.time() + lifetime)}~acl={path}*~data=user_id=0,application_id=42"
    return f"{path}?hdnea={unsigned}~hmac={_signature(unsigned)}"


def is_honoured(path: str, query: str) -> bool:
    """False for an address that was tampered with, stripped of its signature, or has expired."""
    found = _ADDRESS.fullmatch(query)
    if not found or found[2] != path or int(found[1]) <= time.time():
        return False
    unsigned = f"exp={found[1]}~acl={found[2]}*~data={found[3]}"
    return hmac.compare_digest(_signature(unsigned), found[4])


def asked_range(header: str | None, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range; None for the whole. Raises ValueError for one that cannot be had."""
    found = _RANGE.fullmatch(header.strip()) if header else None
    if not found or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        raise ValueError(header)
    return start, end


def audio_reply(range_header: str | None) -> Reply:
    """The whole, a part with 206, or 416."""
    headers = {"Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*", "Cache-Control": "public"}
    try:
        part = asked_range(range_header, len(AUDIO))
    except ValueError:
        return Reply(416, b"", "audio/mpeg", {**headers, "Content-Range": f"bytes */{len(AUDIO)}"})
    if part is None:
        return Reply(200, AUDIO, "audio/mpeg", headers)
    first, last = part
    span = {"Content-Range": f"bytes {first}-{last}/{len(AUDIO)}"}
    return Reply(206, AUDIO[first : last + 1], "audio/mpeg", headers | span)


def _signature(unsigned: str) -> str:
    return hmac.new(_KEY, unsigned.encode(), hashlib.sha256).hexdigest()
