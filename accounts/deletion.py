"""Deleting an account: at once, and completely.

Up to `AT_ONCE` rows, all of it happens in the one transaction of the request. An account that holds more is closed
in that transaction: it has no name, no way in, and nothing of it is seen any more; a job then erases the rest and
begins anew where it was stopped.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.audit import Kind, record
from accounts.errors import UserNotFound
from accounts.models import User
from accounts.origin import NOWHERE, Origin
from accounts.personal_data import CLOSED_DOMAIN
from config.batches import Alive
from config.jobs.services import enqueue
from config.personal_data import erase_all, hide_all, rows_of

ERASE = "accounts.erase"
AT_ONCE = 50_000
"""Rows that are deleted while somebody waits."""


def delete_account(*, user: User, by: User | None, origin: Origin) -> None:
    """Delete the user and everything about them; ``by`` is the moderator who does it, None for themselves.

    Raises UserNotFound when somebody else has just done it.
    """
    with transaction.atomic():
        user = _locked(user.pk)
        moderator = None if by is None or by.pk == user.pk else by
        # Written after the commit, and without the name: this is about an account that nobody has.
        record(Kind.ACCOUNT_DELETED, user=None, actor=moderator, origin=origin if moderator else NOWHERE)
        if rows_of(user) <= AT_ONCE:
            _erase(user)
        else:
            hide_all(user)
            _erase_later(user.pk)


def finish_deletion(user_id: UUID, *, alive: Alive) -> None:
    """Erase an account that has been closed. Each batch is a transaction; what has gone is gone if this is stopped."""
    user = _closed().filter(pk=user_id).first()
    if user is None:
        return
    erase_all(user, alive=alive)
    with transaction.atomic():
        _erase(_locked(user.pk))


def resume_deletions() -> int:
    """See to the accounts that were closed and are still there; how many those are."""
    left = list(_closed().values_list("pk", flat=True))
    for user_id in left:
        _erase_later(user_id)
    return len(left)


def _closed() -> QuerySet[User]:
    return User.objects.filter(is_active=False, email__endswith=CLOSED_DOMAIN)


def _erase_later(user_id: UUID) -> None:
    enqueue(kind=ERASE, key=str(user_id), arguments={"user": str(user_id)})


def _locked(user_id: UUID) -> User:
    # Not the lock of a deletion: who is adding rows of this user at the moment has to get through.
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


def _erase(user: User) -> None:
    erase_all(user)
    # From here on nobody adds anything, and what was added meanwhile goes too.
    list(User.objects.select_for_update().filter(pk=user.pk).values_list("pk"))
    erase_all(user)
    User.objects.filter(pk=user.pk).delete()
