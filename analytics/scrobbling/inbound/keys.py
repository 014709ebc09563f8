"""The listener of an API key, for protocols that carry it in a place of their own."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.access_models import ApiKey
from accounts.keys import digest_of, note_use
from accounts.models import User
from accounts.scopes import SCROBBLE

INVALID = "Invalid authorization token."
MISSING = "You need to provide an Authorization header."


def listener_with_key(text: str) -> User | None:
    """Whose key it is; None for one that is unknown, revoked, expired, or not made for scrobbling."""
    now = timezone.now()
    key = ApiKey.objects.with_user(digest=digest_of(text.strip()), now=now) if text.strip() else None
    if key is None or SCROBBLE not in key.scopes or not key.user.is_active:
        return None
    note_use(key, now)
    return key.user


def token_of_header(request: Request) -> str:
    """What follows `Token` in the header, as ListenBrainz' clients send it; "" without one."""
    scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
    return text.strip() if scheme.lower() == "token" else ""


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass is untyped
    target_class = "analytics.scrobbling.inbound.keys.TokenAuthentication"
    name = "scrobbleToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token pp_...`, an API key made at `/api/accounts/api-keys/` with the scope `scrobble`.",
        }


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Token <API key>`."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        token = token_of_header(request)
        if not token:
            return None
        user = listener_with_key(token)
        if user is None:
            raise AuthenticationFailed(INVALID)
        return user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Token realm="api"'
