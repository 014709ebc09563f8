"""Who is there. Each socket has a row, which its process keeps alive: what a process that died leaves behind runs out.

Coming back within seconds is no news to anybody: who closes their last socket is gone only a little later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from parties.errors import PartyNotFound
from parties.gates import find_member
from parties.leaving import end, hand_over, note_presence, recount, save_people
from parties.member_models import SILENT_FOR
from parties.models import ENDS_EMPTY_AFTER, Connection, Party, PartyMember
from parties.telling import tell_member
from parties.voting import drop_votes

KEPT_AT_ONCE = 500
SETTLED_AT_ONCE = 100


@transaction.atomic
def arrive(*, party_id: UUID, user: User, connection_id: UUID) -> PartyMember:
    """A connection of the listener's stands. Only who was away takes the lock. Raises PartyNotFound."""
    party = Party.objects.open().filter(pk=party_id).first()
    if party is None:
        raise PartyNotFound
    member = find_member(party, user)
    Connection.objects.update_or_create(
        pk=connection_id, defaults={"member": member, "seen_at": timezone.now(), "is_closed": False}
    )
    if member.present_since is None or party.host_id is None:
        member = _come_in(party_id, user)
    return member


def depart(connection_id: UUID) -> None:
    """It closed. Whether its member is gone is seen when they do not come back."""
    Connection.objects.filter(pk=connection_id).update(is_closed=True, seen_at=timezone.now())


def keep(connection_ids: Iterable[UUID]) -> None:
    """These still stand."""
    ids = list(connection_ids)
    for start in range(0, len(ids), KEPT_AT_ONCE):
        some = ids[start : start + KEPT_AT_ONCE]
        Connection.objects.filter(pk__in=some, is_closed=False).update(seen_at=timezone.now())


def unsettled(now: datetime) -> set[UUID]:
    """Parties in which somebody is gone, whose host is, or which have been empty for too long."""
    parties = Party.objects.open()
    host = PartyMember.objects.active().filter(party=OuterRef("pk"), user=OuterRef("host"))
    host_is_here = Exists(host.filter(Q(present_since__isnull=False) | Q(seen_at__gt=now - SILENT_FOR)))
    somebody = Exists(PartyMember.objects.present().filter(party=OuterRef("pk")))
    ended = PartyMember.objects.filter(present_since__isnull=False, user__is_active=False, party__ended_at=None)
    found: set[UUID] = set()
    for each in (
        Connection.objects.over(now).values_list("member__party", flat=True).distinct(),
        ended.values_list("party", flat=True),
        parties.filter(somebody & ~host_is_here).values_list("pk", flat=True),
        parties.filter(empty_since__lte=now - ENDS_EMPTY_AFTER).values_list("pk", flat=True),
    ):
        found |= set(each[:SETTLED_AT_ONCE])
    return found


@transaction.atomic
def settle(party_id: UUID, now: datetime) -> None:
    """Note who is gone, hand over what has lost its host, and end what nobody is in. Twice is once."""
    party = Party.objects.locked(party_id)
    if party is None:
        Connection.objects.filter(member__party=party_id).delete()
        return
    gone = _note_gone(party, now)
    if _has_no_host(party, now) and party.members.present().exists():
        hand_over(party)
    last = max((each.seen_at for each in gone), default=now)
    note_presence(party, last)
    if party.empty_since is not None and party.empty_since <= now - ENDS_EMPTY_AFTER:
        end(party)
        return
    save_people(party)
    if gone:
        recount(party)


def _come_in(party_id: UUID, user: User) -> PartyMember:
    party = Party.objects.locked(party_id)
    if party is None:
        raise PartyNotFound
    member = find_member(party, user)
    if member.present_since is None:
        member.present_since = timezone.now()
        member.save(update_fields=["present_since"])
        tell_member(party, "joined", member)
    if party.host_id is None:
        hand_over(party)
    party.empty_since = None
    save_people(party)
    return member


def _note_gone(party: Party, now: datetime) -> list[PartyMember]:
    standing = Connection.objects.standing(now).filter(member=OuterRef("pk"))
    there = party.members.filter(present_since__isnull=False).select_related("user")
    away = there.filter(~Exists(standing) | Q(user__is_active=False))
    gone = list(away.annotate(last_seen=Max("connections__seen_at")))
    for member in gone:
        member.present_since, member.seen_at = None, getattr(member, "last_seen", None) or now
        member.save(update_fields=["present_since", "seen_at"])
        drop_votes(party, member)
        tell_member(party, "left", member)
    Connection.objects.over(now).filter(member__party=party).delete()
    return gone


def _has_no_host(party: Party, now: datetime) -> bool:
    host = party.members.active().filter(user=party.host_id)
    return not host.filter(Q(present_since__isnull=False) | Q(seen_at__gt=now - SILENT_FOR)).exists()
