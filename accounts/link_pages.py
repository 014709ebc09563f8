"""What a mailed link opens in a browser: a page with a form, so that no program that only looks at it uses it up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from rest_framework import serializers, status

from accounts.access_serializers import EmailTokenSerializer, PasswordResetConfirmSerializer
from accounts.origin import Origin, origin_of
from accounts.passwords import reset_password
from accounts.verification import verify_email
from config.errors import DomainError, field_errors

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@method_decorator(never_cache, name="dispatch")
class LinkPage(View):
    """``serializer`` reads the form, ``carry_out`` does what it is for."""

    http_method_names = ["get", "head", "post"]
    title = ""
    button = ""
    done = ""
    asks_for_password = False
    serializer: type[serializers.Serializer[Any]]
    carry_out: Callable[..., None]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, token=request.GET.get("token", ""))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not (errors := self._errors(request.POST, origin_of(request))):
            return self._page(request, is_done=True)
        return self._page(
            request, token=request.POST.get("token", ""), errors=errors, status_code=status.HTTP_400_BAD_REQUEST
        )

    def _errors(self, values: QueryDict, origin: Origin) -> list[str]:
        form = self.serializer(data=values.dict())
        try:
            form.is_valid(raise_exception=True)
            self.carry_out(**form.validated_data, origin=origin)
        except serializers.ValidationError as wrong:
            return _messages(field_errors(wrong.get_full_details()))
        except DomainError as refused:
            return _messages(refused.extra.get("errors", {})) or [refused.detail]
        return []

    def _page(self, request: HttpRequest, *, status_code: int = status.HTTP_200_OK, **about: Any) -> HttpResponse:
        page = render(request, "accounts/link-page.html", {"page": self, **about}, status=status_code)
        page["Content-Security-Policy"] = PAGE_POLICY
        return page


class PasswordResetPage(LinkPage):
    title = "Choose a new password"
    button = "Set the password"
    done = "The password was changed, and you were signed out everywhere. Sign in with the new one."
    serializer = PasswordResetConfirmSerializer
    asks_for_password = True
    carry_out = staticmethod(reset_password)


class VerifyEmailPage(LinkPage):
    title = "Confirm your e-mail address"
    button = "Confirm"
    done = "The address was verified. You can sign in now."
    serializer = EmailTokenSerializer
    carry_out = staticmethod(verify_email)


def _messages(errors: dict[str, list[dict[str, str]]]) -> list[str]:
    return [one["message"] for found in errors.values() for one in found]
