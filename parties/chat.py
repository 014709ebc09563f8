"""What members write to each other. Each message has the party's next number, so that nobody has to miss one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.attempts import slots
from accounts.models import User
from accounts.moderation import screening
from parties.errors import MessageNotFound, Muted, NotYourRole, TooFast
from parties.gates import Role, locked_party
from parties.models import PartyMessage
from parties.reporting import message_content
from parties.telling import tell

AT_ONCE, WITHIN_SECONDS = 10, 10
LATEST = 50


def post(*, party_id: UUID, user: User, text: str) -> PartyMessage:
    """Write to the party. What has to wait for a moderator is seen by its author alone.

    Raises PartyNotFound, Muted and TooFast.
    """
    with transaction.atomic():
        party, member = locked_party(party_id, user)
        if member.is_muted:
            raise Muted
        if not slots(f"party chat {user.pk}", limit=AT_ONCE, seconds=WITHIN_SECONDS).take():
            raise TooFast
        why = screening.verdict(author=user, kind="party_message", texts=[text])
        party.message_count += 1
        party.save(update_fields=["message_count"])
        message = PartyMessage.objects.create(
            party=party,
            author=user,
            number=party.message_count,
            text=text,
            hidden_at=timezone.now() if why else None,
        )
        if why:
            screening.held(content=message_content(message), why=why)
        else:
            tell(party_id, {"type": "chat.message", "message": shown_message(message)}, about=user.pk)
    return message


@transaction.atomic
def delete_message(*, party_id: UUID, user: User, message_id: UUID) -> None:
    """By its author and the host. Raises PartyNotFound, MessageNotFound and NotYourRole."""
    party, member = locked_party(party_id, user)
    message = party.messages.visible_to(user).filter(pk=message_id).first()
    if message is None:
        raise MessageNotFound
    if message.author_id != user.pk and party.role_of(member) != Role.HOST:
        raise NotYourRole
    message.delete()
    tell(party_id, {"type": "chat.deleted", "id": message_id, "number": message.number})


def shown_message(message: PartyMessage) -> dict[str, Any]:
    """The message has its author loaded."""
    return {
        "id": message.pk,
        "number": message.number,
        "author": {"id": message.author_id, "username": message.author.username},
        "text": message.text,
        "created_at": message.created_at,
        "is_hidden": message.hidden_at is not None,
    }
