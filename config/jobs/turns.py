"""Work that one process at a time may do, such as reading the schedule: whoever holds the row has the turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from config.jobs.models import Turn

HELD_FOR: Final = timedelta(seconds=30)
"""Without being taken again. After that another process may have it, as when its holder was killed."""


def take_turn(name: str, holder: str) -> bool:
    """Take the turn, or keep it; False while another holder has it."""
    now = timezone.now()
    mine = Turn.objects.filter(name=name, holder=holder).update(until=now + HELD_FOR)
    if mine or Turn.objects.filter(name=name, until__lt=now).update(holder=holder, until=now + HELD_FOR):
        return True
    _, is_first = Turn.objects.get_or_create(name=name, defaults={"holder": holder, "until": now + HELD_FOR})
    return is_first


def give_up_turn(name: str, holder: str) -> None:
    """Let the next one have it now."""
    Turn.objects.filter(name=name, holder=holder).delete()
