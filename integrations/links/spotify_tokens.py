"""The access token of a linked Spotify account, renewed when it is due: one renewal at a time, over all processes.

Whoever renews holds the row for `RENEWAL_SECONDS` by a conditional update; the others wait for the tokens that come of
it. No transaction is open meanwhile. A process that dies in between lets go by the clock.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone

from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkedAccount, Service
from integrations.links.services import Tokens, mark_sign_in_again, note_error, replace_tokens, token_of
from integrations.links.spotify import NOT_REGISTERED, consent, tokens_of
from integrations.spotify.answers import SERVICE
from integrations.spotify.errors import GrantRefused, ListenerNotRegistered

logger = logging.getLogger(__name__)

EARLY: Final = timedelta(minutes=1)
"""Before its end a token is no longer used: a request takes its time, and clocks differ."""
AHEAD: Final = timedelta(minutes=10)
"""How long before its end the scheduled task renews a token."""
AHEAD_AT_ONCE: Final = 200
RENEWAL_SECONDS: Final = 10.0
LOOK_SECONDS: Final = 0.05
ENDED: Final = "Spotify no longer accepts this link: it lasts six months, or was taken back there. Link it again."


class ListenerTokens:
    """A `TokenSource` for one account. Both methods also raise `SignInAgain` when the link has ended."""

    def __init__(self, account: LinkedAccount) -> None:
        self._account = account

    def token(self, *, budget: Budget) -> str:
        tokens = token_of(self._account)
        if tokens.ends_at is not None and tokens.ends_at - EARLY <= timezone.now():
            tokens = self._renew(budget)
        return tokens.access

    def renewed(self, refused: str, *, budget: Budget) -> str:
        self._account = _as_it_is(self._account)
        tokens = token_of(self._account)
        return tokens.access if tokens.access != refused else self._renew(budget).access

    def _renew(self, budget: Budget) -> Tokens:
        self._account, tokens = renewed(self._account, budget=budget)
        return tokens


def renewed(account: LinkedAccount, *, budget: Budget) -> tuple[LinkedAccount, Tokens]:
    """The account with other tokens than ``account`` has: got now, or by somebody else meanwhile.

    Raises `SignInAgain` when Spotify takes the refresh token no more, or the account was unlinked; `ProviderError`s.
    """
    while not _claim(account):
        found = _as_it_is(account)
        if found.version != account.version or found.state != account.state:
            return found, token_of(found)
        if budget.remaining < LOOK_SECONDS:
            raise ProviderUnavailable(SERVICE, "no token in time")
        time.sleep(LOOK_SECONDS)
    try:
        return account, _renew(account, budget)
    finally:
        # Of this version only: new tokens have let go already.
        LinkedAccount.objects.filter(pk=account.pk, version=account.version).update(renewing_until=None)


def renew_ahead() -> int:
    """Renew the tokens that end soon, before somebody waits for them; how many were."""
    soon = LinkedAccount.objects.of_service(Service.SPOTIFY).ending_before(timezone.now() + AHEAD)
    count = 0
    for account in soon[:AHEAD_AT_ONCE]:
        try:
            renewed(account, budget=Budget(RENEWAL_SECONDS, background=True))
        except SignInAgain:
            continue
        except ProviderUnavailable as error:
            logger.info("The tokens of %s were not renewed: %s", account.pk, error)
            if not isinstance(error, ListenerNotRegistered):
                break
        else:
            count += 1
    return count


def _claim(account: LinkedAccount) -> bool:
    now = timezone.now()
    free = Q(renewing_until=None) | Q(renewing_until__lt=now)
    mine = LinkedAccount.objects.active().filter(free, pk=account.pk, version=account.version)
    return mine.update(renewing_until=now + timedelta(seconds=RENEWAL_SECONDS)) == 1


def _renew(account: LinkedAccount, budget: Budget) -> Tokens:
    earlier = token_of(account)
    try:
        grant = consent().renew(earlier.refresh, budget=budget)
    except GrantRefused:
        mark_sign_in_again(account, ENDED)
        raise SignInAgain from None
    except ListenerNotRegistered:
        note_error(account, NOT_REGISTERED)
        raise
    tokens = tokens_of(grant, earlier_refresh=earlier.refresh)
    if not replace_tokens(account, tokens):
        # Linked anew or unlinked while Spotify was asked: what it said is of no use any more.
        return token_of(_as_it_is(account))
    return tokens


def _as_it_is(account: LinkedAccount) -> LinkedAccount:
    """The row as others have left it. Raises `SignInAgain` when it was unlinked."""
    found = LinkedAccount.objects.filter(pk=account.pk).first()
    if found is None:
        raise SignInAgain
    return found
