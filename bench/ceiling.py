"""Views that do nothing but what every endpoint has to: authenticate, ask the database once, answer JSON."""

from uuid import uuid4

from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import Profile
from catalogue.models import Snapshot


class BareView(APIView):
    """An authenticated REST framework view with one query."""

    def get(self, request: Request) -> Response:
        profile = Profile.objects.values("bio", "updated_at").get(user=listener(request))
        return Response({"bio": profile["bio"], "updated_at": profile["updated_at"]})


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    class Meta:
        model = Snapshot
        fields = ["id", "key", "payload", "fetched_at"]


class BareInsert(APIView):
    """The same with one row written, as a model serializer does it."""

    def post(self, request: Request) -> Response:
        form = SnapshotSerializer(
            data={"key": str(uuid4()), "payload": request.data, "fetched_at": timezone.now().isoformat()}
        )
        form.is_valid(raise_exception=True)
        form.save()
        return Response(form.data, status=status.HTTP_201_CREATED)
