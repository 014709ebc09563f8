"""The sockets there are: each room's consumer under its path, named as text, since rooms lie above this one.

A path is written as in a URLconf; what stands in it is in the consumer's `scope["url_route"]["kwargs"]`.
"""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from django.urls import URLPattern, path, re_path
from django.utils.module_loading import import_string

from config.embedded.asgi_types import Receive, Scope, Send

ROUTES = {
    "ws/me/": "playqueue.sockets.MeSocket",
    "ws/parties/<uuid:party_id>/": "parties.sockets.PartySocket",
    "ws/playlists/<uuid:playlist_id>/": "playlists.sockets.PlaylistSocket",
}


def socket_router() -> Any:
    nowhere: Any = _nowhere
    return URLRouter([*_routes(), re_path(r"", nowhere)])


def _routes() -> list[URLPattern]:
    found: list[URLPattern] = []
    for route, consumer in ROUTES.items():
        application: Any = import_string(consumer).as_asgi()
        found.append(path(route, application))
    return found


async def _nowhere(scope: Scope, receive: Receive, send: Send) -> None:
    """There is no such socket: the opening is refused with 403."""
    await receive()
    await send({"type": "websocket.close"})
