"""What listening asks of the background."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.db.models import Count
from django.utils import timezone

from analytics.models import Activity
from catalogue.ids import CatalogueId
from catalogue.warming import warm_artists

PLAYED_WITHIN: Final = timedelta(days=7)
ARTISTS_KEPT_WARM: Final = 100


@shared_task(name="analytics.warm_played_artists")
def warm_played_artists() -> None:
    """Keep the pages of the artists fresh that were played most in the last week."""
    warm_artists(most_played_artists())


def most_played_artists() -> list[CatalogueId]:
    """Of the last week, the most played first; 100 at most. One statement."""
    listens = Activity.objects.plays().filter(timestamp__gte=timezone.now() - PLAYED_WITHIN)
    artists = listens.values_list("track__artist__provider", "track__artist__external_id")
    ranked = artists.annotate(plays=Count("pk")).order_by("-plays", "track__artist__external_id")
    return [CatalogueId(provider, value) for provider, value, _ in ranked[:ARTISTS_KEPT_WARM]]
