"""How long imports are listed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from config.batches import delete_in_batches
from playlists.importing.models import ImportRun

KEPT_FOR = timedelta(days=90)


def prune() -> int:
    """Delete imports that ended before that; sources and items stay, for the next import to go by."""
    return delete_in_batches(ImportRun.objects.filter(finished_at__lt=timezone.now() - KEPT_FOR))
