"""Answers as the API document shows them."""

from typing import Any, Final

_ARTIST: Final = {"id": "1042", "name": "Marlow & the Tides"}
_ALBUM: Final = {"id": "88120", "title": "Low Water", "cover_medium": "https://example.com/covers/88120.jpg"}
_AUDIO: Final = "http://localhost:8000/api/catalogue/stream/730021/audio?expires=1790000000&signature=0a1b"

LISTED_TRACK: Final[dict[str, Any]] = {
    "id": "730021",
    "title": "Harbour Lights",
    "artist": _ARTIST,
    "album": _ALBUM,
    "duration": 214,
    "preview": _AUDIO,
    "explicit": False,
    "isrc": "QZABC2600001",
    "rank": 640000,
    "release_date": "2026-03-20",
}
LISTED_ALBUM: Final[dict[str, Any]] = {
    "id": "88120",
    "title": "Low Water",
    "artist": _ARTIST,
    "cover_medium": _ALBUM["cover_medium"],
    "release_date": "2026-03-20",
    "record_type": "album",
    "nb_tracks": 11,
}
LISTED_ARTIST: Final[dict[str, Any]] = {
    **_ARTIST,
    "picture_medium": "https://example.com/artists/1042.jpg",
    "nb_album": 4,
    "nb_fan": 51200,
}
ALBUM_TRACK: Final = {**LISTED_TRACK, "track_position": 1, "disk_number": 1}

SEARCH_PAGE: Final = {"tracks": [LISTED_TRACK], "artists": [LISTED_ARTIST], "albums": [LISTED_ALBUM]}
ARTIST_PAGE: Final = {
    "artist": {**LISTED_ARTIST, "picture_xl": "https://example.com/artists/1042-xl.jpg"},
    "albums": [LISTED_ALBUM],
    "top_tracks": [LISTED_TRACK],
}
ALBUM_PAGE: Final = {
    "album": {
        **LISTED_ALBUM,
        "cover_xl": "https://example.com/covers/88120-xl.jpg",
        "nb_fan": 3100,
        "label": "Quay Records",
        "upc": "0000000000017",
        "genre_id": 85,
    },
    "tracks": [ALBUM_TRACK],
}
TRACK_PAGE: Final = {
    "track": {**ALBUM_TRACK, "readable": True, "genre_id": 85},
    "related_tracks": [LISTED_TRACK],
}
GENRE: Final = {"id": 85, "name": "Alternative", "picture_medium": "https://example.com/genres/85.jpg"}
GENRE_TRACKS: Final = {"genre": {"id": 85, "name": "Alternative"}, "tracks": [LISTED_TRACK]}
TOP_TRACKS: Final = {"tracks": [{**LISTED_TRACK, "position": 1}]}
NEW_RELEASES: Final = {"albums": [LISTED_ALBUM]}
TOP_ALBUMS: Final = {"albums": [{**LISTED_ALBUM, "position": 1}]}
