"""People as the social room shows them: with how the listener and they stand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.errors import UserNotFound
from accounts.models import Profile, User
from accounts.seen import seen_by
from social.follow_models import FollowQuerySet
from social.models import Follow
from social.seeing import doings_seen_by, find_seen

NO, ASKED, YES = "no", "requested", "yes"
FOLLOW_STATES = ((NO, "No"), (ASKED, "Requested"), (YES, "Yes"))


@dataclass(frozen=True, slots=True)
class Person:
    """``user`` has the profile loaded. ``is_followed`` is one of `FOLLOW_STATES`, ``since`` when what the list is about
    began.
    """

    user: User
    is_followed: str
    follows_you: bool
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's page, with counts where the listener may see whom they are with."""

    person: Person
    followers: int | None
    following: int | None


def person_of(listener: User, user: User, since: datetime | None = None) -> Person:
    """One statement, and one more where the profile is not loaded."""
    return people_of(listener, [(user, since)])[0]


def people_of(listener: User, users: Sequence[tuple[User, datetime | None]]) -> list[Person]:
    """One statement for all."""
    ids = [user.pk for user, _ in users]
    pairs = Q(follower=listener, followed__in=ids) | Q(followed=listener, follower__in=ids)
    states: dict[tuple[UUID, UUID], datetime | None] = {
        (follower, followed): accepted
        for follower, followed, accepted in Follow.objects.filter(pairs).values_list(
            "follower_id", "followed_id", "accepted_at"
        )
    }

    def made(user: User, since: datetime | None) -> Person:
        mine = (listener.pk, user.pk)
        state = NO if mine not in states else YES if states[mine] else ASKED
        return Person(user, state, states.get((user.pk, listener.pk)) is not None, since)

    return [made(user, since) for user, since in users]


def followers_of(user: User, *, seen: User) -> FollowQuerySet:
    """Who follows the user, as far as ``seen`` sees them; their own followers everybody sees but for blocked ones."""
    who = seen_by(seen, "follower") if user.pk == seen.pk else doings_seen_by(seen, "follower")
    return Follow.objects.accepted().filter(who, followed=user)


def followed_by(user: User, *, seen: User) -> FollowQuerySet:
    """Whom the user follows, in the same way."""
    who = seen_by(seen, "followed") if user.pk == seen.pk else doings_seen_by(seen, "followed")
    return Follow.objects.accepted().filter(who, follower=user)


def standing(*, asking: User, user_id: UUID) -> Standing:
    """Somebody's name and picture, which who wants to follow them has to find; raises UserNotFound."""
    user = User.objects.filter(seen_by(asking), pk=user_id).select_related("profile").first()
    if user is None:
        raise UserNotFound
    person = person_of(asking, user)
    is_open = Profile.objects.filter(user=user, is_private=False).exists()
    if user.pk != asking.pk and not is_open and person.is_followed != YES:
        return Standing(person, None, None)
    return Standing(person, followers_of(user, seen=asking).count(), followed_by(user, seen=asking).count())


def shown_person(*, asking: User, user_id: UUID) -> User:
    """Somebody whose doings ``asking`` sees; raises UserNotFound."""
    user = find_seen(asking, user_id)
    if user is None:
        raise UserNotFound
    return user


def named(*, asking: User, username: str) -> list[Person]:
    """Who has that name, in whatever case it is written: one person, or nobody."""
    users = User.objects.alias(folded=Lower("username")).filter(seen_by(asking), folded=username.lower())
    return people_of(asking, [(user, None) for user in users.select_related("profile")[:1]])
