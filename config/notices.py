"""Telling a listener something from a room below the notifications, which is reached by its name in the settings."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


def notice(*, user: Any, kind: str, data: dict[str, Any], group_key: str = "") -> None:
    """As `notifications.services.notify`: written in the caller's transaction, delivered after it."""
    import_string(settings.NOTIFY)(user=user, kind=kind, data=data, group_key=group_key)
