"""How parties begin, how listeners come in, and what the host lets them do."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.attempts import slots
from accounts.blocking import lock_people
from accounts.errors import UserNotFound
from accounts.models import User
from accounts.moderation import screening
from accounts.seen import seen_by
from notifications.services import Subject, notify
from parties.codes import new_code
from parties.errors import (
    Kicked,
    NotYourRole,
    PartyFull,
    PartyNotFound,
    TooFast,
    TooManyInvitations,
    TooManyParties,
)
from parties.gates import Role, is_apart, locked_party, other_member
from parties.leaving import hand_over, save_people
from parties.models import Party, PartyMember
from parties.reporting import party_content
from parties.telling import tell_member, tell_party

State = PartyMember.State
HOSTED_AT_ONCE = 10
INVITED_AT_ONCE = 500
"""Who was invited and has not come yet, of one party."""
INVITATIONS_PER_HOUR = 100
"""Of one listener, in all parties."""


@transaction.atomic
def create_party(*, user: User, name: str, guests_may_add: bool = True) -> Party:
    """A party that the listener hosts. It ends by itself unless somebody comes. Raises TooManyParties."""
    lock_people([user.pk])
    if Party.objects.open().filter(host=user).count() >= HOSTED_AT_ONCE:
        raise TooManyParties
    party = Party.objects.create(
        name=name,
        host=user,
        named_by=user,
        code=_free_code(),
        guests_may_add=guests_may_add,
        empty_since=timezone.now(),
    )
    PartyMember.objects.create(party=party, user=user)
    _screen(party, user)
    return party


@transaction.atomic
def change_party(*, party_id: UUID, user: User, name: str | None = None, guests_may_add: bool | None = None) -> Party:
    """By the host. Raises PartyNotFound and NotYourRole."""
    party, _ = locked_party(party_id, user, Role.HOST)
    if name is not None and name != party.name:
        party.name, party.named_by = name, user
        _screen(party, user)
    if guests_may_add is not None:
        party.guests_may_add = guests_may_add
    party.save(update_fields=["name", "named_by", "guests_may_add"])
    tell_party(party)
    return party


@transaction.atomic
def renew_code(*, party_id: UUID, user: User) -> Party:
    """By the host: the code before, and all links, lead nowhere from now on. Raises PartyNotFound and NotYourRole."""
    party, _ = locked_party(party_id, user, Role.HOST)
    party.code = _free_code()
    party.code_serial += 1
    party.save(update_fields=["code", "code_serial"])
    return party


@transaction.atomic
def join(*, user: User, party_id: UUID, is_invited: bool) -> Party:
    """Become a member; who is one already stays it. ``is_invited``: by a code or a link, else the listener's row must
    say that they were invited, or went of their own will.

    Raises PartyNotFound, Kicked and PartyFull.
    """
    host_id = Party.objects.filter(pk=party_id).values_list("host", flat=True).first()
    lock_people([each for each in (user.pk, host_id) if each])
    party = Party.objects.locked(party_id)
    if party is None or is_apart(party, user):
        raise PartyNotFound
    member = party.members.filter(user=user).first()
    if member is None and not is_invited:
        raise PartyNotFound
    if member is not None and member.state == State.KICKED:
        raise Kicked
    if member is None or member.state != State.ACTIVE:
        _let_in(party, user, member)
    return party


@transaction.atomic
def invite(*, party_id: UUID, user: User, username: str) -> None:
    """By host and DJs; who is a member or was invited before is told nothing. Only the host brings back who was kicked.

    Raises PartyNotFound, NotYourRole, UserNotFound, TooManyInvitations and TooFast.
    """
    person = User.objects.filter(seen_by(user), username__iexact=username).first()
    lock_people([each.pk for each in (user, person) if each])
    party, member = locked_party(party_id, user, Role.HOST, Role.DJ)
    if person is None or is_apart(party, person):
        raise UserNotFound
    if party.members.filter(state=State.INVITED).count() >= INVITED_AT_ONCE:
        raise TooManyInvitations
    if not slots(f"party invitations {user.pk}", limit=INVITATIONS_PER_HOUR, seconds=3600).take():
        raise TooFast
    there = party.members.filter(user=person).first()
    if there is not None and there.state in (State.ACTIVE, State.INVITED):
        return
    if there is not None and there.state == State.KICKED and party.role_of(member) != Role.HOST:
        raise NotYourRole
    PartyMember.objects.update_or_create(party=party, user=person, defaults={"state": State.INVITED})
    data = {"name": party.shown_name_to_all()}
    notify(user=person, kind="invitation", subject=Subject("party", party.pk), actor=user, data=data)


@transaction.atomic
def change_member(
    *, party_id: UUID, user: User, user_id: UUID, role: str | None = None, is_muted: bool | None = None
) -> PartyMember:
    """By the host: make somebody DJ or guest, mute them, or hand the party over. Raises PartyNotFound, NotYourRole and
    MemberNotFound."""
    party, mine = locked_party(party_id, user, Role.HOST)
    member = other_member(party, user_id)
    if user_id == user.pk:
        raise NotYourRole("Hand the party over to change your own role.")
    if is_muted is not None:
        member.is_muted = is_muted
    if role == Role.HOST:
        mine.is_dj, member.is_dj = True, False
        mine.save(update_fields=["is_dj"])
    elif role is not None:
        member.is_dj = role == Role.DJ
    member.save(update_fields=["is_muted", "is_dj"])
    if role == Role.HOST:
        hand_over(party, member)
    else:
        tell_member(party, "changed", member)
    save_people(party)
    member.party = party
    return member


def _let_in(party: Party, user: User, member: PartyMember | None) -> None:
    if party.members.filter(state=State.ACTIVE).count() >= settings.PARTY_MEMBERS:
        raise PartyFull
    member = member or PartyMember(party=party, user=user)
    member.user, member.state, member.joined_at, member.seen_at = user, State.ACTIVE, timezone.now(), timezone.now()
    member.save()
    tell_member(party, "joined", member)
    save_people(party)


def _screen(party: Party, user: User) -> None:
    """Hold a name that is not to be shown before a moderator has seen it."""
    why = screening.verdict(author=user, kind="party", texts=[party.name])
    party.hidden_at = timezone.now() if why else None
    party.save(update_fields=["hidden_at"])
    if why:
        screening.held(content=party_content(party), why=why)


def _free_code() -> str:
    code = new_code()
    while Party.objects.filter(code=code).exists():
        code = new_code()
    return code
