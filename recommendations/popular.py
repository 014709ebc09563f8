"""Candidates that need no taste: the charts, and what is popular in our own rows when the charts cannot be had."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from catalogue.charts import chart_track_rows
from catalogue.errors import CatalogueUnavailable
from catalogue.models import Track
from integrations.budget import Budget
from recommendations.candidates import Candidate, fading
from recommendations.taste import Taste

CHARTED = 100
STORED = 200
"""Rows per provider: above the number of tracks heard last that are left out."""


class Charts:
    """The provider's charts; nothing when it cannot be asked and we hold no copy."""

    name = "chart"
    weight = 1.0

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        try:
            rows = chart_track_rows(limit=CHARTED, budget=self._budget)
        except CatalogueUnavailable:
            return
        for place, track in enumerate(rows):
            yield Candidate(track.pk, fading(place), "Popular right now")


class StoredTracks:
    """The most popular of all stored tracks, then those whose popularity is unknown, the newest first."""

    name = "catalogue"
    weight = 1.0

    def candidates(self, taste: Taste) -> Iterator[Candidate]:
        for provider in settings.CATALOGUE_PROVIDERS:
            rows = Track.objects.shown().filter(provider=provider)
            ranked = rows.filter(rank__isnull=False).order_by("-rank", "pk").values_list("pk", flat=True)
            for place, track_id in enumerate(ranked[:STORED]):
                yield Candidate(track_id, fading(place), "Popular in the catalogue")
            unranked = rows.filter(rank=None).order_by("-pk").values_list("pk", flat=True)
            for place, track_id in enumerate(unranked[:STORED]):
                yield Candidate(track_id, fading(STORED + place), "Recently added to the catalogue")
