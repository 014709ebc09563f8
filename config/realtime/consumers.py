"""A socket: opened by who says who they are, closed when that is no longer so. Rooms derive theirs from `Socket`.

Everything that is sent goes through one line of limited length, so that a client that does not read harms nobody: it
is told to come back (4408), and finds what it missed by REST.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, ClassVar

from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError

from config.realtime.access import Identity
from config.realtime.allowance import Allowance
from config.realtime.basic_commands import BASIC
from config.realtime.codes import CloseCode
from config.realtime.handshake import Offer, identify, is_host_allowed, is_origin_allowed, offer_of
from config.realtime.messages import Message, answer_to, failure, read
from config.realtime.open_sockets import open_sockets
from config.realtime.outbox import Outbox
from config.realtime.publishing import encoded, group_name, person_group, publisher
from config.realtime.threads import in_thread
from config.realtime.tickets import OUTAGE

logger = logging.getLogger(__name__)

CLOSE_SECONDS = 5.0
MAX_BYTES = 16 * 1024
"""Of a message that a client sends."""

Command = Callable[[Any, Message], Awaitable["dict[str, Any] | None"]]


class Socket(AsyncWebsocketConsumer):  # type: ignore[misc]  # untyped
    """``commands`` are what clients may send, by their `type`; each gets the socket and the message.

    A command returns the members of its answer, or None for no answer, and may raise what an endpoint may raise.
    `opened` joins groups and says hello; `ended` is called for every socket that was open.
    """

    commands: ClassVar[Mapping[str, Command]] = {}
    burst: ClassVar[int] = 40
    per_second: ClassVar[float] = 10.0

    identity: Identity
    loop: asyncio.AbstractEventLoop

    @classmethod
    async def look_again(cls) -> None:
        """For rooms to override: close the open ones that are no longer for their listeners. Called now and then."""

    async def opened(self) -> None:
        """For rooms to override; who depends on the listener's account has been noted. `end` turns them away."""

    async def ended(self) -> None:
        """For rooms to override."""

    async def connect(self) -> None:
        self.loop = asyncio.get_running_loop()
        publisher.serve_on(self.loop)
        self._outbox: Outbox | None = None
        self._allowance = Allowance(self.burst, self.per_second)
        self._is_open = self._is_ending = False
        self._expiry: asyncio.TimerHandle | None = None
        self._joined: list[str] = []
        if not is_host_allowed(self.scope) or not is_origin_allowed(self.scope):
            await self.close()
            return
        offer = offer_of(self.scope)
        await self.accept(offer.protocol)
        if await self._is_known(offer):
            await self._open()

    async def join(self, group: str) -> None:
        self._joined.append(group)
        await self.channel_layer.group_add(group_name(group), self.channel_name)

    async def leave(self, group: str) -> None:
        self._joined.remove(group)
        await self.channel_layer.group_discard(group_name(group), self.channel_name)

    def tell(self, event: Mapping[str, Any]) -> None:
        """Send to this client alone."""
        self._put(encoded(event))

    async def end(self, code: CloseCode) -> None:
        """Close, with what waits to be sent left unsent."""
        if self._is_ending:
            return
        self._is_ending = True
        if self._outbox:
            self._outbox.close()
        try:
            await asyncio.wait_for(self.close(int(code)), CLOSE_SECONDS)
        except TimeoutError:
            # Not even that gets through: what is said is "come back", and nobody waits until it is heard.
            await self.channel_layer.send(self.channel_name, {"type": "stop"})

    async def dispatch(self, message: Mapping[str, Any]) -> None:
        """Without the look at database connections that Channels takes before each: no consumer uses one."""
        handler = getattr(self, message["type"].replace(".", "_"))
        try:
            await handler(message)
        except StopConsumer:
            raise
        except Exception:
            logger.exception("A socket failed at %s.", message["type"])
            await self.end(CloseCode.SERVER_ERROR)

    async def event(self, message: Mapping[str, Any]) -> None:
        """Something a group was told."""
        self._put(message["text"])

    async def recheck(self, message: Mapping[str, Any]) -> None:
        await open_sockets.look([self])

    async def stop(self, message: Mapping[str, Any]) -> None:
        await self.disconnect(CloseCode.TOO_SLOW)
        raise StopConsumer

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self._is_ending or not self._is_open:
            return
        if not self._allowance.take():
            await self.end(CloseCode.TOO_MANY)
        elif text_data is None:
            await self.end(CloseCode.UNSUPPORTED)
        elif len(text_data.encode()) > MAX_BYTES:
            await self.end(CloseCode.TOO_LARGE)
        else:
            await self._carry_out(text_data)

    async def disconnect(self, code: int) -> None:
        if self._expiry:
            self._expiry.cancel()
        if self._outbox:
            self._outbox.close()
        if not self._is_open:
            return
        self._is_open = False
        open_sockets.discard(self)
        for group in list(self._joined):
            with suppress(*OUTAGE):
                await self.leave(group)
        await self.ended()

    async def websocket_disconnect(self, message: Mapping[str, Any]) -> None:
        await self.disconnect(message["code"])
        raise StopConsumer

    async def _is_known(self, offer: Offer) -> bool:
        try:
            identity = await in_thread(identify, offer)
        except (DatabaseError, *OUTAGE) as error:
            logger.warning("A socket could not be opened: %s", error)
            await self.end(CloseCode.UNAVAILABLE)
            return False
        if identity is None:
            await self.end(CloseCode.UNAUTHENTICATED)
            return False
        self.identity = identity
        return True

    async def _open(self) -> None:
        self._is_open = True
        await open_sockets.add(self)
        self._expire_later()
        self._outbox = Outbox(self.send)
        try:
            await self.join(person_group(self.identity.user.pk))
            # What ended between the first look and the joining was told to nobody.
            await open_sockets.look([self])
            if not self._is_ending:
                await self.opened()
        except (DatabaseError, *OUTAGE) as error:
            logger.warning("A socket could not be opened: %s", error)
            await self.end(CloseCode.UNAVAILABLE)

    async def _carry_out(self, text: str) -> None:
        message = read(text)
        command = BASIC.get(message.type) or self.commands.get(message.type)
        try:
            answer = await command(self, message) if command else failure("unknown_type", "There is no such command.")
        except Exception as error:  # noqa: BLE001  (the edge: an answer to whatever a command raised)
            answer = answer_to(error)
        if answer is not None and not self._is_ending:
            self.tell({"type": "result", **answer, "re": message.id})

    def renew(self, identity: Identity) -> None:
        """Go on with a newer token of the same listener."""
        self.identity = identity
        self._expire_later()

    def _expire_later(self) -> None:
        if self._expiry:
            self._expiry.cancel()
        left = max(0.0, self.identity.expires_at - time.time())
        self._expiry = self.loop.call_later(left, self._expire)

    def _expire(self) -> None:
        self._closing = self.loop.create_task(self.end(CloseCode.UNAUTHENTICATED))

    def _put(self, text: str) -> None:
        if self._outbox and not self._is_ending and not self._outbox.put(text):
            self._closing = self.loop.create_task(self.end(CloseCode.TOO_SLOW))
