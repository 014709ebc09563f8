"""What a process does for the parties it has sockets of: it lets tracks end on time, keeps presence alive, and looks
who is gone. Every process may do it for every party, since the database decides; the scheduled task does it where no
process has sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from config.realtime.threads import in_thread
from parties import playing, presence

if TYPE_CHECKING:
    from parties.sockets import PartySocket

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the database is asked which tracks end before the next time."""

KEEP_SECONDS = 20.0
SETTLE_SECONDS = 5.0


class Keeper:
    def __init__(self) -> None:
        self._sockets: set[PartySocket] = set()
        self._work: asyncio.Task[None] | None = None
        self._moving: dict[UUID, asyncio.Task[None]] = {}
        self._kept_at = self._settled_at = 0.0

    def add(self, socket: PartySocket) -> None:
        self._sockets.add(socket)
        loop = asyncio.get_running_loop()
        if self._work is None or self._work.done() or self._work.get_loop() is not loop:
            self._moving = {}
            self._work = loop.create_task(self._keep_on())

    def discard(self, socket: PartySocket) -> None:
        self._sockets.discard(socket)

    async def _keep_on(self) -> None:
        """Ends when the last socket has."""
        self._kept_at = self._settled_at = monotonic()
        while self._sockets:
            try:
                await self._look()
            except Exception:
                # The database may be away: whatever is due now is due at the next look too.
                logger.exception("The parties could not be looked after.")
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        now = timezone.now()
        for party_id, moment in await in_thread(playing.due, now + timedelta(seconds=LOOK_SECONDS * 1.5)):
            self._move_at(party_id, moment)
        if monotonic() - self._kept_at >= KEEP_SECONDS:
            self._kept_at = monotonic()
            await in_thread(presence.keep, [socket.connection_id for socket in self._sockets])
        if monotonic() - self._settled_at >= SETTLE_SECONDS:
            self._settled_at = monotonic()
            await in_thread(settle_all, timezone.now())

    def _move_at(self, party_id: UUID, moment: datetime) -> None:
        """One at a time for each party: what moved on meanwhile finds nothing to do."""
        if party_id in self._moving:
            return
        task = asyncio.get_running_loop().create_task(self._move(party_id, moment))
        self._moving[party_id] = task
        task.add_done_callback(lambda _: self._moving.pop(party_id, None))

    async def _move(self, party_id: UUID, moment: datetime) -> None:
        await asyncio.sleep(max(0.0, (moment - timezone.now()).total_seconds()))
        await _tried(playing.move_on, party_id)


async def _tried(work: Callable[..., Any], *args: Any) -> None:
    try:
        await in_thread(work, *args)
    except Exception:
        logger.exception("A party could not be looked after.")


def settle_all(now: datetime) -> int:
    """How many parties had something to settle."""
    found = presence.unsettled(now)
    for party_id in found:
        presence.settle(party_id, now)
    return len(found)


keeper = Keeper()
