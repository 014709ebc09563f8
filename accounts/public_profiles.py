"""Who may see whose profile."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.errors import UserNotFound
from accounts.models import Profile, User


def find_public_profile(*, asking: User, user_id: UUID) -> Profile:
    """The profile with its user; raises UserNotFound where it is private, or the account is disabled.

    Listeners see their own, and staff see all.
    """
    profiles = Profile.objects.select_related("user").filter(pk=user_id)
    if not asking.is_staff:
        profiles = profiles.filter(Q(user=asking) | Q(is_private=False, user__is_active=True))
    profile = profiles.first()
    if profile is None:
        raise UserNotFound
    return profile
