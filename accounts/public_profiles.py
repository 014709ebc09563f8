"""Who may see whose profile, and what of it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Exists, Q

from accounts.errors import UserNotFound
from accounts.models import Profile, User
from accounts.seen import seen_by

admitted: list[Callable[[User, UUID], Q | Exists]] = []
"""Upper rooms let somebody see a private profile, such as who follows it: conditions on profiles, of which one has to
hold. Filled by `AppConfig.ready`."""


def find_public_profile(*, asking: User, user_id: UUID) -> Profile:
    """The profile with its user; raises UserNotFound where it is private, its account is disabled, or one blocks the
    other.

    Listeners see their own, and staff see all. What moderators hid is empty for everybody but its owner.
    """
    profiles = Profile.objects.select_related("user").filter(pk=user_id)
    if not asking.is_staff:
        open_to = Q(is_private=False)
        for each in admitted:
            open_to |= Q(each(asking, user_id))
        profiles = profiles.filter(Q(user=asking) | open_to & seen_by(asking, "user"))
    profile = profiles.first()
    if profile is None:
        raise UserNotFound
    if profile.user_id != asking.pk:
        profile.bio, profile.avatar = profile.bio_for_others, profile.avatar_for_others
    return profile
