"""Examples for the API document."""

from __future__ import annotations

from typing import Any

_ID = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_PLAYLIST = "019a9f5e-4b20-7d11-8c7e-2f3a4b5c6d7e"

FORM = {"playlists": ["https://open.spotify.com/playlist/3sPyrAW9PVUMxL9i6QFbaV"], "dry_run": True}
ROW: dict[str, Any] = {
    "id": _ID,
    "state": "done",
    "dry_run": False,
    "include": ["playlist", "saved_tracks"],
    "playlists": [],
    "error_code": "",
    "error": "",
    "created_at": "2026-11-21T10:00:00Z",
    "finished_at": "2026-11-21T10:06:40Z",
}
_NOTHING = {"read": 0, "repeats": 0, "counts": {}, "added": 0, "removed": 0, "left_out": 0, "full": 0}
_CHANGES = {
    "read": 112,
    "repeats": 2,
    "counts": {"isrc": 96, "name": 9, "ambiguous": 2, "not_found": 1, "local_file": 1, "episode": 1},
    "added": 105,
    "removed": 0,
    "left_out": 0,
    "full": 0,
}
_SOURCE = {
    "kind": "playlist",
    "spotify_id": "3sPyrAW9PVUMxL9i6QFbaV",
    "name": "Rainy days",
    "state": "done",
    "reason": "",
    "total": 112,
    "playlist_id": _PLAYLIST,
    **_CHANGES,
}
DONE = {**ROW, "totals": {"sources": 1, "sources_done": 1, **_CHANGES}, "sources": [_SOURCE]}
QUEUED = {
    **ROW,
    "state": "queued",
    "finished_at": None,
    "totals": {"sources": 0, "sources_done": 0, **_NOTHING},
    "sources": [],
}
CANCELLED = {**DONE, "state": "cancelled"}
UNMATCHED = {
    "id": _ID,
    "source": "Rainy days",
    "playlist_id": _PLAYLIST,
    "position": 17,
    "title": "Harbour Lights",
    "artists": ["The Tidewaters"],
    "album": "Low Tide",
    "duration_ms": 224000,
    "isrc": "QZPPD2600001",
    "reason": "ambiguous",
    "candidates": [{"track_id": "3135556", "track_title": "Harbour Lights", "artist_name": "The Tidewaters"}],
}
MATCHED = {
    "id": _ID,
    "title": "Harbour Lights",
    "track_id": "3135556",
    "track_title": "Harbour Lights",
    "artist_name": "The Tidewaters",
    "playlist_id": _PLAYLIST,
}
