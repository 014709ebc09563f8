"""Clearing away what can no longer be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from rest_framework_simplejwt.settings import api_settings

from accounts.models import AuditEvent, RefreshToken, Session
from accounts.moderation.models import Case, Event

AT_ONCE = 1_000
"""Rows of one statement, so that no lock is held for long."""


def remove_expired(*, now: datetime) -> int:
    """Delete expired refresh tokens, the sessions that have none left, old audit events, and what moderation did long
    ago; how many rows that were.

    A refresh token outlives its expiry by the life of an access token: the last one it was exchanged for, which is
    good for as long as its session is there.
    """
    before = now - api_settings.ACCESS_TOKEN_LIFETIME
    left = RefreshToken.objects.filter(session=OuterRef("pk"))
    deleted = _delete_in_batches(lambda: RefreshToken.objects.filter(expires_at__lt=before))
    deleted += AuditEvent.objects.expire(before=now - settings.AUDIT_KEPT)
    long_ago = now - settings.MODERATION_KEPT
    deleted += _delete_in_batches(lambda: Event.objects.filter(at__lt=long_ago))
    deleted += _delete_in_batches(lambda: Case.objects.settled(before=long_ago))
    return deleted + _delete_in_batches(lambda: Session.objects.filter(~Exists(left)))


def _delete_in_batches(rows: Callable[[], QuerySet[Any]]) -> int:
    deleted = 0
    while batch := list(rows().order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        deleted += rows().filter(pk__in=batch).delete()[0]
    return deleted
