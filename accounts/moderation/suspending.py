"""Keeping somebody out: for a time, or for good. Everything they made disappears with them and comes back with them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.audit import Kind, record
from accounts.errors import AccountSuspended, NotSuspended, NotYoursToSuspend, UserNotFound
from accounts.models import Suspension, User
from accounts.moderation.errors import AccountDisabled, AlreadySuspended
from accounts.moderation.models import Event, log
from accounts.moderation.notices import BANNED, RESTORED, SUSPENDED, tell_of_account
from accounts.origin import NOWHERE, Origin
from config.jobs.services import enqueue

MAIL = "accounts.mail_suspension"
AT_ONCE = 500
"""Suspensions that end in one run."""


@transaction.atomic
def suspend(
    *, user_id: UUID, by: User, until: datetime | None, reason: str, origin: Origin, longer: bool = False
) -> Suspension:
    """Keep the user out ``until`` then, None for good: all their tokens and sockets die with it.

    Raises UserNotFound, NotYoursToSuspend, AccountDisabled, and AlreadySuspended, unless ``longer``: then the
    suspension that lasts longer stands.
    """
    user = locked_user(user_id)
    refuse_unless_theirs(by, user)
    there = Suspension.objects.filter(user=user).first()
    if there is not None and not longer:
        raise AlreadySuspended
    if there is None and not user.is_active:
        raise AccountDisabled
    if there is not None and there.until is not None and until is not None:
        until = max(until, there.until)
    until = None if there is not None and there.until is None else until
    tell_of_account(user, BANNED if until is None else SUSPENDED, until=until, message=reason)
    made, _ = Suspension.objects.update_or_create(user=user, defaults={"until": until, "reason": reason, "by": by})
    _close(user)
    moment = until.isoformat() if until else None
    record(Kind.ACCOUNT_SUSPENDED, user=user, actor=by, origin=origin, until=moment)
    enqueue(kind=MAIL, key=f"{user.pk}:{made.created_at:%Y%m%d%H%M%S}:{moment}", arguments={"user": str(user.pk)})
    return made


@transaction.atomic
def restore(*, user_id: UUID, by: User, origin: Origin, message: str = "") -> User:
    """Let the user in again. Raises UserNotFound, NotYoursToSuspend, NotSuspended."""
    user = locked_user(user_id)
    refuse_unless_theirs(by, user)
    if not _lift(user):
        raise NotSuspended
    log(Event.Kind.ACCOUNT_RESTORED, user_id=user.pk, moderator=by, message=message)
    record(Kind.ACCOUNT_RESTORED, user=user, actor=by, origin=origin)
    tell_of_account(user, RESTORED, message=message)
    return user


def end_suspensions(*, now: datetime) -> int:
    """Let those in again whose time is over; how many those were."""
    over = Suspension.objects.over(now).order_by("until").values_list("user_id", flat=True)
    return sum(_end_if_over(user_id, now) for user_id in list(over[:AT_ONCE]))


def refuse_suspended(user: User, now: datetime) -> None:
    """Of somebody who has proven who they are: raise AccountSuspended; a suspension whose time is over ends now."""
    if user.is_active:
        return
    there = Suspension.objects.filter(user=user).first()
    if there is None:
        return
    if there.until is None or there.until > now:
        raise AccountSuspended(until=there.until, reason=there.reason)
    _end_if_over(user.pk, now)
    user.refresh_from_db(fields=["is_active", "token_epoch"])


def may_suspend(by: User, user: User) -> bool:
    """Nobody themselves; superusers all others; staff whoever has no rights."""
    if by.pk == user.pk:
        return False
    return by.is_superuser or (by.is_staff and not user.is_staff and not user.is_superuser)


def refuse_unless_theirs(by: User, user: User) -> None:
    if not may_suspend(by, user):
        raise NotYoursToSuspend


def locked_user(user_id: UUID) -> User:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


@transaction.atomic
def _end_if_over(user_id: UUID, now: datetime) -> bool:
    """Looked at again under the lock: it may have been made longer, or the account deleted."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None or not Suspension.objects.over(now).filter(user=user).exists() or not _lift(user):
        return False
    log(Event.Kind.SUSPENSION_ENDED, user_id=user.pk)
    record(Kind.ACCOUNT_RESTORED, user=user, origin=NOWHERE)
    tell_of_account(user, RESTORED)
    return True


def _close(user: User) -> None:
    user.is_active = False
    user.token_epoch += 1
    user.save(update_fields=["is_active", "token_epoch"])
    user.sessions.active().end(because="suspended")


def _lift(user: User) -> bool:
    """Whether the locked user was suspended."""
    if not Suspension.objects.filter(user=user).delete()[0]:
        return False
    user.is_active = True
    user.save(update_fields=["is_active"])
    return True
