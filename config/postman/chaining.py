"""What the OpenAPI document cannot say: which answer feeds which request, and what a fresh server answers.

An operation is written as `METHOD /path/`, as in the document. Variables are Postman's: `{{track_id}}`.
"""

from __future__ import annotations

from typing import Any

FIRST = [
    "POST /api/accounts/register/",
    "POST /api/accounts/token/",
    "POST /api/accounts/token/refresh/",
    "POST /api/auth/register/",
    "POST /api/auth/login/",
    "GET /api/accounts/profile/",
    "GET /api/charts/top/",
    "GET /api/accounts/sessions/",
    "POST /api/playlists/playlists/",
    "POST /api/playlists/playlists/{playlist_id}/add_tracks/",
]
"""The beginning of every run: the tokens of two listeners, and ids that others use."""

LAST = [
    "POST /api/playlists/playlists/{playlist_id}/owner/",
    "DELETE /api/playlists/playlists/{playlist_id}/",
    "DELETE /api/playlists/{playlist_id}/",
    "DELETE /api/accounts/sessions/{session_id}/",
    "POST /api/accounts/token/",
    "POST /api/accounts/logout/",
    "POST /api/accounts/token/",
    "POST /api/accounts/logout-all/",
    "POST /api/accounts/token/",
    "DELETE /api/accounts/profile/",
    "DELETE /api/users/{user_id}/",
]
"""The end: the playlist goes, and each of the others ends a session or the account, so that the next one needs a new
token."""

EARLY = [
    "POST /api/artists/",
    "POST /api/albums/",
    "GET /api/catalogue/genres/",
    "POST /api/playlists/playlists/{playlist_id}/play/",
    # A link is read without an account. An invitation is declined, taken back, and accepted.
    "PUT /api/playlists/{playlist_id}/",
    "POST /api/playlists/playlists/{playlist_id}/share/",
    "GET /api/shared/{token}/",
    "POST /api/playlists/playlists/{playlist_id}/members/",
    "GET /api/playlists/invitations/",
    "POST /api/playlists/invitations/{invitation_id}/decline/",
    "POST /api/playlists/playlists/{playlist_id}/members/",
    "DELETE /api/playlists/playlists/{playlist_id}/members/{user_id}/",
    "POST /api/playlists/playlists/{playlist_id}/members/",
    "GET /api/playlists/invitations/",
    "POST /api/playlists/invitations/{invitation_id}/accept/",
    "POST /api/shared/{token}/join/",
    "POST /api/playlists/playlists/{playlist_id}/follow/",
    # Two are at a party, and it plays: a guest leaves and comes back, to be sent away at the end.
    "POST /api/parties/",
    "POST /api/parties/{party_id}/code/",
    "POST /api/parties/{party_id}/invitations/",
    "POST /api/parties/join/",
    "POST /api/parties/{party_id}/leave/",
    "POST /api/parties/join/",
    "POST /api/parties/{party_id}/here/",
    "POST /api/parties/{party_id}/tracks/",
    "GET /api/parties/{party_id}/state/",
    "POST /api/parties/{party_id}/state/",
    # The profile is private from now on: who wants to follow has to ask, is declined, asks again, and is accepted.
    "POST /api/users/",
    "POST /api/users/{user_id}/block/",
    "PATCH /api/accounts/profile/",
    "POST /api/users/{user_id}/follow/",
    "GET /api/social/requests/",
    "DELETE /api/social/requests/{request_id}/",
    "POST /api/users/{user_id}/follow/",
    "GET /api/social/requests/",
    "POST /api/social/requests/{request_id}/accept/",
    "POST /api/reports/",
    "POST /api/admin/users/{user_id}/suspend/",
    "POST /api/admin/users/{user_id}/restore/",
]
"""Others of their room need what they answer, or what they leave: they come first there, in this order, some of them
more than once. The rooms come in the order in which they are named here, and then those that are not."""

# Of the more special beginning, the variable that stands for the parameter.
PARAMETERS: dict[tuple[str, str], str] = {
    ("/api/songs/", "catalogue_id"): "song_id",
    ("/api/albums/", "catalogue_id"): "own_album_id",
    ("/api/artists/", "catalogue_id"): "own_artist_id",
    ("/api/catalogue/albums/", "catalogue_id"): "album_id",
    ("/api/catalogue/artists/", "catalogue_id"): "artist_id",
    ("/api/catalogue/", "catalogue_id"): "track_id",
    ("/api/accounts/export/", "job_id"): "account_export_id",
    ("/api/analytics/history/exports/", "job_id"): "history_export_id",
    ("/api/analytics/history/imports/", "job_id"): "history_import_id",
    ("/api/playlists/files/exports/", "job_id"): "playlist_export_id",
    ("/api/playlists/files/imports/", "job_id"): "playlist_import_id",
    ("/api/playlists/files/imports/", "item_id"): "unmatched_id",
    ("/api/playlists/queue/", "item_id"): "queue_item_id",
    ("/api/playlists/", "item_id"): "playlist_item_id",
    ("/api/playlists/", "user_id"): "second_id",
    ("/api/parties/", "item_id"): "party_item_id",
    ("/api/parties/", "user_id"): "second_id",
    ("/api/social/followers/", "user_id"): "second_id",
    ("/api/shared/", "token"): "share_token",
    ("/api/users/{user_id}/block/", "user_id"): "other_user_id",
    ("/api/admin/users/", "user_id"): "other_user_id",
    ("/api/spotify/", "job_id"): "spotify_import_id",
    ("/api/spotify/", "item_id"): "spotify_item_id",
}

NOBODY = "00000000-0000-7000-8000-000000000000"
"""Of the form of an id, and nobody's: what stands in where a fresh server has nothing to read an id from."""

VARIABLES: dict[str, str] = {
    "year": "2026",
    "service": "listenbrainz",
    "received_id": NOBODY,
    "spotify_import_id": NOBODY,
    "spotify_item_id": NOBODY,
    "unmatched_id": NOBODY,
}

_PERSON = {"username": "{{username}}", "email": "{{email}}", "password": "{{password}}"}
_SECOND = {**_PERSON, "username": "second{{stamp}}", "email": "second{{stamp}}@example.com"}
_TRACK = {"track_id": "{{track_id}}"}
_EVENT = {"track_id": "{{track_id}}", "action": "play", "event_id": "{{$guid}}", "played_ms": 30000}
_PASSWORD = {"password": "{{password}}"}
BODIES: dict[str, Any] = {
    "DELETE /api/accounts/profile/": _PASSWORD,
    "DELETE /api/users/{user_id}/": _PASSWORD,
    "PATCH /api/accounts/profile/": {"bio": "Listens at night.", "is_private": True},
    "POST /api/accounts/register/": _PERSON,
    "POST /api/accounts/token/": {"email": "{{email}}", "password": "{{password}}"},
    "POST /api/accounts/token/refresh/": {"refresh": "{{refresh}}"},
    "POST /api/accounts/logout/": {"refresh": "{{refresh}}"},
    "POST /api/accounts/password/change/": {"old_password": "{{password}}", "new_password": "wrong"},
    "POST /api/accounts/password/reset/": {"email": "nobody@example.com"},
    "POST /api/accounts/email/verify/resend/": {"email": "nobody@example.com"},
    "POST /api/auth/login/": {"email": "second{{stamp}}@example.com", "password": "{{password}}"},
    "POST /api/auth/register/": _SECOND,
    "POST /api/users/": {**_SECOND, "username": "third{{stamp}}", "email": "third{{stamp}}@example.com"},
    "POST /api/albums/": {"title": "Low Water", "artist_id": "{{own_artist_id}}"},
    "PUT /api/albums/{catalogue_id}/": {"title": "Lower Water", "artist_id": "{{own_artist_id}}"},
    "PATCH /api/albums/{catalogue_id}/": {"title": "Harbour Lights"},
    "PATCH /api/artists/{catalogue_id}/": {"name": "Marlow"},
    "POST /api/songs/": {"title": "Harbour Lights", "artist_id": "{{own_artist_id}}", "duration": 224},
    "PUT /api/songs/{catalogue_id}/": {"title": "Harbour", "artist_id": "{{own_artist_id}}", "duration": 224},
    "PATCH /api/songs/{catalogue_id}/": {"title": "Lights"},
    "POST /api/analytics/activity/": _EVENT,
    "POST /api/analytics/activity/batch/": {"activities": [_EVENT]},
    "POST /api/notifications/read/": {},
    "POST /api/parties/join/": {"code": "{{party_code}}"},
    "POST /api/parties/{party_id}/invitations/": {"username": "second{{stamp}}"},
    "POST /api/parties/{party_id}/state/": {"action": "play", "version": "{{party_version}}"},
    "POST /api/parties/{party_id}/tracks/": {
        "track_ids": ["{{track_id}}", "{{second_track_id}}", "{{third_track_id}}", "{{fourth_track_id}}"]
    },
    # After what plays by then, the first having been skipped: only what comes yet is voted for.
    "POST /api/parties/{party_id}/tracks/{item_id}/move/": {"position": 2},
    "POST /api/playlists/{playlist_id}/tracks/": {"track_id": "{{fourth_track_id}}"},
    "POST /api/playlists/favorites/add/": _TRACK,
    "POST /api/playlists/files/exports/": {"playlist_id": "{{playlist_id}}", "file_format": "xspf"},
    "POST /api/playlists/files/imports/{job_id}/tracks/{item_id}/match/": _TRACK,
    "POST /api/playlists/play-recommendation/": _TRACK,
    "POST /api/playlists/playlists/{playlist_id}/add_track/": {"track_id": "{{second_track_id}}"},
    "POST /api/playlists/playlists/{playlist_id}/add_tracks/": {"tracks": ["{{track_id}}", "{{third_track_id}}"]},
    "POST /api/playlists/playlists/{playlist_id}/listeners/": {"username": "second{{stamp}}"},
    "POST /api/playlists/playlists/{playlist_id}/members/": {"username": "second{{stamp}}", "role": "editor"},
    "POST /api/playlists/playlists/{playlist_id}/owner/": {"user_id": "{{second_id}}"},
    "POST /api/playlists/playlists/{playlist_id}/play/": {"position": 0},
    "POST /api/playlists/playlists/{playlist_id}/share/": {"expires_in_days": 2, "role": "editor"},
    "POST /api/playlists/playlists/{playlist_id}/tracks/": {"track_id": "{{third_track_id}}"},
    "PATCH /api/playlists/queue/": {"current_position": 0},
    "POST /api/playlists/queue/clear/": {},
    "POST /api/playlists/queue/devices/{device_id}/report/": {
        "item_id": "{{queue_item_id}}",
        "position_ms": 1,
        "playing": True,
    },
    "POST /api/playlists/queue/enqueue/": _TRACK,
    "POST /api/playlists/queue/next/": {},
    "POST /api/playlists/queue/previous/": {},
    "POST /api/playlists/queue/position/": {"position": 0},
    "POST /api/playlists/queue/stream/": _TRACK,
    "POST /api/recommendations/feedback/": {"action": "hide", "track_id": "{{third_track_id}}"},
    "POST /api/playlists/generate/": {"genre": "{{genre}}", "name": "Loud mornings"},
    "POST /api/reports/": {"kind": "profile", "id": "{{other_user_id}}", "reason": "spam"},
    "POST /api/admin/reports/{case_id}/decide/": {"action": "dismiss"},
    "POST /api/admin/users/{user_id}/suspend/": {"until": None, "reason": "Please stay kind."},
    "POST /api/social/comments/": {"on": "track", "id": "{{track_id}}", "text": "The bridge!"},
    "PATCH /api/social/comments/{comment_id}/": {"text": "The second bridge!"},
    "POST /api/spotify/unmatched/{item_id}/": _TRACK,
}
QUERIES: dict[str, dict[str, str]] = {
    "GET /api/catalogue/search/": {"q": "river"},
    "GET /api/catalogue/suggest/": {"q": "ri"},
    "GET /api/catalogue/stream/{catalogue_id}/audio": {"expires": "0", "signature": "none"},
    "DELETE /api/analytics/activity/": {"since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:00:00Z"},
    "DELETE /api/playlists/favorites/remove/": {"track_id": "{{track_id}}"},
    "DELETE /api/playlists/playlists/{playlist_id}/remove_track/": {"track_id": "{{second_track_id}}"},
    "GET /api/social/comments/": {"on": "track", "id": "{{track_id}}"},
    "GET /api/social/people/": {"username": "{{username}}"},
    "GET /2.0/": {"method": "auth.getSession", "format": "json"},
}

SAVED: dict[str, dict[str, str]] = {
    "POST /api/accounts/token/": {"access": "body.access", "refresh": "body.refresh"},
    "POST /api/accounts/token/refresh/": {"access": "body.access", "refresh": "body.refresh"},
    "POST /api/auth/register/": {"second_id": "body.id"},
    "POST /api/auth/login/": {"second_access": "body.access"},
    "GET /api/accounts/profile/": {"user_id": "body.id"},
    "GET /api/accounts/sessions/": {"session_id": "body.map(one => one.id)[0]"},
    "POST /api/users/": {"other_user_id": "body.id"},
    "GET /api/admin/reports/": {"case_id": "body[0].id"},
    "GET /api/notifications/": {"notification_id": "body[0].id"},
    "POST /api/parties/{party_id}/code/": {"party_code": "body.code"},
    "GET /api/parties/{party_id}/state/": {"party_version": "body.version"},
    "POST /api/parties/{party_id}/tracks/": {"party_item_id": "body.item_ids[3]"},
    "POST /api/playlists/": {},
    "GET /api/playlists/invitations/": {"invitation_id": "body[0].id"},
    "POST /api/playlists/playlists/{playlist_id}/listeners/": {},
    "POST /api/playlists/playlists/{playlist_id}/members/": {},
    "POST /api/playlists/playlists/{playlist_id}/share/": {"share_id": "body.id", "share_token": "body.token"},
    "GET /api/social/requests/": {"request_id": "body[0].id"},
    "GET /api/catalogue/genres/": {"genre_id": "body[0].id", "genre": "body[0].name"},
    "GET /api/playlists/playlists/{playlist_id}/tracks/": {"playlist_item_id": "body[0].id"},
    "POST /api/social/comments/": {"comment_id": "body.id"},
    "PATCH /api/playlists/queue/": {"queue_item_id": "body.current_item_id"},
    "GET /api/recommendations/playlists/": {"mix_id": "body[0].id"},
    "POST /api/recommendations/{user_id}/refresh/": {"task_id": "body.task_id"},
    "GET /api/charts/top/": {
        "track_id": "body.tracks[0].id",
        "second_track_id": "body.tracks[1].id",
        "third_track_id": "body.tracks[2].id",
        "fourth_track_id": "body.tracks[3].id",
        "artist_id": "body.tracks[0].artist.id",
        "album_id": "body.tracks[0].album.id",
    },
}
"""Variables from an answer, as JavaScript over its `body`; a POST that made something sets its path's variable too."""

JOBS_DONE = "/download/"
"""The end of paths that need a job to have ended: they are asked for a moment later."""
