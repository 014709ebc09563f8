"""Invented answers, for the OpenAPI document."""

from __future__ import annotations

from typing import Any

_USER = "0199d7a2-6f3e-7c41-9b0e-3d5a8c1f2e64"
_COVER = "http://localhost:8000/media/covers/harbour-lights.jpg"
_TRACK = {
    "track_id": "3135556",
    "track_title": "Harbour Lights",
    "artist_id": "27",
    "artist_name": "The Tidewaters",
    "album_title": "Low Tide",
    "album_cover": _COVER,
    "duration": 224,
}
_BY_ACTION = {"play": 412, "like": 31, "skip": 57, "share": 4}

SUMMARY: dict[str, Any] = {
    "total_users": 1204,
    "total_activities": 504,
    "total_recommendations": 9800,
    "activities_by_action": _BY_ACTION,
    "most_active_users": [{"user_id": _USER, "email": "ada@example.com", "activity_count": 504}],
    "total_minutes": 1490,
    "skip_rate": 0.1215,
    "active_users": {"day": 12, "week": 61, "month": 148},
    "generated_at": "2026-11-21T10:00:00Z",
}

ENGAGEMENT: dict[str, Any] = {
    "user_id": _USER,
    "total_activities": 504,
    "activities_by_action": _BY_ACTION,
    "favorite_artists": [{"artist_id": "27", "name": "The Tidewaters", "count": 64}],
    "favorite_tracks": [
        {"track_id": "3135556", "track_name": "Harbour Lights", "artist_name": "The Tidewaters", "count": 21}
    ],
    "recent_activities": [
        {
            "id": "0199d7a2-7011-7e02-8c55-0d9c51f7a001",
            "user": _USER,
            "recommendation": None,
            "track_id": "3135556",
            "track_name": "Harbour Lights",
            "artist_name": "The Tidewaters",
            "action": "play",
            "timestamp": "2026-11-21T09:58:00Z",
            "metadata": {},
        }
    ],
}

_PLACE = {"rank": 1, "previous_rank": 3, "change": 2, "score": 148, "listeners": 102}

TRENDS: dict[str, Any] = {
    "window": "week",
    "first_day": "2026-11-14",
    "last_day": "2026-11-22",
    "computed_at": "2026-11-21T09:55:00Z",
    "trending_genres": [{"id": 152, "name": "Rock", "count": 2210, **_PLACE, "listeners": None}],
    "trending_artists": [
        {
            "name": "The Tidewaters",
            "activity_count": 431,
            "play_count": 388,
            "artist_id": "27",
            "picture_medium": _COVER,
            **_PLACE,
        }
    ],
    "popular_tracks": [
        {
            "track_id": "3135556",
            "track_name": "Harbour Lights",
            "artist_name": "The Tidewaters",
            "play_count": 190,
            "artist_id": "27",
            "album_title": "Low Tide",
            "album_cover": _COVER,
            **_PLACE,
        }
    ],
    "trending_playlists": [
        {
            "playlist_id": "0199d7a2-9a10-7b1d-a4f3-2b1c9e774410",
            "name": "Late night",
            "cover_image": _COVER,
            "track_count": 30,
            "play_count": 77,
            **_PLACE,
            "previous_rank": None,
            "change": None,
        }
    ],
}

_AMOUNT = {"plays": 21, "minutes": 77}
_TOTALS = {
    "minutes": 1490, "listens": 469, "plays": 412, "skips": 57, "likes": 31, "shares": 4, "active_days": 24,
}  # fmt: skip
_COMMON: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    **_TOTALS,
    "skip_rate": 0.1215,
    "distinct_tracks": 180,
    "distinct_artists": 44,
    "top_tracks": [{**_TRACK, **_AMOUNT}],
    "top_artists": [
        {"artist_id": "27", "artist_name": "The Tidewaters", "picture_medium": _COVER, **_AMOUNT, "tracks": 9}
    ],
    "top_albums": [
        {
            "album_id": "302127",
            "album_title": "Low Tide",
            "artist_name": "The Tidewaters",
            "album_cover": _COVER,
            **_AMOUNT,
            "tracks": 6,
        }
    ],
    "top_genres": [{"id": 152, "name": "Rock", **_AMOUNT}],
    "clock": [2, 0, 0, 0, 0, 1, 8, 20, 14, 9, 12, 15, 18, 16, 20, 22, 25, 31, 44, 58, 66, 52, 27, 9],
    "weekdays": [52, 48, 61, 66, 80, 94, 68],
    "discovery": {"new_tracks": 51, "new_artists": 12, "rate": 0.2833},
    "first_listen": {**_TRACK, "at": "2026-10-23T05:12:00Z"},
    "most_replayed": {**_TRACK, "day": "2026-11-02", "plays": 6},
    "change": {
        "minutes": 0.1, "listens": 0.08, "plays": 0.09, "skips": 0.02, "likes": None, "shares": 0.0,
        "active_days": -0.04,
    },
}  # fmt: skip

INSIGHTS: dict[str, Any] = {
    "period": "month",
    "first_day": "2026-10-23",
    "last_day": "2026-11-21",
    **_COMMON,
    "streaks": {"current": 4, "longest": 11, "longest_from": "2026-10-28", "longest_to": "2026-11-07"},
    "previous": {"first_day": "2026-09-23", "last_day": "2026-10-22", **_TOTALS},
}

YEAR: dict[str, Any] = {
    "year": 2025,
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    "is_complete": True,
    **_COMMON,
    "streaks": {"longest": 31, "longest_from": "2025-03-01", "longest_to": "2025-03-31"},
    "months": [{"month": month, "minutes": 100 + month, "listens": 30 + month} for month in range(1, 13)],
    "best_day": {"day": "2025-07-19", "minutes": 244, "listens": 66},
    "best_discovery": {**_TRACK, "plays": 40},
    "previous": {"first_day": "2024-01-01", "last_day": "2024-12-31", **_TOTALS},
}
