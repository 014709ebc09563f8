"""What the API's document shows."""

from __future__ import annotations

from typing import Any

_USER = "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f"
_ID = "019a9f60-8b21-7f0e-8a34-1f2e3d4c5b6a"
_REASON = "Because you played Around the World by Daft Punk"
_COVER = "https://cdn.example.com/discovery.jpg"
_MOMENT = "2026-11-21T10:00:00Z"

_TRACK: dict[str, Any] = {
    "track_id": "3135556",
    "track_title": "Harder, Better, Faster, Stronger",
    "artist_id": "27",
    "artist_name": "Daft Punk",
    "album_title": "Discovery",
    "album_cover": _COVER,
    "duration": 224,
    "reason": _REASON,
    "source": "model",
}
LIST = {"source": "cache", "recommendations": [{"id": _ID, **_TRACK}]}
USER_LIST = {
    "user_id": _USER,
    "source": "database",
    "count": 1,
    "recommendations": [
        {
            "id": _ID,
            "track_id": "3135556",
            "track_name": "Harder, Better, Faster, Stronger",
            "artist_name": "Daft Punk",
            "album_name": "Discovery",
            "preview_url": "https://playpod.example/api/catalogue/stream/3135556/audio?expires=1795269600&signature=5f3a",
            "spotify_url": None,
            "album_art_url": _COVER,
            "duration_ms": 224_000,
            "popularity": 91,
            "metadata": {"slot": "ranked", "propensity": 1.0, "model": "model-000012"},
            "created_at": _MOMENT,
            "reason": _REASON,
            "source": "model",
            "position": 0,
        }
    ],
}
REFRESH = {
    "message": "Recommendations are being refreshed",
    "user_id": _USER,
    "task_id": _ID,
    "status": "queued",
}
TASK = {
    "task_id": _ID,
    "status": "done",
    "count": 50,
    "error": "",
    "created_at": _MOMENT,
    "finished_at": "2026-11-21T10:00:02Z",
}
SIMILAR = {
    "track_id": "3135553",
    "recommendations": [{**_TRACK, "reason": "Goes with One More Time by Daft Punk"}],
}
FEEDBACK = {
    "id": _ID,
    "action": "hide",
    "track": {"track_id": "3135556", "track_title": "Harder, Better, Faster, Stronger", "artist_name": "Daft Punk"},
    "artist": None,
    "created_at": _MOMENT,
}
ENTRY = {"position": 0, **_TRACK}
MIX = {
    "id": _ID,
    "kind": "daily_mood",
    "name": "Your Daily Mood: Electro",
    "description": "Daft Punk, Justice and Cassius",
    "track_count": 30,
    "cover_image": _COVER,
    "covers": [_COVER, "https://cdn.example.com/cross.jpg"],
    "begins": "2026-11-21",
    "ends": "2026-11-22",
    "created_at": _MOMENT,
}
SAVED = {
    "id": _ID,
    "name": "Rainy Tuesday",
    "description": "Daft Punk, Justice and Cassius",
    "cover_image": None,
    "is_public": False,
    "track_count": 30,
    "created_at": _MOMENT,
    "updated_at": _MOMENT,
    "owner": {"id": _USER, "username": "ada"},
}
