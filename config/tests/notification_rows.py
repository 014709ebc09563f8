"""Rows of a listener's notifications and devices, and what moderators see of them, for tests that try every route."""

from __future__ import annotations

from typing import Any

from django.apps import apps


def notification_rows(owner: Any) -> dict[str, str]:
    """By the parameters that paths name them with."""
    made: dict[str, tuple[str, str, dict[str, Any]]] = {
        "notification_id": ("notifications", "Notification", {"kind": "moderation", "data": {"summary": "Hello"}}),
        "subscription_id": ("notifications", "Subscription", {"digest": "1" * 64}),
        "device_id": ("playqueue", "Device", {"name": "A phone"}),
    }
    case = apps.get_model("moderation", "Case").objects.create(author=owner, kind="profile", content_id=owner.pk)
    return {"case_id": str(case.pk)} | {
        parameter: str(apps.get_model(app, model).objects.create(user=owner, **columns).pk)
        for parameter, (app, model, columns) in made.items()
    }
