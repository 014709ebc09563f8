"""Answering who asks for an account to be deleted, wherever that is asked."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import listener
from accounts.deletion import delete_account
from accounts.models import User
from accounts.origin import origin_of
from accounts.passwords import prove_password
from accounts.user_serializers import PasswordProofSerializer
from config.errors import PROBLEM_JSON

_PROBLEM = {"$ref": "#/components/schemas/Problem"}

DELETED: dict[Any, Any] = {
    204: None,
    (400, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "The password is missing or wrong; nothing was deleted."),
    (415, PROBLEM_JSON): OpenApiResponse(_PROBLEM, "The body is of a type that is not read here."),
}
"""The answers, for the API document."""


def deleted(request: Request, user: User) -> Response:
    """Delete the user for whoever asks: themselves, with the password in the body, or staff.

    Raises PasswordWrong, TooManyAttempts, UserNotFound.
    """
    by, origin = listener(request), origin_of(request)
    if by.pk == user.pk:
        form = PasswordProofSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        prove_password(user=by, origin=origin, field="password", **form.validated_data)
    delete_account(user=user, by=by, origin=origin)
    return Response(status=status.HTTP_204_NO_CONTENT)
