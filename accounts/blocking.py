"""Blocks: taking one back, and making one, which also ends what the two had with each other in the upper rooms.

Rooms register what that takes in `on_block`. Whoever joins two listeners (a follow, an invitation) locks both with
`lock_people` and asks `are_blocked` after it, so that a block at the same moment is not missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import OneselfBlocked, TooManyBlocks, UserNotFound
from accounts.models import Block, User
from accounts.personal_data import CLOSED_DOMAIN

MAX_BLOCKS = 10_000
"""Of one listener."""

on_block: list[Callable[[User, User], None]] = []
"""Called as `(blocker, blocked)` inside the transaction of a new block. Filled by each room's `AppConfig.ready`."""


@transaction.atomic
def block(*, blocker: User, user_id: UUID) -> tuple[Block, bool]:
    """The block, and whether it is new. Raises OneselfBlocked, UserNotFound, TooManyBlocks."""
    person = _person(blocker, user_id)
    lock_people([blocker.pk, person.pk])
    there = Block.objects.filter(blocker=blocker, blocked=person).select_related("blocked").first()
    if there is not None:
        return there, False
    if blocks_of(blocker).count() >= MAX_BLOCKS:
        raise TooManyBlocks
    made = Block.objects.create(blocker=blocker, blocked=person)
    for each in on_block:
        each(blocker, person)
    return made, True


def unblock(*, blocker: User, user_id: UUID) -> None:
    """Take the block back, if there is one. Raises OneselfBlocked, UserNotFound."""
    Block.objects.filter(blocker=blocker, blocked=_person(blocker, user_id)).delete()


def blocks_of(user: User) -> QuerySet[Block]:
    """Whom the listener blocks, the latest first."""
    return Block.objects.filter(blocker=user).select_related("blocked")


def lock_people(ids: Iterable[UUID]) -> list[User]:
    """Lock the rows of these users until the transaction ends, always in the same order; those that are there."""
    return list(User.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk"))


def _person(blocker: User, user_id: UUID) -> User:
    """Somebody else, whatever they think of the blocker: who is blocked may block too."""
    if user_id == blocker.pk:
        raise OneselfBlocked
    person = User.objects.exclude(email__endswith=CLOSED_DOMAIN).filter(pk=user_id).first()
    if person is None:
        raise UserNotFound
    return person
