"""Changing a password, with the old one or with a mailed link."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.attempts import give_back, take_attempt
from accounts.audit import Kind, hashed_address, record
from accounts.errors import AccountInvalid, LinkInvalid, PasswordWrong, TokenInvalid
from accounts.links import PASSWORD_RESET, user_of_token
from accounts.models import Session, User, normalised_email
from accounts.origin import Origin
from accounts.tokens import TokenPair, issue
from config.jobs.services import enqueue

FieldErrors = dict[str, list[dict[str, str]]]


def prove_password(*, user: User, password: str, origin: Origin, field: str) -> None:
    """Let a signed-in user prove who they are; raises PasswordWrong on ``field``, or TooManyAttempts.

    Wrong ones count as failed sign-ins, or whoever holds an access token could guess on.
    """
    taken = take_attempt(email=user.email, origin=origin)
    if not user.check_password(password):
        raise PasswordWrong(field)
    give_back(taken)


def weaknesses(password: str, user: User, *, field: str) -> FieldErrors:
    """What Django's validators have against the password, as messages and codes of ``field``."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        return {field: [{"message": each.messages[0], "code": str(each.code)} for each in weak.error_list]}
    return {}


def change_password(*, user: User, session_id: UUID, old_password: str, new_password: str, origin: Origin) -> TokenPair:
    """A new password, and new tokens for the caller's session, the only one that goes on.

    Raises PasswordWrong, TooManyAttempts, AccountInvalid; TokenInvalid when the session has just been ended.
    """
    prove_password(user=user, password=old_password, origin=origin, field="old_password")
    before = user.password
    _take_on(user, new_password)
    with transaction.atomic():
        if not _still(user, before):
            raise PasswordWrong("old_password")
        session = Session.objects.active().select_for_update().filter(pk=session_id).first()
        if session is None:
            raise TokenInvalid
        user.save(update_fields=["password"])
        # Saving a password ends every session, and this one goes on.
        session.save(update_fields=["revoked_at", "revoked_because"])
        session.user = user
        record(Kind.PASSWORD_CHANGED, user=user, actor=user, origin=origin)
        return issue(session)


def request_reset(*, email: str) -> None:
    """Mail a link to this address, if somebody has it, after the answer: what that takes tells nothing."""
    email = normalised_email(email)
    enqueue(kind="accounts.mail_password_reset", key=hashed_address(email), arguments={"email": email})


def reset_password(*, token: str, new_password: str, origin: Origin) -> None:
    """A new password for whoever got the mail; ends all sessions. Raises LinkInvalid, AccountInvalid.

    The address is verified with it: the mail arrived.
    """
    user = user_of_token(PASSWORD_RESET, token)
    before = user.password
    _take_on(user, new_password)
    with transaction.atomic():
        if not _still(user, before):
            raise LinkInvalid
        user.email_verified_at = user.email_verified_at or timezone.now()
        user.save(update_fields=["password", "email_verified_at"])
        record(Kind.PASSWORD_RESET, user=user, origin=origin)


def _take_on(user: User, password: str) -> None:
    """Hashes, which takes its time, so not in a transaction."""
    if errors := weaknesses(password, user, field="new_password"):
        raise AccountInvalid(errors)
    user.set_password(password)


def _still(user: User, password: str) -> bool:
    """Lock the user; False when the stored password is not this one any more, and so what was proven is not either."""
    now = User.objects.select_for_update().filter(pk=user.pk, password=password, is_active=True).first()
    if now is not None:
        user.token_epoch = now.token_epoch
    return now is not None
