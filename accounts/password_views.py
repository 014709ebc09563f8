"""Changing and resetting passwords, and verifying addresses."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import access_serializers as shapes
from accounts import passwords, verification
from accounts.authentication import listener, own_session
from accounts.origin import origin_of
from accounts.serializers import TokenPairSerializer
from accounts.views import OpenView

_TAGS = ["Accounts"]
_ON_ITS_WAY = {"message": "If this address has an account, a mail is on its way."}
_EMAIL = OpenApiExample("Address", {"email": "ada@example.com"}, request_only=True)
_SENT = OpenApiExample("Always", _ON_ITS_WAY, response_only=True, status_codes=["202"])


class PasswordChangeView(APIView):
    @extend_schema(
        operation_id="accounts_password_change",
        summary="Change the password",
        description=(
            "Ends all other sessions. This one goes on with the tokens of the answer; those it had before are void."
        ),
        tags=_TAGS,
        request=shapes.PasswordChangeSerializer,
        responses=TokenPairSerializer,
        examples=[
            OpenApiExample(
                "Passwords",
                {"old_password": "correct horse battery", "new_password": "another horse battery"},
                request_only=True,
            ),
            OpenApiExample("Tokens", {"refresh": "eyJhbGciOi...", "access": "eyJhbGciOi..."}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.PasswordChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        pair = passwords.change_password(
            user=listener(request),
            session_id=own_session(request),
            origin=origin_of(request),
            **form.validated_data,
        )
        return Response(TokenPairSerializer(pair).data, headers={"Cache-Control": "no-store"})


class PasswordResetView(OpenView):
    @extend_schema(
        operation_id="accounts_password_reset",
        summary="Ask for a password reset",
        description=(
            "Mails a link that is good for an hour and works once. The answer is always the same, and so is the time "
            "it takes."
        ),
        tags=_TAGS,
        request=shapes.EmailSerializer,
        responses={202: shapes.AccountMessageSerializer},
        examples=[_EMAIL, _SENT],
    )
    def post(self, request: Request) -> Response:
        form = shapes.EmailSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        passwords.request_reset(**form.validated_data)
        return Response(_ON_ITS_WAY, status=status.HTTP_202_ACCEPTED)


class PasswordResetConfirmView(OpenView):
    @extend_schema(
        operation_id="accounts_password_reset_confirm",
        summary="Reset the password",
        description="Sets a new password with the token of the mailed link, and ends all sessions.",
        tags=_TAGS,
        request=shapes.PasswordResetConfirmSerializer,
        responses=shapes.AccountMessageSerializer,
        examples=[
            OpenApiExample(
                "Token", {"token": "019a9f5e....", "new_password": "another horse battery"}, request_only=True
            ),
            OpenApiExample("Done", {"message": "The password was changed."}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.PasswordResetConfirmSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        passwords.reset_password(**form.validated_data, origin=origin_of(request))
        return Response({"message": "The password was changed."})


class EmailVerifyView(OpenView):
    @extend_schema(
        operation_id="accounts_email_verify",
        summary="Verify an address",
        description="Takes the token of the link that was mailed after the sign-up, good for three days.",
        tags=_TAGS,
        request=shapes.EmailTokenSerializer,
        responses={200: OpenApiResponse(shapes.AccountMessageSerializer)},
        examples=[
            OpenApiExample("Token", {"token": "019a9f5e...."}, request_only=True),
            OpenApiExample("Done", {"message": "The address was verified."}, response_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        form = shapes.EmailTokenSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        verification.verify_email(**form.validated_data, origin=origin_of(request))
        return Response({"message": "The address was verified."})


class EmailVerifyResendView(OpenView):
    @extend_schema(
        operation_id="accounts_email_verify_resend",
        summary="Ask for the verification mail again",
        description="The answer is always the same: nothing can be learned from it about who has an account.",
        tags=_TAGS,
        request=shapes.EmailSerializer,
        responses={202: shapes.AccountMessageSerializer},
        examples=[_EMAIL, _SENT],
    )
    def post(self, request: Request) -> Response:
        form = shapes.EmailSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        verification.ask_to_verify(**form.validated_data)
        return Response(_ON_ITS_WAY, status=status.HTTP_202_ACCEPTED)
