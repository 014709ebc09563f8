"""Errors as RFC 9457 problem documents, rendered in this one place.

A rule that is broken raises a `DomainError`; what the framework raises is rendered the same way. Anything unknown
stays a 500: it is logged by Django and answered without details.
"""

from __future__ import annotations

import logging
import math
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

PROBLEM_JSON = "application/problem+json"

logger = logging.getLogger(__name__)


class DomainError(Exception):
    """A rule of the product says no. Subclasses set `status`, a stable `code`, and a `detail` a person understands.

    ``extra`` are further members of the problem document, ``headers`` further headers of the answer.
    """

    status: int = status.HTTP_400_BAD_REQUEST
    code: str = "invalid"
    detail: str = "The request cannot be carried out."

    def __init__(
        self,
        detail: str = "",
        *,
        extra: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self.detail = detail or self.detail
        self.extra = extra or {}
        self.headers = headers or {}
        super().__init__(self.detail)


class FieldError(DomainError):
    """One field of the request is wrong in a way that only the rule itself can tell."""

    def __init__(self, field: str, message: str, *, code: str = "invalid") -> None:
        super().__init__("The request is invalid.", extra={"errors": {field: [{"message": message, "code": code}]}})
        self.code = "validation_error"


def problem(
    status_code: int,
    *,
    code: str,
    detail: str,
    extra: dict[str, Any] | None = None,
    title: str = "",
) -> dict[str, Any]:
    """The members of a problem document, `type` being `about:blank`: the status says what kind of problem it is."""
    return {
        "type": "about:blank",
        "title": title or HTTPStatus(status_code).phrase,
        "status": status_code,
        "detail": detail,
        "code": code,
        **(extra or {}),
    }


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's handler: every exception that is an answer, as a problem document."""
    if isinstance(exc, DomainError):
        body = problem(exc.status, code=exc.code, detail=exc.detail, extra=exc.extra)
        return _answer(exc.status, body, exc.headers)
    if isinstance(exc, OperationalError | InterfaceError):
        return _database_away(exc)
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, IntegrityError) and _account_is_gone(context.get("request")):
        exc = exceptions.AuthenticationFailed("This account was deleted.", code="user_deleted")
        exc.auth_header = 'Bearer realm="api"'  # type: ignore[attr-defined]  # REST framework does it for its own
    if not isinstance(exc, exceptions.APIException):
        return None
    return _api_exception(exc)


def _database_away(exc: Exception) -> Response:
    """The connection was cut, or the database could not do it now: the transaction is undone, another try may go."""
    logger.error("The database did not answer: %s", " ".join(str(exc).split()))
    body = problem(503, code="unavailable", detail="The database does not answer. Try again in a few seconds.")
    return _answer(503, body, {"Retry-After": "5"})


def _account_is_gone(request: Any) -> bool:
    """Whether the caller's account was deleted while the request ran: what it added had nobody to belong to then."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    return not type(user)._default_manager.filter(pk=user.pk).exists()


def _api_exception(exc: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    wait = getattr(exc, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(math.ceil(wait))
    if isinstance(exc, exceptions.ValidationError):
        body = problem(
            exc.status_code,
            code="validation_error",
            detail="The request is invalid.",
            extra={"errors": field_errors(exc.get_full_details())},
        )
    else:
        detail, code = _detail_and_code(exc)
        body = problem(exc.status_code, code=code, detail=detail)
    return _answer(exc.status_code, body, headers)


def _detail_and_code(exc: exceptions.APIException) -> tuple[str, str]:
    detail: Any = exc.detail
    # simplejwt puts a dictionary here: {"detail": ..., "code": ..., "messages": [...]}.
    if isinstance(detail, dict):
        return str(detail.get("detail", exc.default_detail)), str(detail.get("code", exc.default_code))
    if isinstance(detail, list):
        detail = detail[0]
    return str(detail), str(getattr(detail, "code", exc.default_code))


def field_errors(details: Any, prefix: str = "") -> dict[str, list[dict[str, str]]]:
    """Flatten REST framework's nested details: `{"profile.moods.0": [{"message", "code"}]}`."""
    if isinstance(details, dict) and set(details) == {"message", "code"}:
        return {prefix or "non_field_errors": [{"message": str(details["message"]), "code": str(details["code"])}]}
    found: dict[str, list[dict[str, str]]] = {}
    pairs = details.items() if isinstance(details, dict) else enumerate(details)
    for key, value in pairs:
        leaf = isinstance(value, dict) and set(value) == {"message", "code"}
        path = prefix if isinstance(details, list) and leaf else f"{prefix}.{key}" if prefix else str(key)
        for field, messages in field_errors(value, path).items():
            found.setdefault(field, []).extend(messages)
    return found


def _answer(status_code: int, body: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(body, status=status_code, headers=headers, content_type=PROBLEM_JSON)


def _plain(status_code: int, code: str, detail: str) -> JsonResponse:
    body = problem(status_code, code=code, detail=detail)
    return JsonResponse(body, status=status_code, content_type=PROBLEM_JSON)


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _plain(400, "bad_request", "The request could not be read.")


def permission_denied(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _plain(403, "permission_denied", "You do not have permission to perform this action.")


def page_not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return _plain(404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> JsonResponse:
    return _plain(500, "error", "Something went wrong on our side. The fault has been logged.")


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return _plain(403, "csrf_failed", "The form could not be verified. Reload the page and try again.")
