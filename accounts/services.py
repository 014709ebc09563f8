"""The verbs of an account: register, sign in, change what it says."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import AccountInvalid, SignInFailed
from accounts.models import Profile, SessionQuerySet, User, normalised_email
from accounts.tokens import TokenPair, open_session
from config.images import read_image, replace_file

FieldErrors = dict[str, list[dict[str, str]]]


def register(*, username: str, email: str, password: str) -> User:
    """A new listener with a profile. Raises AccountInvalid: username or address taken, password too easy."""
    user = User(username=username, email=normalised_email(email))
    if errors := {**_taken(user), **_weaknesses(password, user)}:
        raise AccountInvalid(errors)
    user.password = make_password(password)
    _save(user)
    return user


def sign_in(*, email: str, password: str, user_agent: str = "", address: str = "") -> TokenPair:
    """A new session of the user with this address. Raises SignInFailed, whatever the reason, after the same work."""
    user = User.objects.filter(email=normalised_email(email)).first()
    if user is None:
        make_password(password)  # an unknown address must take as long as a wrong password
        raise SignInFailed
    if not user.check_password(password) or not user.is_active:
        raise SignInFailed
    return _enter(user, timezone.now(), user_agent, address)


def profile_of(user: User) -> Profile:
    """The user's profile; made now for a row that came into the database without `User.save`."""
    profile, _ = Profile.objects.get_or_create(user=user)
    profile.user = user
    return profile


def change_profile(*, user: User, username: str | None = None, bio: str | None = None) -> Profile:
    """Change what is given. Raises AccountInvalid when the username is another's."""
    profile = profile_of(user)
    with transaction.atomic():
        if username is not None and username != user.username:
            user.username = username
            _save(user, "username")
        if bio is not None:
            profile.bio = bio
            profile.save(update_fields=["bio", "updated_at"])
    return profile


def change_avatar(*, user: User, upload: File[bytes]) -> Profile:
    """Show another picture. Raises FieldError on `avatar`. Not to be called in a transaction."""
    profile = profile_of(user)
    replace_file(instance=profile, field_name="avatar", content=read_image(upload, field="avatar"))
    return profile


def remove_avatar(*, user: User) -> None:
    """Show no picture any more. Not to be called in a transaction."""
    replace_file(instance=profile_of(user), field_name="avatar", content=None)


def end_sessions(*, sessions: SessionQuerySet, because: str) -> int:
    """End those of ``sessions`` that are active, and with them all their tokens; how many that were."""
    return sessions.active().update(revoked_at=timezone.now(), revoked_because=because)


@transaction.atomic
def _enter(user: User, now: datetime, user_agent: str, address: str) -> TokenPair:
    # The conditional update also keeps the row from being deleted or disabled before the session stands.
    if not User.objects.filter(pk=user.pk, is_active=True).update(last_login=now):
        raise SignInFailed
    return open_session(user=user, user_agent=user_agent, address=address)


def _save(user: User, *fields: str) -> None:
    """Save a user whose names may have been taken since they were looked for: the constraints have the last word."""
    try:
        user.save(update_fields=fields or None)
    except IntegrityError:
        if errors := _taken(user):
            raise AccountInvalid(errors) from None
        raise


def _taken(user: User) -> FieldErrors:
    errors: FieldErrors = {}
    if User.objects.named(user.username).exclude(pk=user.pk).exists():
        errors["username"] = [{"message": "A user with that username already exists.", "code": "unique"}]
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        errors["email"] = [{"message": "A user with that e-mail address already exists.", "code": "unique"}]
    return errors


def _weaknesses(password: str, user: User) -> FieldErrors:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        return {"password": [{"message": each.messages[0], "code": str(each.code)} for each in weak.error_list]}
    return {}
