"""What parties know about a listener: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.db.models import F

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from parties.leaving import take_out
from parties.models import HIDDEN_NAME, Party, PartyEntry, PartyMember, PartyMessage

_MEMBERSHIP = ("id", "party", "name", "state", "is_host", "is_dj", "is_muted", "joined_at", "seen_at")
_MESSAGE = ("id", "party", "number", "text", "created_at")


def _memberships(user: User) -> Iterator[Row]:
    rows = PartyMember.objects.filter(user=user).values(
        "id",
        "party",
        "state",
        "is_dj",
        "is_muted",
        "joined_at",
        "seen_at",
        name=F("party__name"),
        host=F("party__host"),
    )
    for row in in_batches(rows, by=("id",)):
        yield {**row, "is_host": row["host"] == user.pk}


def _messages(user: User) -> Iterator[Row]:
    return in_batches(PartyMessage.objects.filter(author=user).values(*_MESSAGE), by=("id",))


def _go(user: User) -> None:
    """Out of every open party: what the listener hosts is handed over."""
    mine = PartyMember.objects.filter(user=user, state=PartyMember.State.ACTIVE, party__ended_at=None)
    for party_id in list(mine.values_list("party", flat=True)):
        with transaction.atomic():
            party = Party.objects.locked(party_id)
            member = PartyMember.objects.select_related("user").filter(user=user, party=party_id).first()
            if party is not None and member is not None and member.state == PartyMember.State.ACTIVE:
                take_out(party, member, PartyMember.State.LEFT)


def _erase_memberships(user: User, alive: Alive) -> None:
    _go(user)
    delete_in_batches(PartyMember.objects.filter(user=user), alive=alive)
    PartyEntry.objects.filter(added_by=user).update(added_by=None)
    Party.objects.filter(host=user).update(host=None)
    Party.objects.filter(named_by=user).update(named_by=None, name=HIDDEN_NAME)


def _erase_messages(user: User, alive: Alive) -> None:
    delete_in_batches(PartyMessage.objects.filter(author=user), alive=alive)


PARTS = (
    PersonalData(
        name="parties",
        columns=_MEMBERSHIP,
        rows=_memberships,
        count=lambda user: PartyMember.objects.filter(user=user).count(),
        erase=_erase_memberships,
        hide=_go,
        # The entries that they added stay in the queue as nobody's.
        holds=("parties.Party", "parties.PartyMember", "parties.PartyEntry"),
    ),
    PersonalData(
        name="party_messages",
        columns=_MESSAGE,
        rows=_messages,
        count=lambda user: PartyMessage.objects.filter(author=user).count(),
        erase=_erase_messages,
        holds=("parties.PartyMessage",),
    ),
)
