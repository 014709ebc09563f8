"""What operators see of the recommender."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client import REGISTRY
from rest_framework.test import APIClient

from accounts.models import User
from analytics.models import Activity
from config.observing.states import State
from conftest import MakeTracks
from recommendations import observing
from recommendations.models import ModelVersion, Recommendation, RecommendationLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observing, "version_name", lambda: "20261121-1")


def _states() -> dict[str, list[tuple[dict[str, str], float]]]:
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for state in observing.look():
        assert isinstance(state, State)
        found.setdefault(state.name, []).append((dict(state.labels), state.value))
    return found


def test_without_a_model_there_is_no_age() -> None:
    assert _states() == {}


def test_the_age_is_of_the_version_that_serves(served: None) -> None:
    days = {"20261121-1": 2, "20261122-1": 0}
    for name, old in days.items():
        ModelVersion.objects.create(name=name, state="kept", trained_at=timezone.now() - timedelta(days=old))
    [(labels, age)] = _states()["recommender_model_age_seconds"]
    assert (labels, round(age / 60)) == ({}, 2 * 24 * 60)


def test_lists_of_the_last_hour_are_told_by_what_made_them(owner: User) -> None:
    for source, status in (("model", "success"), ("model", "success"), ("fallback", "success"), ("", "failed")):
        RecommendationLog.objects.create(user=owner, source=source, status=status, trigger="read")
    RecommendationLog.objects.create(
        user=owner, source="model", status="success", trigger="read", created_at=timezone.now() - timedelta(hours=2)
    )
    assert _states()["recommendation_lists"] == [
        ({"source": "none", "status": "failed"}, 1),
        ({"source": "fallback", "status": "success"}, 1),
        ({"source": "model", "status": "success"}, 2),
    ]


def _counted(action: str) -> float:
    return REGISTRY.get_sample_value("playpod_recommended_activities_total", {"action": action}) or 0.0


def test_what_comes_of_recommendations_is_counted(
    as_owner: APIClient, owner: User, make_tracks: MakeTracks, django_capture_on_commit_callbacks: object
) -> None:
    first, second = make_tracks(2)
    given = Recommendation.objects.create(user=owner, track=first, position=0, source="model", slot="ranked")
    before = {action: _counted(action) for action in Activity.Action.values}

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        for track, action, of in ((first, "like", given), (first, "skip", given), (second, "like", None)):
            body = {"track_id": str(track.catalogue_id), "action": action}
            body |= {"recommendation": str(of.pk)} if of else {}
            assert as_owner.post("/api/analytics/activity/", body).status_code == 201

    assert {action: _counted(action) - before[action] for action in before} == {
        "play": 0.0,
        "like": 1.0,
        "skip": 1.0,
        "share": 0.0,
    }


def test_the_summary_counts_what_there_is(as_moderator: APIClient, owner: User, make_tracks: MakeTracks) -> None:
    for position, track in enumerate(make_tracks(3)):
        Recommendation.objects.create(user=owner, track=track, position=position, source="model", slot="ranked")
    answer = as_moderator.get("/api/analytics/summary/")
    assert (answer.status_code, answer.json()["total_recommendations"]) == (200, 3)
