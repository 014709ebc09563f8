"""Examples of the OpenAPI document."""

from __future__ import annotations

from typing import Final

from drf_spectacular.utils import OpenApiExample

_ID = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_TRACK = {"track_title": "Slow Lantern", "artist_name": "Velvet Harbour", "album_title": "Salt and Neon"}

OUTLET: Final = OpenApiExample(
    "Last.fm",
    {
        "service": "lastfm",
        "account_name": "Ada",
        "enabled": True,
        "state": "active",
        "pending": 2,
        "sent": 1480,
        "dropped": 3,
        "dropped_by_reason": {"too_old": 3},
        "last_sent_at": "2026-11-21T10:00:00Z",
        "last_error": "",
        "next_attempt_at": None,
    },
    response_only=True,
)
SWITCH: Final = OpenApiExample("Off", {"enabled": False}, request_only=True)
SCROBBLE: Final = OpenApiExample(
    "Dropped",
    {
        "id": _ID,
        "state": "dropped",
        "reason": "artist_ignored",
        "detail": "Artist was ignored",
        "listened_at": "2026-11-21T09:12:00Z",
        "settled_at": "2026-11-21T09:15:03Z",
        "track_id": "3135556",
        **_TRACK,
    },
    response_only=True,
)
RECEIVED: Final = OpenApiExample(
    "Unknown",
    {
        "id": _ID,
        "listened_at": "2026-11-21T09:12:00Z",
        "received_at": "2026-11-21T09:15:03Z",
        **_TRACK,
        "client": "mpd",
        "reason": "not_found",
        "next_attempt_at": "2026-11-22T09:15:04Z",
    },
    response_only=True,
)
PLAYING: Final = OpenApiExample(
    "Playing",
    {
        "playing": {
            "track_name": "Slow Lantern",
            "artist_name": "Velvet Harbour",
            "album_name": "Salt and Neon",
            "client": "mpd",
        }
    },
    response_only=True,
)
