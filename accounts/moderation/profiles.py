"""Profiles can be reported, and hidden: others then see the name, and neither words nor picture."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.errors import UserNotFound
from accounts.models import Profile, User
from accounts.moderation.reportable import Content, Reportable
from accounts.moderation.screening import held, verdict
from accounts.public_profiles import find_public_profile


def profile_content(profile: Profile) -> Content:
    """The profile has its user loaded."""
    user = profile.user
    return Content(
        kind="profile",
        id=user.pk,
        author_id=user.pk,
        text={"username": user.username, "bio": profile.bio},
        created_at=user.date_joined,
        hidden_at=profile.hidden_at,
        context={"picture": profile.avatar.name or ""},
    )


def screen_profile(user: User, *, bio: str) -> datetime | None:
    """Hide the profile if what it says now is to be held, and say since when. In the transaction that stores it."""
    why = verdict(author=user, kind="profile", texts=[user.username, bio])
    if why is None:
        return None
    moment = timezone.now()
    _hide(user.pk, moment)
    held(content=profile_content(Profile.objects.select_related("user").get(pk=user.pk)), why=why)
    return moment


def _shown_to(asking: User, user_id: UUID) -> Content | None:
    try:
        return profile_content(find_public_profile(asking=asking, user_id=user_id))
    except UserNotFound:
        return None


def _content(user_id: UUID) -> Content | None:
    profile = Profile.objects.select_related("user").filter(pk=user_id).first()
    return profile_content(profile) if profile else None


def _hide(user_id: UUID, moment: datetime | None) -> None:
    Profile.objects.filter(pk=user_id).update(hidden_at=moment)


PROFILE = Reportable("profile", "Profile", _shown_to, _content, _hide)
