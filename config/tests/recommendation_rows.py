"""A mix, feedback and a refresh of a listener's, for the tests that walk every route."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def recommendation_rows(user: Any, track: Any) -> dict[str, str]:
    """What stands in paths for them, and for the listener."""

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model(model).objects.create(user=user, **fields)

    mix = make("recommendations.Mix", kind="on_repeat", name="On repeat", begins="2026-01-01", ends="2999-01-01")
    apps.get_model("recommendations.MixTrack").objects.create(mix=mix, track=track, position=0, source="history")
    feedback = make("recommendations.Feedback", action="hide", track=track)
    task = apps.get_model("jobs.Job").objects.create(kind="recommendations.refresh", key=str(user.pk), owner=user)
    return {
        "mix_id": str(mix.pk),
        "feedback_id": str(feedback.pk),
        "task_id": str(task.pk),
        "user_id": str(user.pk),
        "track_id": str(track.catalogue_id),
    }
