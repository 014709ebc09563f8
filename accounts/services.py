"""The verbs of an account: register, sign in, change what it says."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.attempts import give_back, take_attempt
from accounts.audit import Kind, hashed_address, record
from accounts.errors import AccountInvalid, EmailNotVerified, SignInFailed, SignUpClosed
from accounts.invitations import refuse_uninvited, use_invitation
from accounts.models import Profile, Suspension, User, normalised_email
from accounts.moderation.profiles import screen_profile
from accounts.moderation.suspending import refuse_suspended
from accounts.origin import NOWHERE, Origin
from accounts.passwords import FieldErrors, weaknesses
from accounts.tokens import TokenPair, open_session
from accounts.verification import ask_to_verify
from config.images import read_image, replace_file
from config.prepared import Prepared

_PROFILE = Prepared(lambda user: Profile.objects.filter(user=user), user=UUID)


def register(*, username: str, email: str, password: str, invite_code: str = "", origin: Origin = NOWHERE) -> User:
    """A new listener with a profile. Raises as `applicant` and `admit` do."""
    user = applicant(username=username, email=email, password=password, invite_code=invite_code)
    admit(user=user, invite_code=invite_code, origin=origin)
    return user


def applicant(*, username: str, email: str, password: str, invite_code: str = "") -> User:
    """Somebody who may be admitted, not stored yet. Hashes the password, which takes its time: not in a transaction.

    Raises SignUpClosed or InviteInvalid, as `SIGN_UP_POLICY` says, and AccountInvalid: username or address taken,
    password too easy.
    """
    if settings.SIGN_UP_POLICY == "closed":
        raise SignUpClosed
    refuse_uninvited(invite_code)
    user = User(username=username, email=normalised_email(email))
    if errors := {**_taken(user), **weaknesses(password, user, field="password")}:
        raise AccountInvalid(errors)
    user.password = make_password(password)
    return user


def sign_in(*, email: str, password: str, origin: Origin = NOWHERE) -> TokenPair:
    """A new session of the user with this address.

    Raises SignInFailed, whatever the reason, after the same work; TooManyAttempts before any; and, with the right
    password, AccountSuspended, and EmailNotVerified where that is required.
    """
    taken = take_attempt(email=email, origin=origin)
    user = _proven(normalised_email(email), password, origin)
    give_back(taken)
    refuse_suspended(user, timezone.now())
    if settings.EMAIL_VERIFICATION == "required" and user.email_verified_at is None:
        raise EmailNotVerified
    return _enter(user, timezone.now(), origin)


def profile_of(user: User) -> Profile:
    """The user's profile; made now for a row that came into the database without `User.save`."""
    profile = _PROFILE.first(user=user.pk) or Profile.objects.get_or_create(user=user)[0]
    profile.user = user
    return profile


def change_profile(*, user: User, username: str | None = None, **said: Any) -> Profile:
    """Change what is given of ``username``, `bio`, `is_private` and `shares_listens`.

    Raises AccountInvalid when the username is another's.
    """
    profile = profile_of(user)
    words = username not in (None, user.username) or said.get("bio", profile.bio) != profile.bio
    with transaction.atomic():
        if username is not None and username != user.username:
            user.username = username
            save_user(user, "username")
        for name, value in said.items():
            setattr(profile, name, value)
        if said:
            profile.save(update_fields=[*said, "updated_at"])
        if words:
            profile.hidden_at = screen_profile(user, bio=profile.bio) or profile.hidden_at
    return profile


def change_avatar(*, user: User, upload: File[bytes]) -> Profile:
    """Show another picture. Raises FieldError on `avatar`. Not to be called in a transaction."""
    profile = profile_of(user)
    replace_file(instance=profile, field_name="avatar", content=read_image(upload, field="avatar"))
    return profile


def remove_avatar(*, user: User) -> None:
    """Show no picture any more. Not to be called in a transaction."""
    replace_file(instance=profile_of(user), field_name="avatar", content=None)


@transaction.atomic
def admit(*, user: User, invite_code: str = "", origin: Origin = NOWHERE) -> None:
    """Store an `applicant`. Raises InviteInvalid and AccountInvalid for what others took meanwhile."""
    invitation = use_invitation(invite_code)
    save_user(user)
    screen_profile(user, bio="")
    if settings.EMAIL_VERIFICATION != "off":
        ask_to_verify(email=user.email)
    details = {"invite_code": str(invitation)} if invitation else {}
    record(Kind.SIGNED_UP, user=user, actor=user, origin=origin, **details)


def _proven(email: str, password: str, origin: Origin) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        make_password(password)  # an unknown address must take as long as a wrong password
        record(Kind.SIGN_IN_FAILED, user=None, origin=origin, address=hashed_address(email))
        raise SignInFailed
    if not user.check_password(password) or not (user.is_active or Suspension.objects.filter(user=user).exists()):
        record(Kind.SIGN_IN_FAILED, user=user, origin=origin)
        raise SignInFailed
    return user


@transaction.atomic
def _enter(user: User, now: datetime, origin: Origin) -> TokenPair:
    # The conditional update also keeps the row from being deleted or disabled before the session stands.
    if not User.objects.filter(pk=user.pk, is_active=True).update(last_login=now):
        raise SignInFailed
    record(Kind.SIGNED_IN, user=user, actor=user, origin=origin)
    return open_session(user=user, origin=origin)


def save_user(user: User, *fields: str) -> None:
    """Save a user whose names may have been taken since they were looked for: the constraints have the last word."""
    try:
        user.save(update_fields=fields or None)
    except IntegrityError:
        if errors := _taken(user):
            raise AccountInvalid(errors) from None
        raise


def _taken(user: User) -> FieldErrors:
    """Both names are looked for in one statement, so that one answer tells of one moment."""
    errors: FieldErrors = {}
    for username, email in User.objects.with_name_or_address_of(user).values_list("username", "email"):
        if username.lower() == user.username.lower():
            errors["username"] = [{"message": "A user with that username already exists.", "code": "unique"}]
        if email == user.email:
            errors["email"] = [{"message": "A user with that e-mail address already exists.", "code": "unique"}]
    return errors
