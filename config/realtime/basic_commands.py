"""What every socket answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from config.realtime.handshake import BEARER, Offer, identify
from config.realtime.messages import Message, failure
from config.realtime.threads import in_thread

if TYPE_CHECKING:
    from config.realtime.consumers import Command, Socket


async def ping(socket: Socket, message: Message) -> dict[str, Any]:
    """What the server's clock says, for clients that measure how far theirs is off."""
    return {"type": "pong", "server_time": timezone.now()}


async def renew(socket: Socket, message: Message) -> dict[str, Any]:
    """Go on with a newer token of the same listener."""
    identity = await in_thread(identify, Offer(BEARER, str(message.body.get("token", ""))))
    if identity is None or identity.user.pk != socket.identity.user.pk:
        return failure("token_not_valid", "The token is broken, expired or somebody else's.")
    socket.renew(identity)
    return {"type": "renewed", "expires_at": datetime.fromtimestamp(identity.expires_at, UTC)}


BASIC: Mapping[str, Command] = {"ping": ping, "renew": renew}
