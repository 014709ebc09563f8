"""How members go, how a party is handed over, and how it ends. The party is locked in all of these."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from parties.errors import NotYourRole
from parties.gates import Role, locked_party, other_member
from parties.models import Connection, Party, PartyMember
from parties.playing import STATE, catch_up, close_current, load_current, save_state
from parties.telling import tell, tell_member, tell_party, turn_out
from parties.voting import count_skips, drop_votes

State = PartyMember.State


@transaction.atomic
def leave(*, party_id: UUID, user: User) -> None:
    """Go for good; the host's party is handed over. Raises PartyNotFound."""
    party, member = locked_party(party_id, user)
    take_out(party, member, State.LEFT)


@transaction.atomic
def kick(*, party_id: UUID, user: User, user_id: UUID) -> None:
    """By the host: only a new invitation by the host brings them back. Raises PartyNotFound, NotYourRole and
    MemberNotFound."""
    party, _ = locked_party(party_id, user, Role.HOST)
    if user_id == user.pk:
        raise NotYourRole("You cannot send yourself away. Leave instead.")
    take_out(party, other_member(party, user_id), State.KICKED)


@transaction.atomic
def end_party(*, party_id: UUID, user: User) -> None:
    """By the host. Raises PartyNotFound and NotYourRole."""
    party, _ = locked_party(party_id, user, Role.HOST)
    end(party)


def take_out(party: Party, member: PartyMember, state: PartyMember.State) -> None:
    """The member, whose user is loaded, is a member no more. The last one to go ends the party."""
    drop_votes(party, member)
    member.connections.all().delete()
    member.state, member.is_dj, member.present_since = state, False, None
    member.save(update_fields=["state", "is_dj", "present_since"])
    turn_out(party.pk, member.user_id)
    tell_member(party, "left", member)
    if not party.members.active().exists():
        end(party)
        return
    if party.host_id == member.user_id:
        hand_over(party)
    note_presence(party, timezone.now())
    save_people(party)
    recount(party)


def hand_over(party: Party, to: PartyMember | None = None) -> None:
    """To that member, or to who is next; to nobody while nobody is there, until somebody comes."""
    heir = to or party.members.longest_there().select_related("user").exclude(user=party.host_id).first()
    before = party.members.active().select_related("user").filter(user=party.host_id).first()
    party.host = heir.user if heir else None
    for each in (before, heir):
        if each is not None:
            tell_member(party, "changed", each)
    tell_party(party)


def note_presence(party: Party, moment: datetime) -> None:
    """Since when nobody is there."""
    if party.members.present().exists():
        party.empty_since = None
    elif party.empty_since is None:
        party.empty_since = moment


def recount(party: Party) -> None:
    """Fewer members may be enough to skip."""
    load_current(party)
    if catch_up(party, timezone.now()):
        save_state(party)
    if party.current_item is not None:
        count_skips(party)


def save_people(party: Party) -> None:
    party.save(update_fields=["host", "members_version", "empty_since"])


def end(party: Party) -> None:
    """Nobody is in it any more. What was heard of the current track still counts."""
    now = timezone.now()
    load_current(party)
    catch_up(party, now)
    close_current(party, now)
    party.is_playing, party.track_ends_at, party.ended_at = False, None, now
    party.save(update_fields=[*STATE, "ended_at", "members_version"])
    Connection.objects.filter(member__party=party).delete()
    party.members.filter(present_since__isnull=False).update(present_since=None)
    tell(party.pk, {"type": "party.ended"})
    turn_out(party.pk)
