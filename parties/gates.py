"""Who may do what: every change begins here, with the lock on the party and a look at the member's row."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, Q

from accounts.models import Block, User
from accounts.seen import are_blocked
from parties.errors import MemberNotFound, NotYourRole, PartyNotFound
from parties.models import Party, PartyMember

Role = PartyMember.Role


def locked_party(party_id: UUID, user: User, *roles: str) -> tuple[Party, PartyMember]:
    """The open party, locked, and the listener's row in it. With ``roles``, theirs must be one of them.

    Raises PartyNotFound and NotYourRole. Must be called inside a transaction.
    """
    party = Party.objects.locked(party_id)
    if party is None:
        raise PartyNotFound
    member = find_member(party, user)
    if roles and party.role_of(member) not in roles:
        raise NotYourRole
    return party, member


def find_member(party: Party, user: User) -> PartyMember:
    """The listener's row. Raises PartyNotFound for who is no member, or does not see the host."""
    members = party.members.active().select_related("user").filter(user=user)
    if party.host_id not in (None, user.pk):
        members = members.exclude(_apart(party, user))
    member = members.first()
    if member is None:
        raise PartyNotFound
    return member


def _apart(party: Party, user: User) -> Exists:
    """As `is_apart`, within another statement."""
    pairs = Q(blocker=party.host_id, blocked=user) | Q(blocker=user, blocked=party.host_id)
    return Exists(Block.objects.filter(pairs))


def is_apart(party: Party, user: User) -> bool:
    """Whether the listener and the host want to have nothing to do with each other."""
    return party.host_id not in (None, user.pk) and are_blocked(party.host_id, user.pk)


def other_member(party: Party, user_id: UUID) -> PartyMember:
    """Raises MemberNotFound."""
    member = party.members.active().select_related("user").filter(user_id=user_id).first()
    if member is None:
        raise MemberNotFound
    return member
