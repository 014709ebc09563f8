"""`Authorization: Bearer <access>`, checked with one statement."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken

from accounts.models import User
from accounts.signed_in import session_with_user
from accounts.tokens import EPOCH_CLAIM, SESSION_CLAIM
from config.observing.trace import note_user


class BearerAuthentication(JWTAuthentication):
    """Finds the user through the token's session, so that ending a session ends its access tokens with it."""

    def get_user(self, validated_token: Any) -> User:  # type: ignore[override]  # the stubs type a bare user
        try:
            session_id = UUID(str(validated_token[SESSION_CLAIM]))
        except (KeyError, ValueError):
            raise InvalidToken from None
        session = session_with_user(session_id)
        if session is None or session.user.token_epoch != validated_token.get(EPOCH_CLAIM):
            raise InvalidToken
        if not session.user.is_active:
            raise AuthenticationFailed("This account is disabled.", code="user_inactive")
        note_user(session.user.pk)
        return session.user


def listener(request: Request) -> User:
    """The signed-in user of a request that only signed-in users get through to."""
    return cast(User, request.user)


def own_session(request: Request) -> UUID:
    """The session of a request that came with an access token."""
    return UUID(str(request.auth[SESSION_CLAIM]))  # type: ignore[index]  # typed for the token class of REST framework
