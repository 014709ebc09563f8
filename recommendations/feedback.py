"""Saying what one wants of recommendations: never this again, or more like it. It holds from the next answer on."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track
from catalogue.models import Artist, Track
from recommendations.errors import ArtistNotKnown, FeedbackFull, FeedbackNotFound
from recommendations.lists import locked, retire_list
from recommendations.models import Feedback
from recommendations.shelf import forget_pages
from recommendations.wishes import MAX_FEEDBACK


@dataclass(frozen=True, slots=True)
class Subject:
    """Exactly one of the two."""

    track: Track | None = None
    artist: Artist | None = None


def find_subject(*, track_id: CatalogueId | None, artist_id: CatalogueId | None) -> Subject:
    """Raises TrackNotFound, ArtistNotKnown and CatalogueUnavailable. Not to be called inside a transaction."""
    if track_id is not None:
        return Subject(track=find_track(track_id))
    artist = Artist.objects.shown().with_ids([artist_id]).first() if artist_id else None
    if artist is None:
        raise ArtistNotKnown
    return Subject(artist=artist)


def give_feedback(*, user: User, action: str, subject: Subject) -> tuple[Feedback, bool]:
    """The feedback, and whether it is new. Of one thing the last word counts. Raises FeedbackFull."""
    with transaction.atomic():
        locked(user)
        own = Feedback.objects.visible_to(user)
        before = own.filter(track=subject.track, artist=subject.artist).with_subjects().first()
        if before is not None and before.action == action:
            return before, False
        if before is None and own.count() >= MAX_FEEDBACK:
            raise FeedbackFull
        row = before or Feedback(user=user, track=subject.track, artist=subject.artist)
        row.action, row.created_at = action, timezone.now()
        row.save()
        retire_list(user)
    forget_pages(user.pk)
    return row, before is None


def take_back(*, user: User, feedback_id: UUID) -> None:
    """Raises FeedbackNotFound."""
    with transaction.atomic():
        locked(user)
        deleted, _ = Feedback.objects.visible_to(user).filter(pk=feedback_id).delete()
        if not deleted:
            raise FeedbackNotFound
        retire_list(user)
    forget_pages(user.pk)
