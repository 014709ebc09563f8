"""A block between two listeners: neither stays in a party of the other. In parties of a third one both stay, and do not
see each other: names, messages and comings and goings are left out, and the music is the same."""

from __future__ import annotations

from accounts.models import User
from parties.leaving import take_out
from parties.models import Party, PartyMember, PartyMemberQuerySet
from parties.telling import look_again

State = PartyMember.State


def part(blocker: User, blocked: User) -> None:
    """Called inside the transaction of a new block."""
    for host, guest in ((blocker, blocked), (blocked, blocker)):
        theirs = PartyMember.objects.filter(user=guest, state__in=[State.ACTIVE, State.INVITED])
        for party_id in list(theirs.filter(party__host=host, party__ended_at=None).values_list("party", flat=True)):
            _send_home(party_id, guest)
    both = Party.objects.open().filter(pk__in=_of(blocker).values("party")).filter(pk__in=_of(blocked).values("party"))
    for party in both:
        look_again(party.pk)


def _send_home(party_id: object, guest: User) -> None:
    party = Party.objects.locked(party_id)  # type: ignore[arg-type]  # out of values_list
    if party is None:
        return
    member = party.members.select_related("user").get(user=guest)
    if member.state == State.ACTIVE:
        take_out(party, member, State.LEFT)
    else:
        member.delete()


def _of(user: User) -> PartyMemberQuerySet:
    return PartyMember.objects.active().filter(user=user)
