"""The tokens in mailed links.

A token is the user's id, signed with a key that what the link is about is part of. When that changes, all tokens made
before are broken: so a link works once, and nothing has to be stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from accounts.errors import LinkInvalid
from accounts.models import User


@dataclass(frozen=True)
class Purpose:
    """``state`` is what of the user breaks the token when it changes; otherwise it is good for ``lifetime``."""

    name: str
    lifetime: Callable[[], timedelta]
    state: Callable[[User], tuple[object, ...]]


PASSWORD_RESET = Purpose(
    "password-reset",
    lambda: settings.PASSWORD_RESET_LIFETIME,
    lambda user: (user.email, user.password, user.token_epoch),
)
EMAIL_VERIFICATION = Purpose(
    "verify-email",
    lambda: settings.EMAIL_VERIFICATION_LIFETIME,
    lambda user: (user.email, user.email_verified_at),
)


def link_token(purpose: Purpose, user: User) -> str:
    return _signer(purpose, user).sign(user.pk.hex)


def link(purpose: Purpose, token: str) -> str:
    """The address that is mailed."""
    return f"{settings.PUBLIC_URL}/{purpose.name}?token={token}"


def user_of_token(purpose: Purpose, token: str) -> User:
    """Whom the token was mailed to; raises LinkInvalid."""
    user = _named(token)
    if user is None or not user.is_active:
        raise LinkInvalid
    try:
        _signer(purpose, user).unsign(token, max_age=purpose.lifetime())
    except BadSignature:
        raise LinkInvalid from None
    return user


def _named(token: str) -> User | None:
    try:
        return User.objects.filter(pk=UUID(token.partition(".")[0])).first()
    except ValueError:
        return None


def _signer(purpose: Purpose, user: User) -> TimestampSigner:
    salt = "\0".join(("accounts", purpose.name, *map(str, purpose.state(user))))
    return TimestampSigner(sep=".", salt=salt)
