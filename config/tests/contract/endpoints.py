"""Every endpoint that clients were promised: status and shape of its good answer, by room, method and path."""

from __future__ import annotations

from typing import Any

from config.tests.contract.shapes import (
    day,
    flag,
    name,
    optional,
    text,
    timestamp,
    token,
    url,
    uuid,
    whole,
)

picture = optional(url)

_user = {"id": uuid, "username": name, "email": name}
_profile = {**_user, "bio": text, "avatar": picture}
_brief = {"track_id": name, "track_title": name, "artist_name": name}
_titled = {"track_id": name, "track_title": name}
_entry = {
    **_brief,
    "artist_id": name,
    "album_title": text,
    "album_cover": picture,
}
_playlist = {
    "id": uuid,
    "name": name,
    "description": text,
    "cover_image": picture,
    "is_public": flag,
    "track_count": whole,
    "created_at": timestamp,
    "updated_at": timestamp,
}
_playlist_entry = {"id": uuid, **_entry, "duration": whole, "position": whole, "added_at": timestamp}
_artist = {"id": name, "name": name}
_album = {"id": name, "title": name, "cover_medium": picture}
_track = {"id": name, "title": name, "artist": _artist, "album": _album, "duration": whole}
_moved = {"current_track": _brief, "position": whole}

Endpoints = dict[tuple[str, str], tuple[int, Any]]

ACCOUNTS: Endpoints = {
    ("POST", "/api/accounts/register/"): (201, _user),
    ("POST", "/api/accounts/token/"): (200, {"refresh": token, "access": token}),
    ("POST", "/api/accounts/token/refresh/"): (200, {"access": token, "refresh": token}),
    ("GET", "/api/accounts/profile/"): (200, _profile),
    ("PATCH", "/api/accounts/profile/"): (200, _profile),
    ("POST", "/api/accounts/upload-avatar/"): (200, {"avatar_url": url}),
    ("POST", "/api/auth/register/"): (201, _user),
    ("POST", "/api/auth/login/"): (200, {"refresh": token, "access": token}),
}

PLAYLISTS: Endpoints = {
    ("GET", "/api/playlists/playlists/"): (200, [_playlist]),
    ("POST", "/api/playlists/playlists/"): (
        201,
        {"id": uuid, "name": name, "description": text, "is_public": flag, "created_at": timestamp},
    ),
    ("GET", "/api/playlists/playlists/{id}/"): (200, {**_playlist, "tracks": [_playlist_entry]}),
    ("PATCH", "/api/playlists/playlists/{id}/"): (
        200,
        {"id": uuid, "name": name, "description": text, "is_public": flag, "updated_at": timestamp},
    ),
    ("DELETE", "/api/playlists/playlists/{id}/"): (204, None),
    ("POST", "/api/playlists/playlists/{id}/add_track/"): (
        201,
        {"message": name, "track_info": {"id": uuid, **_brief}},
    ),
    ("POST", "/api/playlists/playlists/{id}/add_tracks/"): (200, {"added_count": whole, "total": whole}),
    ("DELETE", "/api/playlists/playlists/{id}/remove_track/"): (200, {"message": name}),
    ("POST", "/api/playlists/playlists/{id}/play/"): (
        200,
        {"message": name, "queue_length": whole, "current_track": _brief},
    ),
    ("POST", "/api/playlists/playlists/{id}/upload-cover/"): (200, {"cover_url": url}),
    ("POST", "/api/playlists/generate/"): (
        201,
        {"id": uuid, "name": name, "description": text, "track_count": whole, "genre": name},
    ),
    ("GET", "/api/playlists/{id}/shuffle/next/"): (200, _entry),
    ("GET", "/api/playlists/"): (200, [_playlist]),
    ("GET", "/api/playlists/{id}/"): (200, {**_playlist, "tracks": [_playlist_entry]}),
    ("PUT", "/api/playlists/{id}/"): (200, {"id": uuid, "name": name}),
    ("GET", "/api/playlists/{id}/tracks/"): (200, [_playlist_entry]),
    ("POST", "/api/playlists/playlists/{id}/tracks/{item}/move/"): (200, {"id": uuid, "position": whole}),
    ("DELETE", "/api/playlists/playlists/{id}/tracks/{item}/"): (204, None),
}

FAVOURITES: Endpoints = {
    ("GET", "/api/playlists/favorites/"): (200, [{"id": uuid, **_entry, "added_at": timestamp}]),
    ("POST", "/api/playlists/favorites/add/"): (201, {"message": name, "track_info": _titled}),
    ("DELETE", "/api/playlists/favorites/remove/"): (200, {"message": name}),
    ("GET", "/api/me/liked/"): (200, [{"id": uuid, **_entry, "added_at": timestamp}]),
}

RECOMMENDATIONS: Endpoints = {
    ("GET", "/api/playlists/recommendations/"): (
        200,
        {"recommendations": [{**_entry, "duration": whole, "reason": name}]},
    ),
    ("POST", "/api/playlists/play-recommendation/"): (
        200,
        {"message": name, "current_track": _brief, "queue_length": whole},
    ),
}

QUEUE: Endpoints = {
    ("GET", "/api/playlists/queue/"): (
        200,
        {
            "id": uuid,
            "current_track_id": name,
            "current_position": whole,
            "track_count": whole,
            "updated_at": timestamp,
        },
    ),
    ("PATCH", "/api/playlists/queue/"): (
        200,
        {"id": uuid, "current_track_id": name, "current_position": whole, "updated_at": timestamp},
    ),
    ("GET", "/api/playlists/queue/tracks/"): (200, [{"id": uuid, **_entry, "duration": whole, "position": whole}]),
    ("POST", "/api/playlists/queue/enqueue/"): (201, {"message": name, "position": whole, "track_info": _titled}),
    ("POST", "/api/playlists/queue/next/"): (200, {**_moved, "is_radio_mode": flag}),
    ("POST", "/api/playlists/queue/previous/"): (200, _moved),
    ("POST", "/api/playlists/queue/clear/"): (200, {"message": name}),
    ("GET", "/api/playlists/queue/current/"): (200, {**_entry, "duration": whole, "position": whole}),
    ("POST", "/api/playlists/queue/position/"): (200, _moved),
    ("POST", "/api/playlists/queue/shuffle/"): (200, {"message": name, "track_count": whole}),
    ("POST", "/api/playlists/queue/stream/"): (
        200,
        {"stream_url": url, "track_info": {**_brief, "duration": whole}, "in_queue": flag, "position": whole},
    ),
    ("GET", "/api/playlists/queue/history/"): (
        200,
        {"history": [{"id": uuid, **_entry, "played_at": timestamp}], "count": whole},
    ),
}

CATALOGUE: Endpoints = {
    ("GET", "/api/catalogue/search/"): (
        200,
        {
            "tracks": [_track],
            "artists": [{**_artist, "picture_medium": picture}],
            "albums": [{**_album, "artist": _artist}],
        },
    ),
    ("GET", "/api/catalogue/artists/{id}/"): (
        200,
        {
            "artist": {**_artist, "picture_xl": picture, "nb_album": whole, "nb_fan": whole},
            "albums": [{**_album, "release_date": optional(day)}],
            "top_tracks": [{"id": name, "title": name, "duration": whole, "preview": optional(url), "album": _album}],
        },
    ),
    ("GET", "/api/catalogue/albums/{id}/"): (
        200,
        {
            "album": {
                "id": name,
                "title": name,
                "cover_xl": picture,
                "release_date": optional(day),
                "artist": _artist,
            },
            "tracks": [
                {"id": name, "title": name, "duration": whole, "track_position": whole, "preview": optional(url)}
            ],
        },
    ),
    ("GET", "/api/catalogue/tracks/{id}/"): (
        200,
        {
            "track": {**_track, "preview": optional(url)},
            "related_tracks": [{"id": name, "title": name, "artist": _artist, "album": _album}],
        },
    ),
    ("GET", "/api/catalogue/stream/{id}/"): (200, {"preview_url": url}),
    ("GET", "/api/catalogue/genres/"): (200, [{"id": whole, "name": name, "picture_medium": picture}]),
    ("GET", "/api/charts/genre/{id}/"): (200, {"genre": {"id": whole, "name": name}, "tracks": [_track]}),
    ("GET", "/api/charts/top/"): (200, {"tracks": [{**_track, "position": whole}]}),
    ("GET", "/api/charts/new-releases/"): (
        200,
        {"albums": [{**_album, "artist": _artist, "release_date": optional(day)}]},
    ),
    ("GET", "/api/charts/top-albums/"): (200, {"albums": [{**_album, "artist": _artist, "position": whole}]}),
}
