"""Names of parties and messages in them can be reported, and hidden."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.moderation.reportable import Content, Reportable
from parties.models import HIDDEN_NAME, Party, PartyMember, PartyMessage
from parties.telling import tell, tell_party


def party_content(party: Party) -> Content:
    """Of a party whose namer is still there."""
    assert party.named_by_id is not None  # noqa: S101  (the callers' queries)
    return Content(
        kind="party",
        id=party.pk,
        author_id=party.named_by_id,
        text={"name": party.name},
        created_at=party.created_at,
        hidden_at=party.hidden_at,
    )


def message_content(message: PartyMessage) -> Content:
    return Content(
        kind="party_message",
        id=message.pk,
        author_id=message.author_id,
        text={"text": message.text},
        created_at=message.created_at,
        hidden_at=message.hidden_at,
        context={"party": str(message.party_id)},
    )


def _party_shown_to(user: User, party_id: UUID) -> Content | None:
    party = Party.objects.visible_to(user).exclude(named_by=None).filter(pk=party_id).first()
    if party is None or (party.shown_name(user) == HIDDEN_NAME != party.name):
        return None
    return party_content(party)


def _party(party_id: UUID) -> Content | None:
    party = Party.objects.exclude(named_by=None).filter(pk=party_id).first()
    return party_content(party) if party else None


def _hide_party(party_id: UUID, moment: datetime | None) -> None:
    Party.objects.filter(pk=party_id).update(hidden_at=moment)
    party = Party.objects.open().filter(pk=party_id).first()
    if party is not None:
        tell_party(party)


def _message_shown_to(user: User, message_id: UUID) -> Content | None:
    """To members, and a while longer than the party lasts."""
    mine = PartyMember.objects.active().filter(user=user).values("party")
    message = PartyMessage.objects.visible_to(user).filter(party__in=mine, pk=message_id).first()
    return message_content(message) if message else None


def _message(message_id: UUID) -> Content | None:
    message = PartyMessage.objects.filter(pk=message_id).first()
    return message_content(message) if message else None


def _hide_message(message_id: UUID, moment: datetime | None) -> None:
    PartyMessage.objects.filter(pk=message_id).update(hidden_at=moment)
    message = PartyMessage.objects.filter(pk=message_id).first()
    if message is None:
        return
    if moment is None:
        tell(message.party_id, {"type": "resync"})
    else:
        tell(message.party_id, {"type": "chat.deleted", "id": message.pk, "number": message.number})


KINDS = (
    Reportable("party", "Listening party", _party_shown_to, _party, _hide_party),
    Reportable("party_message", "Message in a party", _message_shown_to, _message, _hide_message),
)
