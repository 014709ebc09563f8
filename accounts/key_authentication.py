"""`Authorization: Api-Key <key>`, checked with one statement, and what the key may do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from accounts.access_models import ApiKey
from accounts.keys import digest_of, note_use
from accounts.models import User
from accounts.moderation.suspending import refuse_suspended
from accounts.scopes import key_scope
from config.observing.trace import note_user

SCHEME = "Api-Key"


class ApiKeyAuthentication(BaseAuthentication):
    """Scopes are checked here and not by a permission: a view with permissions of its own cannot leave them out."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        scheme, _, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        now = timezone.now()
        key = ApiKey.objects.with_user(digest=digest_of(text.strip()), now=now)
        if key is None:
            raise AuthenticationFailed("The API key is unknown, expired or revoked.", code="api_key_not_valid")
        refuse_suspended(key.user, now)
        if not key.user.is_active:
            raise AuthenticationFailed("This account is disabled.", code="user_inactive")
        _check_scope(key, request)
        note_use(key, now)
        note_user(key.user.pk)
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        return f'{SCHEME} realm="api"'


def _check_scope(key: ApiKey, request: Request) -> None:
    scope = key_scope(request.method or "", request.path_info)
    if scope is None:
        raise PermissionDenied("API keys cannot do this. Sign in with your password.", code="api_key_not_allowed")
    if scope not in key.scopes:
        raise PermissionDenied(f"This API key lacks the scope {scope}.", code="scope_missing")


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # its metaclass is untyped
    target_class = "accounts.key_authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"`{SCHEME} pp_...`, a key made at `/api/accounts/api-keys/` with the scope that it takes.",
        }

    def get_security_requirement(self, auto_schema: Any) -> Any:
        """None where no key is taken."""
        return {self.name: []} if key_scope(auto_schema.method, auto_schema.path) else None
