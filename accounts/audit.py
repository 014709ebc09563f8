"""The audit log: who did what to which account, when, and from where.

No address and no password goes in: an unknown address that somebody tried stands there as a keyed hash, enough to see
that it was the same one again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.access_models import AuditEvent
from accounts.models import User
from accounts.origin import Origin

Kind = AuditEvent.Kind


def event(kind: Kind, *, user: User | None, origin: Origin, actor: User | None = None, **details: Any) -> AuditEvent:
    """One event, not stored yet. ``details`` must be JSON."""
    return AuditEvent(
        kind=kind,
        user=user,
        actor=actor,
        created_at=timezone.now(),
        ip_prefix=origin.network,
        user_agent=origin.agent,
        details=details,
    )


def record(kind: Kind, *, user: User | None, origin: Origin, actor: User | None = None, **details: Any) -> None:
    """Write down that this happened, once the caller's transaction has been committed."""
    record_all([event(kind, user=user, origin=origin, actor=actor, **details)])


def record_all(events: Sequence[AuditEvent]) -> None:
    """`record` for several, in one statement. A failure is logged: what happened, happened."""
    # A lambda: Django cannot log the failure of a partial.
    transaction.on_commit(lambda: AuditEvent.objects.bulk_create(events), robust=True)


def hashed_address(email: str) -> str:
    return salted_hmac("accounts.audit", email).hexdigest()[:16]
