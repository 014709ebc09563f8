"""Signing in to the admin: as slow to guess at as the API, and in the same audit log."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from rest_framework import status

from accounts.attempts import Slots, give_back, take_attempt
from accounts.audit import Kind, hashed_address, record
from accounts.errors import TooManyAttempts
from accounts.models import User, normalised_email
from accounts.origin import Origin, origin_of


class GuardedSignInForm(AdminAuthenticationForm):
    """``refused`` is set when too many passwords were tried."""

    refused: TooManyAttempts | None = None

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password or self.request is None:
            return super().clean()
        origin = origin_of(self.request)
        taken = self._attempt(normalised_email(email), origin)
        try:
            cleaned = super().clean()
        except ValidationError:
            _record_failure(normalised_email(email), origin)
            raise
        give_back(taken)
        record(Kind.SIGNED_IN, user=self.get_user(), actor=self.get_user(), origin=origin, where="admin")
        return cleaned

    def _attempt(self, email: str, origin: Origin) -> list[Slots]:
        try:
            return take_attempt(email=email, origin=origin)
        except TooManyAttempts as refused:
            self.refused = refused
            raise ValidationError(refused.detail, code=refused.code) from None


class GuardedAdminSite(AdminSite):
    login_form = GuardedSignInForm

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        answer = super().login(request, extra_context)
        refused = getattr(_form(answer), "refused", None)
        if isinstance(refused, TooManyAttempts):
            answer.status_code = refused.status
            answer["Retry-After"] = refused.headers["Retry-After"]
        return answer

    def password_change(  # type: ignore[override]  # the stubs forget that it redirects
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Of the own password, which takes the old one: as good a place to guess at it as the sign-in."""
        if request.method != "POST":
            return super().password_change(request, extra_context)
        user, origin = cast(User, request.user), origin_of(request)
        try:
            taken = take_attempt(email=user.email, origin=origin)
        except TooManyAttempts as refused:
            return HttpResponse(refused.detail, "text/plain", refused.status, headers=refused.headers)
        answer = super().password_change(request, extra_context)
        if "old_password" not in getattr(_form(answer), "errors", {}):
            give_back(taken)
        if answer.status_code == status.HTTP_302_FOUND:
            record(Kind.PASSWORD_CHANGED, user=user, actor=user, origin=origin, where="admin")
        return answer


def _form(answer: HttpResponse) -> Any:
    return (getattr(answer, "context_data", None) or {}).get("form")


def _record_failure(email: str, origin: Origin) -> None:
    user = User.objects.filter(email=email).first()
    details: dict[str, Any] = {} if user else {"address": hashed_address(email)}
    record(Kind.SIGN_IN_FAILED, user=user, origin=origin, where="admin", **details)
