"""Whose a token is: asked by every request of somebody who is signed in."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Session
from config.prepared import Prepared

_SESSION = Prepared(
    lambda session_id: Session.objects.active().select_related("user").filter(pk=session_id), session_id=UUID
)


def session_with_user(session_id: UUID) -> Session | None:
    """The session and its user in one statement; None when it is unknown or revoked."""
    return _SESSION.first(session_id=session_id)
