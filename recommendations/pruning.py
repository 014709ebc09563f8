"""Clearing away what nobody asks for any more."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from config.batches import delete_in_batches
from recommendations.lists import KEPT_RETIRED
from recommendations.mixes.services import FORGOTTEN_AFTER
from recommendations.models import Mix, Recommendation, RecommendationLog

KEPT_LOGS = timedelta(days=30)


def prune() -> int:
    """Old logs, recommendations that left their lists long ago, and mixes that ended; how many rows."""
    now = timezone.now()
    return (
        delete_in_batches(RecommendationLog.objects.filter(created_at__lt=now - KEPT_LOGS))
        + delete_in_batches(Recommendation.objects.filter(retired_at__lt=now - KEPT_RETIRED))
        + delete_in_batches(Mix.objects.filter(ends__lt=now.date() - FORGOTTEN_AFTER))
    )
