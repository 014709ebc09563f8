"""Listens as clients of ListenBrainz submit them, held to its limits and refused in its words.

Source: listenbrainz.readthedocs.io, users/api and users/json.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any, Final

from integrations.listenbrainz.client import BATCH
from integrations.listenbrainz.validation import BadSubmission, check_info, check_listened_at
from integrations.scalars import isrc, text, whole

PLAYING_NOW, SINGLE, IMPORT = "playing_now", "single", "import"
LISTEN_BYTES: Final = 10_240
REQUEST_BYTES: Final = BATCH * LISTEN_BYTES

_LONGEST: Final = 500
_LONGEST_PLAY: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Submitted:
    """``listened_at`` in seconds of the epoch, 0 of what is playing now; ``duration_ms`` is the track's, 0 unknown.

    ``client`` is the player or extension that says so; ``spotify_id`` the track's, or "".
    """

    artist: str
    track: str
    listened_at: int
    release: str = ""
    duration_ms: int = 0
    isrc: str = ""
    spotify_id: str = ""
    client: str = ""


def read_submission(body: bytes, *, largest: int = LISTEN_BYTES) -> tuple[str, list[Submitted]]:
    """The listen type and the listens, of ``largest`` bytes each. Raises `BadSubmission`: then none of them is good."""
    if len(body) > REQUEST_BYTES:
        raise BadSubmission(f"Payload too large. Payload must be smaller than {REQUEST_BYTES} bytes.")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise BadSubmission("Cannot parse JSON document.") from None
    if not isinstance(document, dict) or "payload" not in document or "listen_type" not in document:
        raise BadSubmission("Invalid JSON document submitted.")
    kind, items = _kind(document), _items(document)
    if any(len(json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")) > largest for item in items):
        raise BadSubmission(f"Listen is too large. Listens may not be larger than {largest} characters.")
    return kind, [_submitted(item, kind) for item in items]


def _kind(document: dict[str, Any]) -> str:
    kind = document["listen_type"]
    if kind not in (PLAYING_NOW, SINGLE, IMPORT):
        raise BadSubmission("JSON document requires a valid listen_type key.")
    return str(kind)


def _items(document: dict[str, Any]) -> list[dict[str, Any]]:
    payload = document["payload"]
    if not isinstance(payload, list) or not all(isinstance(item, dict) for item in payload):
        raise BadSubmission("The payload in the JSON document should be a list of listens.")
    if not payload:
        raise BadSubmission("JSON document does not contain any listens")
    if len(payload) > BATCH:
        raise BadSubmission(f"Too many listens. You may not submit more than {BATCH} listens at once.")
    if document["listen_type"] != IMPORT and len(payload) > 1:
        raise BadSubmission(
            "JSON document contains more than listen for a single/playing_now. It should contain only one."
        )
    return payload


def _submitted(item: dict[str, Any], kind: str) -> Submitted:
    listened_at = check_listened_at(item, playing=kind == PLAYING_NOW, now=int(time.time()))
    about = item.get("track_metadata")
    if not isinstance(about, dict):
        raise BadSubmission("JSON document must contain the key track_metadata at the top level.")
    for field in ("track_name", "artist_name"):
        if not isinstance(about.get(field), str) or not about[field].strip():
            raise BadSubmission(f"JSON document does not contain required track_metadata.{field}.")
    info = check_info(about)
    seconds = whole(info.get("duration"))
    return Submitted(
        artist=text(about["artist_name"], _LONGEST),
        track=text(about["track_name"], _LONGEST),
        listened_at=listened_at,
        release=text(about.get("release_name"), _LONGEST),
        duration_ms=min(whole(info.get("duration_ms")) or (seconds or 0) * 1000, _LONGEST_PLAY),
        isrc=isrc(info.get("isrc")),
        spotify_id=_spotify_id(info.get("spotify_id")),
        client=text(info.get("submission_client") or info.get("media_player"), 100),
    )


def _spotify_id(value: object) -> str:
    """Out of an address or by itself."""
    last = text(value, 200).partition("?")[0].rpartition("/")[2]
    return last if len(last) == 22 and last.isascii() and last.isalnum() else ""
