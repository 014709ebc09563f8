"""Votes: to have an entry sooner, and to end the current one. Each member has one of each for each entry.

An entry that is voted for moves in front of those before it with fewer votes. The current one is skipped once more than
half of the members who are present want it. Votes go with the member who gave them; what they moved stays.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from parties.contents import find_entry, keep_up, save_line
from parties.errors import NothingToPlay, NotUpcoming
from parties.gates import locked_party
from parties.models import Party, PartyEntry, PartyMember, PartyVote
from parties.playing import go_on, save_state
from parties.telling import tell
from playqueue.ordering import move


@transaction.atomic
def vote_up(*, party_id: UUID, user: User, item_id: UUID) -> PartyEntry:
    """Twice is once. Raises PartyNotFound, EntryNotFound, NotUpcoming."""
    party, member = locked_party(party_id, user)
    keep_up(party)
    entry = find_entry(party, item_id)
    if entry.sort_key < party.current_key or entry.pk == party.current_item_id:
        raise NotUpcoming
    if _given(member, entry, is_skip=False):
        entry.votes += 1
        entry.save(update_fields=["votes"])
        _move_up(party, entry)
        _tell_votes(party, entry)
    return entry


@transaction.atomic
def withdraw_vote(*, party_id: UUID, user: User, item_id: UUID) -> PartyEntry:
    """The entry stays where it is. Raises PartyNotFound and EntryNotFound."""
    party, member = locked_party(party_id, user)
    entry = find_entry(party, item_id)
    if PartyVote.objects.filter(member=member, entry=entry, is_skip=False).delete()[0]:
        entry.votes -= 1
        entry.save(update_fields=["votes"])
        _tell_votes(party, entry)
    return entry


@transaction.atomic
def vote_to_skip(*, party_id: UUID, user: User) -> dict[str, int]:
    """`votes` and how many are `needed`, before it was skipped. Raises PartyNotFound and NothingToPlay."""
    party, member = locked_party(party_id, user)
    keep_up(party)
    if party.current_item is None:
        raise NothingToPlay
    _given(member, party.current_item, is_skip=True)
    return count_skips(party)


@transaction.atomic
def withdraw_skip(*, party_id: UUID, user: User) -> dict[str, int]:
    """Raises PartyNotFound."""
    party, member = locked_party(party_id, user)
    keep_up(party)
    PartyVote.objects.filter(member=member, entry=party.current_item_id, is_skip=True).delete()
    return count_skips(party)


def count_skips(party: Party) -> dict[str, int]:
    """Skip the current entry if enough of those who are there want it, and tell how it stands.

    The party is locked and its current entry loaded. Members who are not there are not counted.
    """
    counted = skips(party)
    if party.current_item_id is None:
        return counted
    tell(party.pk, {"type": "skip.changed", "item_id": party.current_item_id, **counted})
    if counted["votes"] >= counted["needed"]:
        go_on(party, timezone.now())
        save_state(party)
    return counted


def skips(party: Party) -> dict[str, int]:
    """How many who are there want the current entry to end, and how many it takes."""
    there = party.members.present()
    if party.current_item_id is None:
        return {"votes": 0, "needed": there.count() // 2 + 1}
    votes = PartyVote.objects.filter(entry=party.current_item_id, is_skip=True, member__in=there).count()
    return {"votes": votes, "needed": there.count() // 2 + 1}


def drop_votes(party: Party, member: PartyMember) -> None:
    """Take back all that the member voted for. The party is locked."""
    voted = PartyVote.objects.filter(member=member, is_skip=False)
    PartyEntry.objects.filter(pk__in=voted.values("entry"), votes__gt=0).update(votes=F("votes") - 1)
    PartyVote.objects.filter(member=member).delete()


def _given(member: PartyMember, entry: PartyEntry, *, is_skip: bool) -> bool:
    """Whether the vote is new."""
    return PartyVote.objects.get_or_create(member=member, entry=entry, is_skip=is_skip)[1]


def _move_up(party: Party, entry: PartyEntry) -> None:
    """In front of all that come before it with fewer votes, but not of what plays."""
    before = party.upcoming().filter(sort_key__lt=entry.sort_key)
    wall = before.filter(votes__gte=entry.votes).order_by("-sort_key").values_list("sort_key", flat=True).first()
    passed = before if wall is None else before.filter(sort_key__gt=wall)
    first = passed.values_list("sort_key", flat=True).first()
    if first is not None:
        position = party.items.filter(sort_key__lt=first).count()
        move(party, entry, position)


def _tell_votes(party: Party, entry: PartyEntry) -> None:
    party.note("voted", item_id=entry.pk, votes=entry.votes)
    save_line(party)
