"""A listener's list of recommendations: rows that are written together, and stand until they are too old."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from recommendations import serving
from recommendations.models import Recommendation, RecommendationLog
from recommendations.services import Recommended, recommend
from recommendations.trained import given_by_model
from recommendations.wishes import wishes_of

LISTED = 50
GOOD_FOR = timedelta(hours=24)
"""Of a listener who is away nothing is refreshed; whoever comes back after a day gets a new list."""
KEPT_RETIRED = timedelta(days=30)
"""What left the list can still be named by a listen for so long."""

Trigger = RecommendationLog.Trigger


def stored_list(user: User) -> list[Recommendation]:
    """The list as it was last written, with its tracks; empty when there is none or it is too old. One statement."""
    rows = Recommendation.objects.visible_to(user).current().filter(refreshed_at__gte=timezone.now() - GOOD_FOR)
    shown = rows.filter(track__is_hidden=False, track__artist__is_hidden=False)
    return list(shown.with_tracks()[:LISTED])


def refresh_list(*, user: User, trigger: Trigger) -> list[Recommendation]:
    """Make the list anew, write it and its log in one transaction, and return it with its tracks.

    Not to be called inside a transaction. What makes it fail is logged and raised.
    """
    began = monotonic()
    version = serving.version_name()
    try:
        found = recommend(user=user, limit=LISTED)
    except Exception as error:
        _log(user, trigger, began, status=RecommendationLog.Status.FAILED, error=_text(error), model_version=version)
        raise
    _write(user, found, trigger, began, version)
    return stored_list(user)


def retire_list(user: User) -> None:
    """Let the list be made anew when it is next asked for. Call it under `locked`."""
    Recommendation.objects.visible_to(user).current().update(retired_at=timezone.now())


def locked(user: User) -> bool:
    """Lock the listener's list until the transaction ends; False when the account has gone.

    The row of the account stands for it; only the key is shared, so that nobody who merely points to it waits.
    """
    return bool(list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk")))


def own_recommendations(user_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    """Which of these are recommendations that were made for the listener; one statement."""
    return set(Recommendation.objects.filter(user=user_id, pk__in=ids).values_list("pk", flat=True))


@transaction.atomic
def _write(user: User, found: Sequence[Recommended], trigger: Trigger, began: float, version: str) -> None:
    if not locked(user):
        return
    now = timezone.now()
    wishes = wishes_of(user)  # which may have changed while the list was made
    permitted = [each for each in found if wishes.permits(each.track)]
    _store(user, permitted, version, now)
    outdated = Recommendation.objects.visible_to(user)
    outdated.current().exclude(track__in=[each.track.pk for each in permitted]).update(retired_at=now)
    outdated.filter(retired_at__lt=now - KEPT_RETIRED).delete()
    source = RecommendationLog.Source
    by_model = given_by_model([each.source for each in permitted])
    _log(
        user,
        trigger,
        began,
        status=RecommendationLog.Status.SUCCESS,
        source=source.MODEL if by_model else source.FALLBACK,
        count=len(permitted),
        model_version=version,
    )


def _store(user: User, found: Sequence[Recommended], version: str, now: datetime) -> None:
    """A track that was in an earlier list keeps its row."""
    Recommendation.objects.bulk_create(
        [
            Recommendation(
                user=user,
                track=each.track,
                position=position,
                source=each.source,
                reason=each.reason,
                slot=each.slot,
                propensity=each.propensity,
                model_version=version,
                created_at=now,
                refreshed_at=now,
            )
            for position, each in enumerate(found)
        ],
        update_conflicts=True,
        unique_fields=["user", "track"],
        update_fields=[
            "position", "source", "reason", "slot", "propensity", "model_version", "refreshed_at", "retired_at",
        ],
    )  # fmt: skip


def _log(user: User, trigger: Trigger, began: float, **facts: object) -> None:
    milliseconds = round(1000 * (monotonic() - began))
    RecommendationLog.objects.create(user=user, trigger=trigger, milliseconds=milliseconds, **facts)


def _text(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
