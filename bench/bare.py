"""The ceilings: views that authenticate, ask for so many rows by their primary key, change so many, and answer JSON.

With ``rows`` above 1 the last question is for so many rows by their primary keys, which are all in the answer.

`plain/` is Django alone, `drf/` REST framework with simplejwt, whose look-up of the user is one of the reads. Signing
in checks the same password by the same hasher in both.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import Profile
from catalogue.models import Track

User = get_user_model()


COLUMNS = ("id", "provider", "external_id", "title", "duration", "artist_id", "album_id", "rank", "created_at")


@cache
def _some_tracks(count: int) -> list[int]:
    return list(Track.objects.order_by("pk").values_list("pk", flat=True)[:count])


def ask_and_change(key: UUID, *, reads: int, writes: int, rows: int = 1) -> Any:
    """So many statements, each of one row by its primary key; the changes in one transaction."""
    profile = Profile(pk=key)
    for _ in range(reads - (rows > 1)):
        profile = Profile.objects.get(pk=key)
    if rows > 1:
        return list(Track.objects.filter(pk__in=_some_tracks(rows)).values(*COLUMNS))
    if writes:
        with transaction.atomic():
            for number in range(writes):
                Profile.objects.filter(pk=key).update(bio=f"Changed {number} times.")
    return {"id": str(profile.pk), "bio": profile.bio, "is_private": profile.is_private}


@csrf_exempt
def plain(request: HttpRequest, key: UUID, reads: int, writes: int) -> JsonResponse:
    if request.body:
        json.loads(request.body)
    return JsonResponse(ask_and_change(key, reads=reads, writes=writes))


@csrf_exempt
def plain_sign_in(request: HttpRequest, reads: int, writes: int) -> JsonResponse:
    said = json.loads(request.body)
    user = User.objects.get(email=said["email"])
    if not user.check_password(said["password"]):
        return JsonResponse({}, status=401)
    return JsonResponse(ask_and_change(user.pk, reads=reads - 1, writes=writes))


class Bare(APIView):
    def get(self, request: Request, reads: int, writes: int, rows: int = 1) -> Response:
        key: Any = request.user.pk
        return Response(ask_and_change(key, reads=reads - 1, writes=writes, rows=rows))

    def post(self, request: Request, reads: int, writes: int) -> Response:
        if not isinstance(request.data, dict):
            return Response({}, status=400)
        return self.get(request, reads, writes)


class BareSignIn(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    def post(self, request: Request, reads: int, writes: int) -> Response:
        said: Any = request.data
        user = User.objects.get(email=said["email"])
        if not user.check_password(said["password"]):
            return Response({}, status=401)
        refresh = RefreshToken.for_user(user)
        ask_and_change(user.pk, reads=reads - 1, writes=writes)
        return Response({"refresh": str(refresh), "access": str(refresh.access_token)})


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({})


urlpatterns = [
    path("healthz", healthz),
    path("plain/sign-in/<int:reads>/<int:writes>/", plain_sign_in),
    path("plain/<uuid:key>/<int:reads>/<int:writes>/", plain),
    path("drf/sign-in/<int:reads>/<int:writes>/", BareSignIn.as_view()),
    path("drf/<int:reads>/<int:writes>/", Bare.as_view()),
    path("drf/<int:reads>/<int:writes>/<int:rows>/", Bare.as_view()),
]
