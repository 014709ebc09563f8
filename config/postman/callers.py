"""Who asks: a listener, but where this says otherwise."""

from __future__ import annotations

from typing import Any

ANONYMOUS = [
    "POST /api/accounts/register/",
    "POST /api/accounts/token/",
    "POST /api/accounts/token/refresh/",
    "POST /api/auth/login/",
    "POST /api/auth/register/",
    "POST /api/accounts/password/reset/",
    "POST /api/accounts/password/reset/confirm/",
    "GET /api/shared/{token}/",
]

SECOND = [
    "GET /api/playlists/following/",
    "GET /api/playlists/invitations/",
    "POST /api/playlists/invitations/{invitation_id}/accept/",
    "POST /api/playlists/invitations/{invitation_id}/decline/",
    "POST /api/playlists/playlists/{playlist_id}/follow/",
    "DELETE /api/playlists/playlists/{playlist_id}/follow/",
    "DELETE /api/playlists/playlists/{playlist_id}/",
    "POST /api/shared/{token}/join/",
    "POST /api/parties/join/",
    "POST /api/parties/{party_id}/leave/",
    "POST /api/users/{user_id}/follow/",
    "DELETE /api/users/{user_id}/follow/",
]
"""What somebody else does with what the listener made or shared: nobody follows themselves or accepts their own
invitation. By the end they own the playlist, which was handed over to them."""

STAFF_ROOMS = ("/api/songs/", "/api/albums/", "/api/artists/", "/api/analytics/summary/", "/api/admin/")


def sign_in(name: str, path: str) -> dict[str, Any]:
    """Postman's `auth` of an operation; empty for the listener, who is the collection's own."""
    if name in ANONYMOUS:
        return {"auth": {"type": "noauth"}}
    if name in SECOND:
        return {"auth": bearer("second_access")}
    return {"auth": bearer("staff_access")} if path.startswith(STAFF_ROOMS) else {}


def bearer(variable: str) -> dict[str, Any]:
    return {"type": "bearer", "bearer": [{"key": "token", "value": "{{" + variable + "}}", "type": "string"}]}
