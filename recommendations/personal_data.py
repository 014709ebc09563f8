"""What was recommended to a listener, what they said of it, and their mixes: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import F, QuerySet

from accounts.models import User
from catalogue.ids import CatalogueId
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from recommendations.models import Feedback, Mix, MixTrack, Recommendation, RecommendationLog

_TRACK = ("track_id", "track_title", "artist_name")
_TRACK_VALUES = {
    "provider": F("track__provider"),
    "external_id": F("track__external_id"),
    "track_title": F("track__title"),
    "artist_name": F("track__artist__name"),
}
_RECOMMENDATION = (
    "id", "position", "source", "reason", "slot", "propensity", "model_version", "created_at", "refreshed_at",
    "retired_at",
)  # fmt: skip
_LOG = ("id", "source", "status", "trigger", "count", "error", "model_version", "milliseconds", "created_at")
_MIX = ("id", "kind", "number", "name", "description", "begins", "ends", "created_at")


def _with_track_id(row: Row) -> Row:
    known = row.get("provider") and row.get("external_id")
    return {**row, "track_id": str(CatalogueId(row["provider"], row["external_id"])) if known else ""}


def _recommendations(user: User) -> Iterator[Row]:
    rows = Recommendation.objects.visible_to(user).values(*_RECOMMENDATION, **_TRACK_VALUES)
    return map(_with_track_id, in_batches(rows, by=("id",)))


def _logs(user: User) -> Iterator[Row]:
    return in_batches(RecommendationLog.objects.visible_to(user).values(*_LOG), by=("id",))


def _feedback(user: User) -> Iterator[Row]:
    rows = Feedback.objects.visible_to(user).values(
        "id",
        "action",
        "created_at",
        provider=F("track__provider"),
        external_id=F("track__external_id"),
        track_title=F("track__title"),
        artist_provider=F("artist__provider"),
        artist_external_id=F("artist__external_id"),
        artist_own=F("artist__name"),
        artist_of_track=F("track__artist__name"),
    )
    for row in in_batches(rows, by=("id",)):
        artist = row["artist_provider"] and str(CatalogueId(row["artist_provider"], row["artist_external_id"]))
        yield {
            **_with_track_id(row),
            "track_title": row["track_title"] or "",
            "artist_id": artist or "",
            "artist_name": row["artist_own"] or row["artist_of_track"],
        }


def _mixes(user: User) -> Iterator[Row]:
    """Each with its tracks, the ids of the catalogue in their order."""
    for row in in_batches(Mix.objects.visible_to(user).values(*_MIX), by=("id",)):
        entries = MixTrack.objects.filter(mix=row["id"]).order_by("position")
        ids = entries.values_list("track__provider", "track__external_id")
        yield {**row, "tracks": [str(CatalogueId(*each)) for each in ids]}


def _part(name: str, model: Any, columns: tuple[str, ...], rows: Callable[[Any], Iterator[Row]]) -> PersonalData:
    def own(user: User) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.visible_to(user)
        return found

    def erase(user: User, alive: Alive) -> None:
        delete_in_batches(own(user), alive=alive)

    return PersonalData(
        name=name,
        columns=columns,
        rows=rows,
        count=lambda user: own(user).count(),
        erase=erase,
        holds=(model._meta.label,),
    )


PARTS = (
    _part("recommendations", Recommendation, (*_RECOMMENDATION, *_TRACK), _recommendations),
    _part("recommendation_logs", RecommendationLog, _LOG, _logs),
    _part("feedback", Feedback, ("id", "action", *_TRACK, "artist_id", "created_at"), _feedback),
    _part("mixes", Mix, (*_MIX, "tracks"), _mixes),
)
