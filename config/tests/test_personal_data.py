"""Nothing that points to a listener is forgotten when they export or delete everything."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from config.personal_data import all_parts


def pointing_to_users() -> set[str]:
    """Every model with a foreign key to a user, hidden relations too."""
    user: type[Model] = get_user_model()
    tables = {user._meta.get_field(name).remote_field.through for name in ("groups", "user_permissions")}  # type: ignore[union-attr]
    models = {
        relation.related_model for relation in user._meta.get_fields(include_hidden=True) if relation.auto_created
    }
    return {model._meta.label for model in models - tables if model is not None}


def test_every_model_that_points_to_a_listener_is_covered() -> None:
    covered = {label for part in all_parts() for label in part.holds}

    assert pointing_to_users() <= covered
    assert all(apps.get_model(label) for label in covered)


def test_the_lower_rooms_come_first() -> None:
    names = [part.name for part in all_parts()]

    assert [names.index(name) for name in ("jobs", "account", "history", "playlists", "queue")] == sorted(
        names.index(name) for name in ("jobs", "account", "history", "playlists", "queue")
    )
