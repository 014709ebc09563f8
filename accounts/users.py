"""The verbs of the users endpoints: sign up with a taste, change what an account says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.audit import Kind, record
from accounts.errors import UserNotFound
from accounts.models import Profile, User, normalised_email
from accounts.moderation.profiles import screen_profile
from accounts.origin import Origin
from accounts.passwords import prove_password
from accounts.services import admit, applicant, profile_of, save_user
from accounts.verification import ask_to_verify
from config.errors import FieldError

TASTE = ("favorite_genres", "favorite_artists", "moods", "preferences")

Changes = dict[str, Any]


def visible_users(asking: User) -> QuerySet[User]:
    """Oneself; for staff everybody but superusers, who are for superusers to see."""
    oneself = Q(pk=asking.pk)
    if asking.is_superuser:
        return User.objects.all()
    return User.objects.filter(oneself | Q(is_superuser=False) if asking.is_staff else oneself)


def find_user(*, asking: User, user_id: UUID) -> User:
    """The user with the profile; raises UserNotFound."""
    user = visible_users(asking).select_related("profile").filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    if not hasattr(user, "profile"):  # a row that came into the database without `User.save`
        user.profile = profile_of(user)
    return user


def create_user(
    *,
    first_name: str = "",
    last_name: str = "",
    profile: Changes | None = None,
    invite_code: str = "",
    origin: Origin,
    **registration: str,
) -> User:
    """As `services.register`, whose errors it raises, with names and a taste. Not to be called in a transaction."""
    user = applicant(**registration, invite_code=invite_code)
    user.first_name, user.last_name = first_name, last_name
    with transaction.atomic():
        admit(user=user, invite_code=invite_code, origin=origin)
        user.profile = change_taste(user=user, changes=profile or {})
    return user


def change_user(*, user: User, by: User, changes: Changes, origin: Origin) -> User:
    """Change what is given of names, address and taste.

    To change one's own address takes the password; another's is changed by superusers only, since mails for a new
    password go there. Raises PasswordWrong, TooManyAttempts and FieldError for that, and AccountInvalid for a username
    or address that is another's.
    """
    taste, password = changes.pop("profile", {}), changes.pop("password", "")
    if "email" in changes:
        changes["email"] = normalised_email(changes["email"])
    changes = {name: value for name, value in changes.items() if value != getattr(user, name)}
    if "email" in changes:
        _allow_new_address(user, by, password, origin)
    with transaction.atomic():
        _change_columns(user, by, changes, origin)
        user.profile = change_taste(user=user, changes=taste)
    return user


def _allow_new_address(user: User, by: User, password: str, origin: Origin) -> None:
    if by.pk == user.pk:
        prove_password(user=user, password=password, origin=origin, field="password")
    elif not by.is_superuser:
        raise FieldError("email", "Only its owner and superusers can change an address.", code="not_yours")


@transaction.atomic
def change_taste(*, user: User, changes: Changes) -> Profile:
    """Set those of `TASTE` that are given; the others stay."""
    profile = profile_of(user)
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.save(update_fields=[*changes, "updated_at"])
    return profile


def _change_columns(user: User, by: User, changes: Changes, origin: Origin) -> None:
    for name, value in changes.items():
        setattr(user, name, value)
    if "email" in changes:
        user.email_verified_at = None
    if changes:
        save_user(user, *changes, *(["email_verified_at"] if "email" in changes else []))
    if "username" in changes and by.pk == user.pk:
        screen_profile(user, bio=profile_of(user).bio)
    if "email" in changes:
        record(Kind.EMAIL_CHANGED, user=user, actor=by, origin=origin)
        if settings.EMAIL_VERIFICATION != "off":
            ask_to_verify(email=user.email)
