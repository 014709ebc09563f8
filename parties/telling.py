"""Telling the sockets of a party what happened, once the caller's transaction is committed.

An event is written as text once, however many read it. ``about`` is the member whose doing it shows: sockets of
listeners that are blocked by them, or block them, leave it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from config.realtime.publishing import encoded, publisher
from parties.models import Party, PartyMember


def party_group(party_id: object) -> str:
    return f"party:{party_id}"


def tell(party_id: UUID, event: Mapping[str, Any], *, about: UUID | None = None) -> None:
    message = {"type": "told", "text": encoded(event), "about": str(about) if about else ""}
    _after_commit(party_id, message)


def turn_out(party_id: UUID, user_id: UUID | None = None) -> None:
    """Close the sockets of that listener, who is a member no more, or all of them when the party has ended."""
    _after_commit(party_id, {"type": "turned_out", "user": str(user_id) if user_id else ""})


def look_again(party_id: UUID) -> None:
    """Have the sockets look whom their listeners do not see."""
    _after_commit(party_id, {"type": "blocks_changed"})


def tell_state(party: Party) -> None:
    tell(party.pk, {"type": "state.changed", "state": party.state()})


def tell_queue(party: Party) -> None:
    """What was noted of the entries; every call follows a raised `queue_version`."""
    queue = party.queue()
    tell(party.pk, {"type": "queue.changed", **queue, "changes": party.noted})
    party.noted = []


def tell_member(party: Party, change: str, member: PartyMember) -> None:
    """``change`` is joined, left or changed. Raises `members_version`, to be saved by the caller."""
    party.members_version += 1
    shown = shown_member(party, member)
    event = {"type": f"member.{change}", "version": party.members_version, "member": shown}
    tell(party.pk, event, about=member.user_id)


def tell_party(party: Party) -> None:
    """Its name and settings. Hosts of hidden names read what all others read."""
    event = {
        "type": "party.changed",
        "name": party.shown_name_to_all(),
        "host_id": party.host_id,
        "guests_may_add": party.guests_may_add,
    }
    tell(party.pk, event)


def shown_member(party: Party, member: PartyMember) -> dict[str, Any]:
    """The member has their user loaded."""
    return {
        "user_id": member.user_id,
        "username": member.user.username,
        "role": party.role_of(member),
        "is_muted": member.is_muted,
        "present": member.present_since is not None,
    }


def _after_commit(party_id: UUID, message: dict[str, Any]) -> None:
    transaction.on_commit(partial(publisher.publish, party_group(party_id), message), robust=True)
