"""Sign-up, tokens and the listener's own profile."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import generics, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import serializers, services, tokens
from accounts.authentication import listener
from accounts.deleting import DELETED, deleted
from accounts.models import Profile
from accounts.origin import origin_of
from config.errors import PROBLEM_JSON
from config.images import ImageParser
from config.shaping import shown

_ACCOUNT = {"id": "019a9f5e-3a14-7c52-9d0f-6a1b2c3d4e5f", "username": "ada", "email": "ada@example.com"}
_PROFILE = {
    **_ACCOUNT,
    "bio": "Listens at night.",
    "avatar": "https://playpod.example/media/avatars/6f1c.jpg",
    "is_private": False,
    "shares_listens": False,
    "is_hidden": False,
}
_CREDENTIALS = {"email": "ada@example.com", "password": "correct horse battery"}
_TOKENS = {"refresh": "eyJhbGciOi...", "access": "eyJhbGciOi..."}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_REFUSED = (401, PROBLEM_JSON)
_FORBIDDEN = (403, PROBLEM_JSON)
_TOO_MANY = (429, PROBLEM_JSON)
_SECRET = {"Cache-Control": "no-store"}


class OpenView(APIView):
    """Open to everybody: a stale or broken token that a client still sends is not looked at."""

    authentication_classes = []
    permission_classes = [AllowAny]


class RegisterView(OpenView):
    @extend_schema(
        summary="Sign up",
        description=(
            "Makes an account. The address is stored trimmed and in lower case; it and the username belong to one "
            "account only, whatever the case they are written in. Some servers ask for an invite code, and some mail a "
            "link to confirm the address with."
        ),
        tags=["Accounts"],
        request=serializers.RegistrationSerializer,
        responses={
            201: serializers.AccountSerializer,
            _FORBIDDEN: OpenApiResponse(_PROBLEM, "This server takes no new accounts (`sign_up_closed`)."),
        },
        examples=[
            OpenApiExample("Sign-up", {"username": "ada", **_CREDENTIALS}, request_only=True),
            OpenApiExample("Account", _ACCOUNT, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = serializers.RegistrationSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        user = services.register(**form.validated_data, origin=origin_of(request))
        return Response(serializers.AccountSerializer(user).data, status=status.HTTP_201_CREATED)


class TokenView(OpenView):
    @extend_schema(
        summary="Sign in",
        description=(
            "Exchanges an e-mail address and password for a pair of tokens, and opens a session for them. After some "
            "wrong passwords the same client has to wait (`too_many_attempts`)."
        ),
        tags=["Accounts"],
        request=serializers.CredentialsSerializer,
        responses={
            200: serializers.TokenPairSerializer,
            _REFUSED: OpenApiResponse(_PROBLEM, "Wrong address or password, or a disabled account."),
            _FORBIDDEN: OpenApiResponse(
                _PROBLEM,
                "The password is right, and the address has to be verified first (`email_not_verified`) or the account "
                "is suspended (`account_suspended`, with `until`, null for good, and `reason`).",
            ),
            _TOO_MANY: OpenApiResponse(_PROBLEM, "Too many requests, or wrong passwords; `Retry-After` says how long."),
        },
        examples=[
            OpenApiExample("Credentials", _CREDENTIALS, request_only=True),
            OpenApiExample("Tokens", _TOKENS, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = serializers.CredentialsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        pair = services.sign_in(**form.validated_data, origin=origin_of(request))
        return Response(serializers.TokenPairSerializer(pair).data, headers=_SECRET)


class TokenRefreshView(OpenView):
    @extend_schema(
        summary="Refresh tokens",
        description=(
            "Exchanges a refresh token for a new pair. The presented token stays good for 60 seconds; whoever presents "
            "it later ends the whole session."
        ),
        tags=["Accounts"],
        request=serializers.RefreshSerializer,
        responses={
            200: serializers.TokenPairSerializer,
            _REFUSED: OpenApiResponse(_PROBLEM, "The token is broken, expired, revoked or was used before."),
        },
        examples=[
            OpenApiExample("Refresh token", {"refresh": _TOKENS["refresh"]}, request_only=True),
            OpenApiExample("Tokens", _TOKENS, response_only=True, status_codes=["200"]),
        ],
    )
    def post(self, request: Request) -> Response:
        form = serializers.RefreshSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        pair = tokens.refresh(token=form.validated_data["refresh"], origin=origin_of(request))
        return Response(serializers.TokenPairSerializer(pair).data, headers=_SECRET)


@extend_schema(tags=["Accounts"], examples=[OpenApiExample("Profile", _PROFILE, response_only=True)])
class ProfileView(generics.RetrieveAPIView[Profile]):
    serializer_class = serializers.ProfileSerializer

    def get_object(self) -> Profile:
        return services.profile_of(listener(self.request))

    @extend_schema(summary="Own profile", description="The profile of the listener who asks.")
    def get(self, request: Request) -> Response:
        return Response(shown(serializers.ProfileSerializer, self.get_object(), request))

    @extend_schema(
        summary="Change the own profile",
        description=(
            "Changes what is given of `bio`, `username`, `is_private` and `shares_listens`. Other keys are ignored. "
            "Words may be held for a moderator: others do not see them until then (`is_hidden`)."
        ),
        request=serializers.ProfileChangeSerializer,
        examples=[OpenApiExample("Change", {"bio": "Listens at night."}, request_only=True)],
    )
    def patch(self, request: Request) -> Response:
        form = serializers.ProfileChangeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        profile = services.change_profile(user=listener(request), **form.validated_data)
        return Response(self.get_serializer(profile).data)

    @extend_schema(
        operation_id="accounts_profile_delete",
        summary="Delete the own account",
        description=(
            'At once, with everything the product knows about you. The body is `{"password": "..."}`, the present one.'
        ),
        responses=DELETED,
        examples=[],
    )
    def delete(self, request: Request) -> Response:
        return deleted(request, listener(request))


class AvatarView(APIView):
    parser_classes = [ImageParser]
    image_field = "avatar"

    @extend_schema(
        summary="Upload an avatar",
        description="JPEG, PNG or WebP, at most 5 MiB. It is stored upright, without metadata, at most 1024 px a side.",
        tags=["Accounts"],
        request=serializers.AvatarUploadSerializer,
        responses=serializers.AvatarSerializer,
        examples=[OpenApiExample("Avatar", {"avatar_url": _PROFILE["avatar"]}, response_only=True)],
    )
    def post(self, request: Request) -> Response:
        form = serializers.AvatarUploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        profile = services.change_avatar(user=listener(request), upload=form.validated_data["avatar"])
        return Response(serializers.AvatarSerializer(profile, context={"request": request}).data)
