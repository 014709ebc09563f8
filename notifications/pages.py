"""The page that the link in a mail opens; mail programs post to it themselves (RFC 8058)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from rest_framework import status

from accounts.access_serializers import EmailTokenSerializer
from accounts.link_pages import LinkPage
from accounts.origin import origin_of
from notifications.digest import stop_digest


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribePage(LinkPage):
    """Without a guard against forged forms: whoever has the token may do it, and nobody else."""

    title = "No more mails about notifications"
    button = "Stop them"
    done = "You get no more of these mails. Your preferences switch them on again."
    serializer = EmailTokenSerializer
    carry_out = staticmethod(stop_digest)

    def post(self, request: HttpRequest) -> HttpResponse:
        values = request.POST.copy()
        values.setdefault("token", request.GET.get("token", ""))
        if not (errors := self._errors(values, origin_of(request))):
            return self._page(request, is_done=True)
        return self._page(request, token=values["token"], errors=errors, status_code=status.HTTP_400_BAD_REQUEST)
