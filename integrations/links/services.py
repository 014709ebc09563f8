"""What can be done with a linked account. Tokens go in and come out here, and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from config.notices import notice
from integrations.links import registry
from integrations.links.errors import AccountLinkedElsewhere, LinkNotFound, SignInAgain
from integrations.links.models import LONGEST_ERROR, LinkedAccount
from integrations.links.sealing import Unreadable, seal, unseal
from integrations.scalars import text

logger = logging.getLogger(__name__)

SUCCESS_NOTED_EVERY = timedelta(minutes=1)
UNREADABLE = "This server can no longer read the tokens of this link: its keys were changed."


@dataclass(frozen=True, slots=True)
class Tokens:
    """``access`` is whatever the service wants to see; ``refresh`` and ``ends_at`` only where there are such things."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    ends_at: datetime | None = None


def link(
    *, user: User, service: str, account_id: str, account_name: str, tokens: Tokens, scopes: Sequence[str] = ()
) -> LinkedAccount:
    """Link the account, in the place of the one that the listener had linked at this service before.

    ``account_id`` must be in one spelling (names that ignore case: folded). Raises `AccountLinkedElsewhere`, and
    `LinkingOff` without keys.
    """
    try:
        return _store(user, service, account_id, account_name, tokens, scopes)
    except IntegrityError:
        if LinkedAccount.objects.filter(service=service, account_id=account_id).exclude(user=user).exists():
            raise AccountLinkedElsewhere from None
        raise


@transaction.atomic
def _store(
    user: User, service: str, account_id: str, name: str, tokens: Tokens, scopes: Sequence[str]
) -> LinkedAccount:
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    account = LinkedAccount.objects.visible_to(user).of_service(service).first()
    account = account or LinkedAccount(user=user, service=service, version=0)
    account.account_id, account.account_name = text(account_id, 200), text(name, 200)
    account.scopes, account.state, account.last_error = list(scopes), LinkedAccount.State.ACTIVE, ""
    account.linked_at = account.last_success_at = timezone.now()
    account.renewing_until = None
    _put(account, tokens)
    account.save()
    return account


def _put(account: LinkedAccount, tokens: Tokens) -> None:
    account.sealed = seal(account.pk, {"access": tokens.access, "refresh": tokens.refresh})
    account.tokens_end_at = tokens.ends_at
    account.version += 1


def account_of(user: User, service: str) -> LinkedAccount:
    """Raises `LinkNotFound`."""
    account = LinkedAccount.objects.visible_to(user).of_service(service).first()
    if account is None:
        raise LinkNotFound
    return account


def token_of(account: LinkedAccount) -> Tokens:
    """The tokens. Raises `SignInAgain` for a link that has ended, and ends one whose tokens cannot be read."""
    if account.state != LinkedAccount.State.ACTIVE:
        raise SignInAgain
    try:
        secrets = unseal(account.pk, account.sealed)
    except Unreadable:
        mark_sign_in_again(account, UNREADABLE)
        raise SignInAgain from None
    return Tokens(secrets["access"], secrets["refresh"], account.tokens_end_at)


def replace_tokens(account: LinkedAccount, tokens: Tokens) -> bool:
    """Store tokens that were got with those of ``account``; False when it has been linked anew or unlinked since."""
    known = account.version
    _put(account, tokens)
    account.state, account.last_error, account.renewing_until = LinkedAccount.State.ACTIVE, "", None
    account.last_success_at = timezone.now()
    columns = ("sealed", "tokens_end_at", "version", "state", "last_error", "renewing_until", "last_success_at")
    changed = {column: getattr(account, column) for column in columns}
    return LinkedAccount.objects.filter(pk=account.pk, version=known).update(**changed) == 1


@transaction.atomic
def unlink(account: LinkedAccount) -> None:
    """Forget the account and its tokens. A repeat does nothing."""
    locked = LinkedAccount.objects.select_for_update().filter(pk=account.pk).first()
    if locked is not None:
        registry.has_ended(locked)
        locked.delete()


@transaction.atomic
def mark_sign_in_again(account: LinkedAccount, reason: str) -> None:
    """The service takes the tokens that ``account`` was loaded with no more: the listener has to link it again.

    Does nothing when it has got other tokens meanwhile. ``reason`` is shown to the listener. The tokens are forgotten.
    """
    ended = LinkedAccount.objects.active().filter(pk=account.pk, version=account.version)
    account.state, account.last_error = LinkedAccount.State.SIGN_IN_AGAIN, text(reason, LONGEST_ERROR)
    changed = {"state": account.state, "last_error": account.last_error, "sealed": "", "renewing_until": None}
    if ended.update(**changed, tokens_end_at=None):
        logger.info("The link %s to %s has ended.", account.pk, account.service)
        notice(
            user=account.user,
            kind="link_expired",
            data={"name": account.get_service_display(), "service": account.service},
            group_key=f"link:{account.pk}:{account.version}",
        )


def note_success(account: LinkedAccount) -> None:
    """The service has just done what was asked. Writes once a minute at most, and at once after an error."""
    now = timezone.now()
    noted = Q(last_success_at__gt=now - SUCCESS_NOTED_EVERY, last_error="")
    LinkedAccount.objects.active().filter(pk=account.pk).exclude(noted).update(last_success_at=now, last_error="")


def note_error(account: LinkedAccount, reason: str) -> None:
    """What went wrong last, as the listener will read it. The link stays as it is."""
    LinkedAccount.objects.active().filter(pk=account.pk).update(last_error=text(reason, LONGEST_ERROR))
