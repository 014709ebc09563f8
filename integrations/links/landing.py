"""Where a listener ends who comes back from a service: at `LINKED_PAGE`, on a page of ours, or with JSON.

Whoever likes JSON best gets JSON. Codes and states are in the address of the request: nothing here keeps it or hands it
on.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from rest_framework import status
from rest_framework.request import Request

from config.errors import PROBLEM_JSON, DomainError, problem
from integrations.links.models import LinkedAccount, Service
from integrations.links.serializers import account_body

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def landed(request: Request, *, account: LinkedAccount) -> HttpResponse:
    """The account was linked. The listener is named, so that nobody links theirs to another's unnoticed."""
    if wants_json(request):
        return _private(JsonResponse(account_body(account)))
    name = Service(account.service).label
    text = f"{account.account_name} at {name} is now linked to {account.user.username} here."
    return _end(request, f"{name} is linked", text, service=account.service, result="linked")


def refused(request: Request, *, service: str, error: DomainError) -> HttpResponse:
    """It was not."""
    if wants_json(request):
        body = problem(error.status, code=error.code, detail=error.detail, extra=error.extra)
        response = JsonResponse(body, status=error.status, content_type=PROBLEM_JSON, headers=error.headers)
        return _private(response)
    title = f"{Service(service).label} is not linked"
    page = _end(request, title, error.detail, service=service, result="refused", code=error.code)
    if page.status_code == status.HTTP_200_OK:
        page.status_code = error.status
    return page


def wants_json(request: Request) -> bool:
    """A browser asks for HTML; everybody else gets JSON."""
    kinds = ["application/json", "text/html"]
    return request._request.get_preferred_type(kinds) != "text/html"


def _end(request: Request, title: str, text: str, **about: str) -> HttpResponse:
    if settings.LINKED_PAGE:
        return _private(HttpResponseRedirect(_with_query(settings.LINKED_PAGE, about)))
    page = render(request._request, "links/landed.html", {"title": title, "text": text})
    page["Content-Security-Policy"] = PAGE_POLICY
    return _private(page)


def _with_query(url: str, about: dict[str, str]) -> str:
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *about.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
