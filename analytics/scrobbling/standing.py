"""How a listener's services stand, and switching one off and on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.outbox import SERVICES, flush_each
from integrations.links.errors import UnknownService
from integrations.links.models import LinkedAccount
from integrations.links.services import account_of

Standing = dict[str, Any]


def standings(user: User) -> list[Standing]:
    """Of each linked service that listens are sent to, by its name. Two statements."""
    linked = LinkedAccount.objects.visible_to(user).filter(service__in=SERVICES)
    accounts = list(linked.select_related("outlet").order_by("service"))
    rows = Scrobble.objects.visible_to(user).exclude(state=Scrobble.State.SENT).order_by()
    counted = rows.values_list("link", "state", "reason").annotate(number=Count("pk"))
    counts = {(link, state, reason): number for link, state, reason, number in counted} if accounts else {}
    return [_standing(account, counts) for account in accounts]


def standing(user: User, service: str) -> Standing:
    """Raises `UnknownService` and `LinkNotFound`."""
    account = scrobbled_account(user, service)
    return next(each for each in standings(user) if each["service"] == account.service)


def scrobbled_account(user: User, service: str) -> LinkedAccount:
    """Raises `UnknownService` and `LinkNotFound`."""
    if service not in SERVICES:
        raise UnknownService
    return account_of(user, service)


@transaction.atomic
def switch(*, account: LinkedAccount, on: bool) -> None:
    """Send listens there from now on, or no more. What waits is kept while it is off, and sent when it is on again."""
    Outlet.objects.update_or_create(link=account, defaults={"is_on": on})
    if on:
        flush_each(Outlet.objects.due(timezone.now()).filter(pk=account.pk).values_list("pk", flat=True))


def _standing(account: LinkedAccount, counts: Mapping[tuple[Any, str, str], int]) -> Standing:
    outlet = getattr(account, "outlet", None) or Outlet()
    reasons = {reason: counts.get((account.pk, Scrobble.State.DROPPED, reason), 0) for reason in Scrobble.Reason.values}
    return {
        "service": account.service,
        "account_name": account.account_name,
        "enabled": outlet.is_on,
        "state": account.state,
        "pending": counts.get((account.pk, Scrobble.State.PENDING, ""), 0),
        "sent": outlet.sent,
        "dropped": outlet.dropped,
        "dropped_by_reason": {reason: number for reason, number in reasons.items() if number},
        "last_sent_at": outlet.last_sent_at,
        "last_error": outlet.last_error,
        "next_attempt_at": outlet.next_at,
    }
