"""What listeners do with what was recommended to them, counted: played, skipped, liked, shared."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from analytics.models import Activity
from config.observing.metrics import count


def count_recommended(activities: Iterable[Activity]) -> None:
    """Those of ``activities`` that a recommendation led to, once they are committed."""
    for action in [each.action for each in activities if each.recommendation]:
        transaction.on_commit(lambda action=action: _count(action), robust=True)  # type: ignore[misc]


def _count(action: str) -> None:
    count("recommended_activities", "What came of recommendations", action=action)
