"""Views that do nothing but what every endpoint has to: authenticate, ask the database once, answer JSON."""

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import listener
from accounts.models import Profile


class BareView(APIView):
    """An authenticated REST framework view with one query."""

    def get(self, request: Request) -> Response:
        profile = Profile.objects.values("bio", "updated_at").get(user=listener(request))
        return Response({"bio": profile["bio"], "updated_at": profile["updated_at"]})
