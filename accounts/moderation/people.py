"""Listeners as moderators look for them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from accounts.errors import UserNotFound
from accounts.models import Session, User
from accounts.moderation.models import Event, log
from accounts.moderation.suspending import suspend
from accounts.origin import Origin
from accounts.personal_data import CLOSED_DOMAIN
from accounts.sessions import end_sessions
from accounts.users import visible_users

STATES: dict[str, Q] = {
    "active": Q(is_active=True),
    "suspended": Q(suspension__isnull=False),
    "disabled": Q(is_active=False, suspension__isnull=True),
    "staff": Q(is_staff=True),
    "unverified": Q(email_verified_at=None),
}


def people(*, asking: User, search: str = "", state: str = "") -> QuerySet[User]:
    """The newest first, without closed accounts; ``search`` is how a name or an address begins."""
    found = visible_users(asking).exclude(email__endswith=CLOSED_DOMAIN).select_related("profile", "suspension")
    if search:
        start = search.lower()
        found = found.alias(lower_username=Lower("username")).filter(
            Q(lower_username__startswith=start) | Q(email__startswith=start)
        )
    return (found.filter(STATES[state]) if state else found).order_by("-id")


def find_person(*, asking: User, user_id: UUID) -> User:
    """Raises UserNotFound."""
    user = people(asking=asking).filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


@transaction.atomic
def keep_out(*, user: User, by: User, until: datetime | None, reason: str, origin: Origin) -> None:
    """Suspend the user, None for good. Raises what `suspending.suspend` raises."""
    suspend(user_id=user.pk, by=by, until=until, reason=reason, origin=origin)
    kind = Event.Kind.SUSPEND if until else Event.Kind.BAN
    log(kind, user_id=user.pk, moderator=by, until=until, message=reason)


@transaction.atomic
def sign_out(*, user: User, by: User, origin: Origin) -> int:
    """End all sessions of the user; how many."""
    sessions = Session.objects.filter(user=user)
    ended = end_sessions(sessions=sessions, because="moderation", actor=by, origin=origin)
    log(Event.Kind.SIGNED_OUT, user_id=user.pk, moderator=by, details={"sessions": ended})
    return ended
