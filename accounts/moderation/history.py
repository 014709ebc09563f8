"""What moderation knows of an author, for moderators to see beside a case."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from accounts.moderation.models import Case, Event

SHOWN = 20
"""Of the log, the latest."""


def history_of(user: User) -> dict[str, Any]:
    """Three statements; the user has its `suspension` loaded."""
    counts = Case.objects.filter(author=user).aggregate(
        cases=Count("pk"),
        open=Count("pk", filter=Q(state=Case.State.OPEN)),
        hidden=Count("pk", filter=Q(is_hidden=True)),
    )
    about = Event.objects.filter(user=user)
    actions = dict(about.order_by().values_list("kind").annotate(Count("pk")))
    latest = list(about.select_related("moderator", "case")[:SHOWN])
    return {**counts, "actions": actions, "events": latest}
