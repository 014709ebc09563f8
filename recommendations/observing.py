"""How the recommender is: the age of what it serves, and how much of what it makes comes from the model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count
from django.utils import timezone

from config.observing.states import State
from recommendations.models import ModelVersion, Recommendation, RecommendationLog
from recommendations.serving import version_name

LOOKED_BACK: Final = timedelta(hours=1)


def look() -> Iterator[State]:
    """The model that serves has an age only where there is one: the alert is about an old one, not about none."""
    now = timezone.now()
    name = version_name()
    trained_at = ModelVersion.objects.filter(name=name).values_list("trained_at", flat=True).first() if name else None
    if trained_at is not None:
        age = (now - trained_at).total_seconds()
        yield State("recommender_model_age_seconds", "Age of the model that serves", age)
    made = RecommendationLog.objects.since(now - LOOKED_BACK).values("source", "status").annotate(number=Count("pk"))
    for row in made.order_by("source", "status"):
        labels = {"source": row["source"] or "none", "status": row["status"]}
        yield State("recommendation_lists", "Lists made in the last hour", row["number"], labels)


def total() -> int:
    """The recommendations that there are, in lists and retired."""
    return Recommendation.objects.count()
