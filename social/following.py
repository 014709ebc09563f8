"""Following and what belongs to it. Every change of who follows whom holds the locks of both users."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.blocking import lock_people
from accounts.errors import UserNotFound
from accounts.models import Profile, User
from accounts.seen import are_blocked, seen_by
from social import notices
from social.errors import OneselfFollowed, RequestNotFound, TooManyFollows
from social.models import Follow

MAX_FOLLOWS = 10_000
"""People that one listener follows or has asked to."""


@transaction.atomic
def follow(*, follower: User, user_id: UUID) -> Follow:
    """Follow them, or ask to where their profile is private. Repeating it changes nothing, except that a request to
    somebody who is not private any more is fulfilled.

    Raises OneselfFollowed, UserNotFound and TooManyFollows.
    """
    followed = _locked(follower, user_id)
    is_private = Profile.objects.filter(user=followed, is_private=True).exists()
    there = Follow.objects.filter(follower=follower, followed=followed).first()
    if there is None:
        there = _begin(follower, followed, is_private=is_private)
    elif there.accepted_at is None and not is_private:
        _accept(there)
        notices.request_is_over(there)
        notices.followed(follower=follower, followed=followed)
    return there


def unfollow(*, follower: User, user_id: UUID) -> None:
    """Follow them no longer, or withdraw the request; nothing where there is neither.

    Raises OneselfFollowed and UserNotFound.
    """
    if user_id == follower.pk:
        raise OneselfFollowed
    if not _end(follower.pk, user_id) and not User.objects.filter(seen_by(follower), pk=user_id).exists():
        raise UserNotFound


def remove_follower(*, user: User, follower_id: UUID) -> None:
    """Let somebody follow no longer, without telling them; nothing where they do not."""
    _end(follower_id, user.pk)


@transaction.atomic
def accept_request(*, user: User, request_id: UUID) -> Follow:
    """Raises RequestNotFound, also for one that was accepted before."""
    asked = _request(request_id)
    lock_people([asked.follower_id, asked.followed_id])
    # Again: it may have been withdrawn or answered, and who asked may be blocked since.
    mine = Follow.objects.requests().filter(seen_by(user, "follower"), followed=user, pk=request_id)
    found = mine.select_related("follower__profile").first()
    if found is None:
        raise RequestNotFound
    _accept(found)
    notices.request_is_over(found)
    notices.accepted(follower=found.follower, by=user)
    return found


@transaction.atomic
def end_request(*, user: User, request_id: UUID) -> None:
    """Decline a request to the listener, or withdraw their own. Raises RequestNotFound."""
    asked = _request(request_id)
    if user.pk not in (asked.follower_id, asked.followed_id):
        raise RequestNotFound
    lock_people([asked.follower_id, asked.followed_id])
    if not Follow.objects.requests().filter(pk=request_id).delete()[0]:
        raise RequestNotFound
    notices.request_is_over(asked)


def end_between(blocker: User, blocked: User) -> None:
    """For `accounts.blocking.on_block`, whose caller holds both locks."""
    for each in Follow.objects.between(blocker, blocked):
        notices.request_is_over(each)
    Follow.objects.between(blocker, blocked).delete()


def _locked(follower: User, user_id: UUID) -> User:
    """The other one; with the locks of both, so that nobody blocks anybody meanwhile."""
    if user_id == follower.pk:
        raise OneselfFollowed
    people = {each.pk: each for each in lock_people([follower.pk, user_id])}
    followed = people.get(user_id)
    if followed is None or not followed.is_active or are_blocked(follower.pk, user_id):
        raise UserNotFound
    return followed


def _begin(follower: User, followed: User, *, is_private: bool) -> Follow:
    if Follow.objects.filter(follower=follower).count() >= MAX_FOLLOWS:
        raise TooManyFollows
    now = timezone.now()
    made = Follow.objects.create(
        follower=follower, followed=followed, created_at=now, accepted_at=None if is_private else now
    )
    tell = notices.asked if is_private else notices.followed
    tell(follower=follower, followed=followed)
    return made


def _accept(request: Follow) -> None:
    request.accepted_at = timezone.now()
    request.save(update_fields=["accepted_at"])


@transaction.atomic
def _end(follower_id: UUID, followed_id: UUID) -> bool:
    """Whether there was something to end."""
    lock_people([follower_id, followed_id])
    there = Follow.objects.filter(follower=follower_id, followed=followed_id).first()
    if there is None:
        return False
    there.delete()
    notices.request_is_over(there)
    return True


def _request(request_id: UUID) -> Follow:
    found = Follow.objects.requests().filter(pk=request_id).first()
    if found is None:
        raise RequestNotFound
    return found
