"""What is left of parties that ended: kept for a month, for reports, and then gone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from parties.models import KEPT_AFTER_END, Party, PartyEntry, PartyMessage, PartyVote

AT_ONCE = 50


def prune_ended(now: datetime) -> int:
    """Delete parties that ended long ago; how many."""
    deleted = 0
    old = Party.objects.filter(ended_at__lt=now - KEPT_AFTER_END)
    while batch := list(old.order_by("ended_at").values_list("pk", flat=True)[:AT_ONCE]):
        for party_id in batch:
            _delete(party_id)
        deleted += len(batch)
    return deleted


@transaction.atomic
def _delete(party_id: UUID) -> None:
    """Entries and messages in one statement each: Django's collector would load every row of them."""
    Party.objects.filter(pk=party_id).update(current_item=None)
    PartyVote.objects.filter(entry__queue=party_id).delete()
    for rows in (PartyEntry.objects.filter(queue=party_id), PartyMessage.objects.filter(party=party_id)):
        rows._raw_delete(rows.db)
    Party.objects.filter(pk=party_id).delete()
