"""What a client gets to begin with: all of a party at one moment, but for its queue, which may be long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Block, User
from parties.chat import LATEST, shown_message
from parties.errors import PartyNotFound
from parties.models import Party, PartyMember
from parties.playing import caught_up
from parties.telling import shown_member

PROTOCOL = 1


def find_party(party_id: UUID, user: User) -> Party:
    """The party as it plays now. Raises PartyNotFound."""
    party = Party.objects.visible_to(user).with_current().filter(pk=party_id).first()
    if party is None:
        raise PartyNotFound
    return caught_up(party)


def hello(user: User, party_id: UUID, expires_at: float) -> dict[str, Any]:
    """For a member who has just arrived. Raises PartyNotFound."""
    party = find_party(party_id, user)
    unseen = unseen_by(user)
    members = party.members.present().select_related("user")
    there = [each for each in members if each.user_id not in unseen]
    mine = next((each for each in there if each.user_id == user.pk), None)
    messages = party.messages.visible_to(user).with_authors()[:LATEST]
    return {
        "type": "hello",
        "protocol": PROTOCOL,
        "user_id": user.pk,
        "server_time": timezone.now(),
        "expires_at": datetime.fromtimestamp(expires_at, UTC),
        "party": shown_party(party, user),
        "role": party.role_of(mine) if mine else PartyMember.Role.GUEST,
        "state": party.state(),
        "queue": party.queue(),
        "members": {"version": party.members_version, "present": [shown_member(party, each) for each in there]},
        "chat": {"last_number": party.message_count, "messages": [shown_message(each) for each in messages][::-1]},
    }


def shown_party(party: Party, user: User) -> dict[str, Any]:
    return {
        "id": party.pk,
        "name": party.shown_name(user),
        "host_id": party.host_id,
        "guests_may_add": party.guests_may_add,
    }


def versions(user: User, party_id: UUID) -> dict[str, Any]:
    """How far everything is: what a client compares with what it knows. Raises PartyNotFound."""
    party = find_party(party_id, user)
    return {
        "type": "synced",
        "state": party.state(),
        "queue_version": party.queue_version,
        "members_version": party.members_version,
        "last_number": party.message_count,
        "server_time": timezone.now(),
    }


def unseen_by(user: User) -> set[UUID]:
    """Whom the listener blocks, and who blocks them."""
    pairs = Block.objects.filter(Q(blocker=user) | Q(blocked=user)).values_list("blocker", "blocked")
    return {each for pair in pairs for each in pair} - {user.pk}
