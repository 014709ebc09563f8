"""`ws/me/`: what a listener's devices hear of each other, of their notifications and of their jobs.

It brings what the listener's group is told, by whichever room. What can be said here can be said by REST just the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from accounts.models import User
from config.realtime.consumers import Command, Socket
from config.realtime.messages import Message
from config.realtime.publishing import user_group
from config.realtime.threads import in_thread
from notifications.models import Notification
from playqueue import device_serializers as shapes
from playqueue import devices
from playqueue.models import PlayQueue
from playqueue.serializers import Body
from playqueue.state import set_state, state_of

PROTOCOL = 1


class MeSocket(Socket):
    commands = {}  # below

    async def opened(self) -> None:
        await self.join(user_group(self.identity.user.pk))
        self.tell(await in_thread(_hello, self.identity.user, self.identity.expires_at))


def _hello(user: User, expires_at: float) -> dict[str, Any]:
    queue = PlayQueue.objects.of(user)
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "user_id": user.pk,
        "server_time": timezone.now(),
        "expires_at": datetime.fromtimestamp(expires_at, UTC),
        "queue": {
            "version": queue.version,
            "current_item_id": queue.current_item_id,
            "current_position": queue.current_position,
            "track_count": queue.track_count,
            "repeat": queue.repeat,
            "radio_enabled": queue.radio_enabled,
        },
        "state": state_of(queue),
        "unread": Notification.objects.visible_to(user).unread().count(),
    }


class _OfDevice(serializers.Serializer[Any]):
    device_id = serializers.UUIDField()


def _command(service: Callable[..., PlayQueue], shape: type[Body], *, names_device: bool = True) -> Command:
    """The service of an endpoint, called with what a message says."""

    def carry_out(user: User, said: dict[str, Any]) -> dict[str, Any]:
        wanted = _checked(shape, said)
        device: dict[str, UUID] = _checked(_OfDevice, said) if names_device else {}
        return {"type": "state", "state": state_of(service(user=user, **device, **wanted))}

    async def command(socket: Socket, message: Message) -> dict[str, Any]:
        return await in_thread(carry_out, socket.identity.user, message.body)

    return command


def _checked(shape: type[serializers.Serializer[Any]], said: dict[str, Any]) -> dict[str, Any]:
    form = shape(data=said)
    form.is_valid(raise_exception=True)
    found: dict[str, Any] = form.validated_data
    return found


MeSocket.commands = {
    "device.report": _command(devices.report, shapes.DeviceReportSerializer),
    "device.play": _command(devices.play_here, shapes.PlayHereSerializer),
    "state.set": _command(set_state, shapes.SetStateSerializer, names_device=False),
}
