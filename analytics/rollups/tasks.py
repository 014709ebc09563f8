"""The roll-up by the clock."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from analytics.rollups.attribution import move_tracks
from analytics.rollups.rolling import roll_up

BATCHES_AT_ONCE: Final = 200
"""What is left after those, the next run goes on with."""


@shared_task(name="analytics.roll_up")
def roll_up_changes() -> None:
    """Safe to run twice, at the same time too: one waits for the other, and finds less to do."""
    roll_up(batches=BATCHES_AT_ONCE)
    move_tracks()
