"""`ws/playlists/{id}/`: what happens to a playlist, for everybody who has it open.

Who may read it may listen. Whether they still may is asked again when something is said that might change it, and with
every look at the open sockets: for all who have the playlist open in this process at once, in two statements for 500.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from config.realtime.codes import CloseCode
from config.realtime.consumers import Socket
from config.realtime.open_sockets import open_sockets
from config.realtime.publishing import person_group
from config.realtime.threads import in_thread
from playlists.changing import playlist_group
from playlists.errors import PlaylistNotFound
from playlists.models import Playlist
from playlists.serializers import OWNER
from playlists.sharing.reading import readers_among

logger = logging.getLogger(__name__)

PROTOCOL: Final = 1
AT_ONCE: Final = 500
SETTLING_SECONDS: Final = 0.02
"""What all sockets of a playlist are told at once is looked at once, after this."""

_open: dict[UUID, set[PlaylistSocket]] = {}
"""The sockets of this process, by their playlist."""

_due: set[UUID] = set()
"""Playlists that somebody is about to look at."""


class PlaylistSocket(Socket):
    @property
    def playlist_id(self) -> UUID:
        found: UUID = self.scope["url_route"]["kwargs"]["playlist_id"]
        return found

    async def opened(self) -> None:
        _open.setdefault(self.playlist_id, set()).add(self)
        await self.join(playlist_group(self.playlist_id))
        try:
            hello = await in_thread(_hello, self.identity.user, self.playlist_id)
        except PlaylistNotFound:
            await self.end(CloseCode.NOT_FOUND)
            return
        await self.join(person_group(hello["owner"]["id"]))
        self.tell({**hello, "expires_at": datetime.fromtimestamp(self.identity.expires_at, UTC)})

    async def ended(self) -> None:
        here = _open.get(self.playlist_id, set())
        here.discard(self)
        if not here:
            _open.pop(self.playlist_id, None)

    async def recheck(self, message: Mapping[str, Any]) -> None:
        """For all who have the playlist open: they are told the same at the same time."""
        if self.playlist_id not in _due:
            _due.add(self.playlist_id)
            self._looking = self.loop.create_task(_look_at(self.playlist_id))

    @classmethod
    async def look_again(cls) -> None:
        for playlist_id in list(_open):
            await _look_at(playlist_id)


async def _look_at(playlist_id: UUID) -> None:
    """Close the sockets of those whose session has ended, or who may not read the playlist any more."""
    await asyncio.sleep(SETTLING_SECONDS)
    _due.discard(playlist_id)
    rest = iter(list(_open.get(playlist_id, ())))
    try:
        while some := list(islice(rest, AT_ONCE)):
            await open_sockets.look(some)
            good = await in_thread(readers_among, playlist_id, {socket.identity.user.pk for socket in some})
            code = CloseCode.NOT_FOUND if good is None else CloseCode.FORBIDDEN
            for socket in some:
                if socket.identity.user.pk not in (good or ()):
                    await socket.end(code)
    except DatabaseError as error:
        logger.warning("The open sockets of a playlist could not be looked at: %s", error)


def _hello(user: User, playlist_id: UUID) -> dict[str, Any]:
    """Raises `PlaylistNotFound`."""
    playlist = Playlist.objects.readable_by(user, playlist_id)
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "playlist_id": playlist.pk,
        "version": playlist.version,
        "track_count": playlist.track_count,
        "name": playlist.name,
        "role": OWNER if playlist.owner_id == user.pk else playlist.my_role,
        "owner": {"id": playlist.owner_id, "username": playlist.owner.username},
        "server_time": timezone.now(),
    }
