"""Answers of our own catalogue as the API document shows them."""

from typing import Any, Final

_ARTIST: Final = {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f", "name": "Marlow & the Tides"}
_ALBUM: Final = {"id": "019a9f5e-4b20-7d11-8e3a-0c9d8e7f6a5b", "title": "Low Water"}
_TIMES: Final = {"created_at": "2026-03-20T12:00:00Z", "updated_at": "2026-03-20T12:00:00Z"}
_GENRE: Final = {"id": 85, "name": "Alternative"}
_COVER: Final = "http://localhost:8000/media/catalogue/6f1c.jpg"

NEW_ARTIST: Final = {"name": "Marlow & the Tides"}
NEW_ALBUM: Final = {
    "title": "Low Water",
    "artist_id": _ARTIST["id"],
    "genre": "Alternative",
    "release_date": "2026-03-20",
    "record_type": "album",
}
NEW_SONG: Final = {
    "title": "Harbour Lights",
    "artist_id": _ARTIST["id"],
    "album_id": _ALBUM["id"],
    "genre": "Alternative",
    "release_date": "2026-03-20",
    "isrc": "QZ-ABC-26-00001",
    "explicit": False,
    "track_position": 1,
    "lyrics": {"synced": "[00:12.50]The lamps are lit along the quay"},
}
ARTIST: Final[dict[str, Any]] = {
    **_ARTIST,
    "picture_medium": _COVER,
    "picture_xl": _COVER,
    "nb_album": 4,
    "nb_fan": 51200,
    **_TIMES,
}
ALBUM: Final[dict[str, Any]] = {
    **_ALBUM,
    "artist": _ARTIST,
    "genre": _GENRE,
    "release_date": "2026-03-20",
    "cover_medium": _COVER,
    "cover_xl": _COVER,
    "record_type": "album",
    "label": "Quay Records",
    "upc": "0000000000017",
    "nb_tracks": 11,
    **_TIMES,
}
SONG: Final[dict[str, Any]] = {
    "id": "019a9f5e-5c31-7a22-9f4b-1d0e2f3a4b5c",
    "title": "Harbour Lights",
    "artist": _ARTIST,
    "album": _ALBUM,
    "genre": _GENRE,
    "release_date": "2026-03-20",
    "cover_medium": _COVER,
    "cover_xl": _COVER,
    "duration": 214,
    "isrc": "QZABC2600001",
    "explicit": False,
    "rank": 640000,
    "track_position": 1,
    "disk_number": 1,
    "preview": "http://localhost:8000/api/catalogue/stream/019a9f5e-5c31-7a22-9f4b-1d0e2f3a4b5c/audio?expires=1&signature=0",
    **_TIMES,
}
ONE_SONG: Final = {**SONG, "lyrics": {"plain": "", "synced": "[00:12.50]The lamps are lit along the quay"}}
UPLOADED: Final = {"song": ONE_SONG, "format": "mp3", "tags": {"title": "Harbour Lights", "track_position": "1/11"}}
