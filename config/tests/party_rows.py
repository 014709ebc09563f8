"""A party that the listener hosts, with another member, an entry and a message, for tests that try every route."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone


def party_rows(owner: Any, track: Any) -> dict[str, str]:
    """By the parameters that paths name them with; the user is the other member."""
    guest = get_user_model().objects.create_user("party-guest", "party-guest@example.com", "x")

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model("parties", model).objects.create(**fields)

    party = make(
        "Party",
        name="Mine",
        host=owner,
        named_by=owner,
        code="KWTRGHPM",
        track_count=1,
        message_count=1,
        empty_since=timezone.now(),
    )
    for user in (owner, guest):
        make("PartyMember", party=party, user=user)
    entry = make("PartyEntry", queue=party, track=track, sort_key=1, added_by=owner)
    message = make("PartyMessage", party=party, author=owner, number=1, text="Not for everybody.")
    return {
        "party_id": str(party.pk),
        "user_id": str(guest.pk),
        "item_id": str(entry.pk),
        "message_id": str(message.pk),
    }
