"""A comment of a listener's on their own private playlist, and a request to follow them, for tests that try every
route."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model


def social_rows(owner: Any, playlist_id: str) -> dict[str, str]:
    """By the parameters that paths name them with."""
    fan = get_user_model().objects.create_user("fan", "fan@example.com", "x")
    request = apps.get_model("social", "Follow").objects.create(follower=fan, followed=owner)
    comments = apps.get_model("social", "Comment").objects
    comment = comments.create(author=owner, playlist_id=playlist_id, text="Not done yet.")
    return {"comment_id": str(comment.pk), "request_id": str(request.pk)}
