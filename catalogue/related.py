"""What providers play after an artist, learned in the background: the raw material of radio and recommendations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from catalogue import questions
from catalogue.models import Artist, RelatedTrack, Track
from catalogue.resources import answer
from catalogue.store import store_tracks
from catalogue.stored import loaded_tracks, track_record
from config.jobs.services import enqueue_each
from integrations.budget import Budget
from integrations.errors import NotFoundAtProvider

LEARN_RELATED: Final = "catalogue.learn_related"
"""The background job."""

LEARNED_FOR: Final = timedelta(days=7)
ARTISTS_AT_ONCE: Final = 5
KEPT: Final = 60
"""Related tracks of one artist."""

PRUNED_AFTER: Final = timedelta(days=90)
PRUNED_AT_ONCE: Final = 1_000
"""Artists."""

BACKGROUND_SECONDS: Final = 20.0


def learn_later(tracks: Iterable[Track]) -> None:
    """Queue a background job for each of the first five artists that has not been learned within 7 days.

    ``tracks`` have their artist loaded. No statement when all are known, else two.
    """
    artists = {track.artist_id: track.artist for track in tracks}
    before = timezone.now() - LEARNED_FOR
    due = [each for each in list(artists.values())[:ARTISTS_AT_ONCE] if not _learned_since(each, before)]
    if due:
        arguments = {str(artist.catalogue_id): {"artist": artist.pk} for artist in due}
        enqueue_each(kind=LEARN_RELATED, arguments_by_key=arguments)


def learn_related(artist_key: int) -> int:
    """Ask what goes with the artist and keep up to 60 tracks of it; returns how many. Safe to repeat.

    Raises CatalogueUnavailable. An artist who is gone, or of whom we hold no track, is a quiet 0.
    """
    artist = Artist.objects.filter(pk=artist_key).first()
    seed = loaded_tracks().filter(artist=artist).order_by(F("rank").desc(nulls_last=True), "pk").first()
    if artist is None or seed is None:
        return 0
    try:
        records = answer(questions.related(track_record(seed)), budget=Budget(BACKGROUND_SECONDS, background=True))
    except NotFoundAtProvider:
        records = []
    tracks = store_tracks(records[:KEPT]) if records else []
    _replace(artist, tracks)
    return len(tracks)


def prune_related() -> int:
    """Delete what was learned of artists that were not learned again for 90 days; returns how many rows.

    Whoever plays such an artist next has it learned anew.
    """
    before = timezone.now() - PRUNED_AFTER
    artists = list(Artist.objects.filter(related_at__lt=before).values_list("pk", flat=True)[:PRUNED_AT_ONCE])
    deleted, _ = RelatedTrack.objects.filter(artist__in=artists).delete()
    Artist.objects.filter(pk__in=artists).update(related_at=None)
    return deleted


def _learned_since(artist: Artist, moment: datetime) -> bool:
    return artist.related_at is not None and artist.related_at > moment


@transaction.atomic
def _replace(artist: Artist, tracks: list[Track]) -> None:
    """The artist's row is locked, so that two runs of the same job end with the rows of one of them."""
    Artist.objects.select_for_update(no_key=True).get(pk=artist.pk)
    RelatedTrack.objects.filter(artist=artist).delete()
    rows = {track.pk: track for track in tracks}
    RelatedTrack.objects.bulk_create(
        RelatedTrack(artist=artist, track=track, position=place) for place, track in enumerate(rows.values())
    )
    Artist.objects.filter(pk=artist.pk).update(related_at=timezone.now())
