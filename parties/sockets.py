"""`ws/parties/{party_id}/`: what the members of a party hear, and may say. All of it can be had by REST too."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import DatabaseError
from django.utils import timezone
from rest_framework import serializers

from accounts.models import User
from config.identifiers import uuid7
from config.realtime.codes import CloseCode
from config.realtime.consumers import Command, Socket
from config.realtime.messages import Message
from config.realtime.threads import in_thread
from parties import chat, contents, playing, seeing, voting
from parties import serializers as shapes
from parties.errors import PartyNotFound
from parties.keeping import keeper
from parties.models import Party
from parties.presence import arrive, depart
from parties.telling import party_group
from playqueue.serializers import Body

logger = logging.getLogger(__name__)

ENDING_SECONDS = 0.5
"""How long a socket stays open after its party has ended, for the last words to arrive."""


class PartySocket(Socket):
    commands = {}  # below
    party_id: UUID

    async def opened(self) -> None:
        self.party_id = self.scope["url_route"]["kwargs"]["party_id"]
        self.connection_id = uuid7()
        self._unseen: set[str] = set()
        await self.join(party_group(self.party_id))
        keeper.add(self)
        try:
            await self._say_hello()
        except PartyNotFound:
            await self.end(CloseCode.NOT_FOUND)

    async def ended(self) -> None:
        if hasattr(self, "connection_id"):
            keeper.discard(self)
            try:
                await in_thread(depart, self.connection_id)
            except DatabaseError as error:
                logger.warning("A party was not told that a socket closed, and will notice: %s", error)

    async def told(self, message: Mapping[str, Any]) -> None:
        """Something that happened in the party. Of whom the listener does not see, nothing."""
        if message["about"] not in self._unseen:
            self._put(message["text"])

    async def turned_out(self, message: Mapping[str, Any]) -> None:
        if message["user"] == str(self.identity.user.pk):
            await self.end(CloseCode.FORBIDDEN)
        elif not message["user"]:
            self.loop.call_later(ENDING_SECONDS, self._close_ended)

    async def blocks_changed(self, message: Mapping[str, Any]) -> None:
        self._unseen = await in_thread(_unseen_by, self.identity.user)
        self.tell({"type": "resync"})

    async def _say_hello(self) -> None:
        said, self._unseen = await in_thread(_arrive, self)
        self.tell(said)

    def _close_ended(self) -> None:
        self._closing = self.loop.create_task(self.end(CloseCode.NOT_FOUND))


def _arrive(socket: PartySocket) -> tuple[dict[str, Any], set[str]]:
    user = socket.identity.user
    arrive(party_id=socket.party_id, user=user, connection_id=socket.connection_id)
    return seeing.hello(user, socket.party_id, socket.identity.expires_at), _unseen_by(user)


def _unseen_by(user: User) -> set[str]:
    return {str(each) for each in seeing.unseen_by(user)}


def _command(shape: type[Body] | None, carry_out: Callable[..., dict[str, Any]]) -> Command:
    """The service of an endpoint, called with what a message says; whoever says it is looked up each time."""

    def run(user: User, party_id: UUID, said: dict[str, Any]) -> dict[str, Any]:
        wanted: dict[str, Any] = {}
        if shape is not None:
            form = shape(data=said)
            form.is_valid(raise_exception=True)
            wanted = form.validated_data
        return carry_out(user=user, party_id=party_id, **wanted)

    async def command(socket: PartySocket, message: Message) -> dict[str, Any]:
        return await in_thread(run, socket.identity.user, socket.party_id, message.body)

    return command


def _state(party: Party) -> dict[str, Any]:
    return {"type": "state", "state": party.state(), "server_time": timezone.now()}


class _Item(Body):
    item_id = serializers.UUIDField()


class _Move(shapes.PartyMoveSerializer):
    item_id = serializers.UUIDField()


class _MessageId(Body):
    message_id = serializers.UUIDField()


def _add(*, user: User, party_id: UUID, track_ids: list[Any], next: bool) -> dict[str, Any]:  # noqa: A002  (the field)
    added = contents.add_tracks(party_id=party_id, user=user, track_ids=track_ids, after_current=next)
    return {"type": "added", "position": added.position, "item_ids": [each.pk for each in added.entries]}


def _remove(**wanted: Any) -> dict[str, Any]:
    contents.remove_entry(**wanted)
    return {"type": "done"}


def _move(**wanted: Any) -> dict[str, Any]:
    contents.move_entry(**wanted)
    return {"type": "done"}


def _delete_message(**wanted: Any) -> dict[str, Any]:
    chat.delete_message(**wanted)
    return {"type": "done"}


PartySocket.commands = {
    "sync": _command(None, lambda *, user, party_id: seeing.versions(user, party_id)),
    "state.set": _command(shapes.ControlSerializer, lambda **wanted: _state(playing.control(**wanted))),
    "queue.add": _command(shapes.AddToPartySerializer, _add),
    "queue.move": _command(_Move, _move),
    "queue.remove": _command(_Item, _remove),
    "queue.vote": _command(_Item, lambda **wanted: {"type": "voted", "votes": voting.vote_up(**wanted).votes}),
    "queue.unvote": _command(_Item, lambda **wanted: {"type": "voted", "votes": voting.withdraw_vote(**wanted).votes}),
    "skip.vote": _command(None, lambda **wanted: {"type": "skip", **voting.vote_to_skip(**wanted)}),
    "skip.unvote": _command(None, lambda **wanted: {"type": "skip", **voting.withdraw_skip(**wanted)}),
    "chat.send": _command(
        shapes.NewMessageSerializer,
        lambda **wanted: {"type": "sent", "message": chat.shown_message(chat.post(**wanted))},
    ),
    "chat.delete": _command(_MessageId, _delete_message),
}
