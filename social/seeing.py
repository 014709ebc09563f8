"""Whose doings a listener sees: those of people with an open account, of whom neither blocks the other, and who either
keep no private profile or let the listener follow them.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.seen import seen_by
from social.follow_models import Follow


def doings_seen_by(user: User, person: str = "") -> Q:
    """Rows about what ``person`` did; the path of a foreign key to a user, "" for users themselves."""
    path = f"{person}__" if person else ""
    oneself = Q(**{person or "pk": user.pk})
    is_open = Q(**{f"{path}profile__is_private": False})
    return seen_by(user, person) & (oneself | is_open | follows(user, f"{person}_id" if person else "pk"))


def follows(user: User, person_id: str) -> Q:
    """Rows whose person, by the name of a column with their id, the user follows and was let to."""
    return Q(Exists(Follow.objects.accepted().filter(follower=user.pk, followed=OuterRef(person_id))))


def admits(asking: User, user_id: UUID) -> Q:
    """For `accounts.public_profiles`: profiles whose owner lets ``asking`` follow them."""
    return follows(asking, "user_id")


def find_seen(user: User, user_id: UUID) -> User | None:
    """The person with the profile, where their doings are for the user to see; in one statement."""
    people = User.objects.select_related("profile").filter(pk=user_id)
    return people.filter(Q(pk=user.pk) | doings_seen_by(user)).first()
