"""A notification as clients get it, by whichever way."""

from __future__ import annotations

from typing import Any

from notifications.models import Notification


def shown(notification: Notification) -> dict[str, Any]:
    """Needs the `actor` loaded (`with_actors`)."""
    actor = notification.actor
    return {
        "id": notification.pk,
        "kind": notification.kind,
        "title": notification.title,
        "text": notification.text,
        "actor": {"id": actor.pk, "username": actor.username} if actor else None,
        "count": notification.count,
        "subject": {"type": notification.subject_type, "id": notification.subject_id}
        if notification.subject_type
        else None,
        "data": notification.data,
        "created_at": notification.created_at,
        "updated_at": notification.updated_at,
        "read_at": notification.read_at,
    }
