"""Whom a listener sees: the one rule behind every list and every page that shows somebody else's doings."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.models import Block, User


def seen_by(user: User, person: str = "") -> Q:
    """Rows whose ``person`` has an open account and is not blocked by the user, nor blocks them.

    ``person`` is the path of a foreign key to a user, such as `owner` or `playlist__owner`; "" is for users
    themselves. A row whose person is null is not seen.
    """
    # Asked once for the whole statement, and not for every row, which also keeps planners from expecting the worst.
    among = f"{person}__in" if person else "pk__in"
    met = Q(**{among: Block.objects.filter(blocked=user.pk).order_by().values("blocker")})
    made = Q(**{among: Block.objects.filter(blocker=user.pk).order_by().values("blocked")})
    return Q(**{f"{person}__is_active" if person else "is_active": True}) & ~met & ~made


def are_blocked(one: UUID, other: UUID) -> bool:
    """Whether either blocks the other."""
    pairs = Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)
    return Block.objects.filter(pairs).exists()
