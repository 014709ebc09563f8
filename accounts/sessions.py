"""Ending sessions."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from accounts.audit import Kind, event, record, record_all
from accounts.models import Session, SessionQuerySet, User
from accounts.origin import Origin


@transaction.atomic
def end_sessions(*, sessions: SessionQuerySet, because: str, actor: User, origin: Origin) -> int:
    """End those of ``sessions`` that are active, and with them all their tokens; how many that were."""
    ending = list(sessions.active().select_related("user").select_for_update(of=("self",)).order_by("pk"))
    Session.objects.filter(pk__in=[session.pk for session in ending]).end(because=because)
    record_all(
        [
            event(
                Kind.SESSION_REVOKED,
                user=session.user,
                actor=actor,
                origin=origin,
                session=str(session.pk),
                because=because,
            )
            for session in ending
        ]
    )
    return len(ending)


@transaction.atomic
def end_all_sessions(*, user: User, origin: Origin) -> int:
    """End every session of ``user`` and every token there is, also of sessions that open meanwhile; how many ended."""
    User.objects.filter(pk=user.pk).update(token_epoch=F("token_epoch") + 1)
    ended = user.sessions.end(because="signed_out_everywhere")
    record(Kind.ALL_SESSIONS_REVOKED, user=user, actor=user, origin=origin, sessions=ended)
    return ended
