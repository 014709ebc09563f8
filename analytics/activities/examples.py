"""Examples for the API document."""

from __future__ import annotations

from typing import Any, Final

_ID: Final = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_EVENT: Final = "5f0c1e7a-2b34-4c56-8d78-9e0f1a2b3c4d"

NEW: Final[dict[str, Any]] = {
    "track_id": "3135556",
    "action": "play",
    "timestamp": "2026-11-21T10:00:00Z",
    "played_ms": 221000,
    "event_id": _EVENT,
    "metadata": {"device": "kitchen"},
}
ACTIVITY: Final[dict[str, Any]] = {
    "id": _ID,
    "user": "019a9f5e-0000-7c52-9d0f-6a1b2c3d4e5f",
    "recommendation": None,
    "track_id": "3135556",
    "track_name": "Harbour Lights",
    "artist_name": "The Tidewaters",
    "action": "play",
    "timestamp": "2026-11-21T10:00:00Z",
    "metadata": {"device": "kitchen"},
    "played_ms": 221000,
    "source": "client",
    "context": None,
    "event_id": _EVENT,
}
RECORDED: Final = {**ACTIVITY, "status": "recorded"}
RESULTS: Final[dict[str, Any]] = {
    "recorded": 1,
    "results": [
        {"event_id": _EVENT, "status": "recorded", "id": _ID},
        {
            "event_id": None,
            "status": "invalid",
            "id": None,
            "errors": {"track_id": [{"message": "The catalogue has no such track.", "code": "unknown_track"}]},
        },
    ],
}
SETTINGS: Final = {"time_zone": "Europe/Berlin", "private_session": False}
