"""A listener's accounts at other services. Their tokens are erased with them, and are in no export."""

from __future__ import annotations

from collections.abc import Iterator

from accounts.models import User
from config.batches import Alive, delete_in_batches, in_batches
from config.personal_data import PersonalData, Row
from integrations.links.models import LinkAttempt, LinkedAccount
from integrations.links.services import unlink

_COLUMNS = ("id", "service", "account_id", "account_name", "scopes", "state", "linked_at", "last_success_at")


def _rows(user: User) -> Iterator[Row]:
    return in_batches(LinkedAccount.objects.visible_to(user).values(*_COLUMNS), by=("id",))


def _erase(user: User, alive: Alive) -> None:
    _forget(user)
    alive()
    delete_in_batches(LinkAttempt.objects.filter(user=user), alive=alive)


def _forget(user: User) -> None:
    """Nothing may be asked of a service in the name of somebody who has left."""
    for account in LinkedAccount.objects.visible_to(user):
        unlink(account)


PARTS = (
    PersonalData(
        name="linked_accounts",
        columns=_COLUMNS,
        rows=_rows,
        count=lambda user: LinkedAccount.objects.visible_to(user).count(),
        erase=_erase,
        hide=_forget,
        holds=("links.LinkedAccount", "links.LinkAttempt"),
    ),
)
