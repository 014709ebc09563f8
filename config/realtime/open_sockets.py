"""The sockets that are open in this process, and the look that is taken at all of them now and then.

An account that ends its sessions has its sockets told at once. Should that get lost, this finds it: every half minute
one statement per 500 sockets asks whether their sessions still stand.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID

from config.realtime.access import access
from config.realtime.codes import CloseCode
from config.realtime.threads import in_thread

if TYPE_CHECKING:
    from config.realtime.consumers import Socket

logger = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
AT_ONCE = 500
PER_LISTENER = 20
"""Sockets that one listener may have open in one process."""


class OpenSockets:
    def __init__(self) -> None:
        self._by_user: dict[UUID, dict[Socket, None]] = {}
        self._look: asyncio.Task[None] | None = None

    def __iter__(self) -> Iterator[Socket]:
        return (socket for sockets in list(self._by_user.values()) for socket in list(sockets))

    def __len__(self) -> int:
        return sum(map(len, self._by_user.values()))

    async def add(self, socket: Socket) -> None:
        """The listener's oldest socket goes when this is one too many."""
        mine = self._by_user.setdefault(socket.identity.user.pk, {})
        mine[socket] = None
        if self._look is None or self._look.done() or self._look.get_loop() is not asyncio.get_running_loop():
            self._look = asyncio.get_running_loop().create_task(self._keep_looking())
        if len(mine) > PER_LISTENER:
            await next(iter(mine)).end(CloseCode.REPLACED)

    def discard(self, socket: Socket) -> None:
        mine = self._by_user.get(socket.identity.user.pk, {})
        mine.pop(socket, None)
        if not mine:
            self._by_user.pop(socket.identity.user.pk, None)
        if not self._by_user and self._look is not None:
            self._look.cancel()
            self._look = None

    def resync(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell the clients on this loop that they may have missed something."""
        for socket in self:
            if socket.loop is loop:
                socket.tell({"type": "resync"})

    async def look(self, sockets: Iterable[Socket]) -> None:
        """Close those of the sockets whose sessions have ended."""
        rest = iter(sockets)
        while some := list(islice(rest, AT_ONCE)):
            epochs = {socket.identity.session_id: socket.identity.epoch for socket in some}
            good = await in_thread(access().still_good, epochs)
            for socket in some:
                if socket.identity.session_id not in good:
                    await socket.end(CloseCode.UNAUTHENTICATED)

    async def _keep_looking(self) -> None:
        while self._by_user:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look(list(self))
                for kind in {type(socket) for socket in self}:
                    await kind.look_again()
            except Exception:
                # The database may be away; who has no right to listen any more is found by the next look.
                logger.exception("The open sockets could not be looked at.")


open_sockets = OpenSockets()
