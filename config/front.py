"""`/`: what this server is and where to go, as a page for a person and as JSON for a client."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

API = {
    "accounts": "/api/accounts/",
    "catalogue": "/api/catalogue/",
    "charts": "/api/charts/",
    "playlists": "/api/playlists/playlists/",
    "favorites": "/api/playlists/favorites/",
    "queue": "/api/playlists/queue/",
    "notifications": "/api/notifications/",
    "recommendations": "/api/playlists/recommendations/",
}


@require_safe
@vary_on_headers("Accept")
def front(request: HttpRequest) -> HttpResponse:
    """A page when HTML is what the client likes best, JSON for all others."""
    about = _about(request)
    if request.get_preferred_type(["application/json", "text/html"]) != "text/html":
        return JsonResponse(about)
    page = render(request, "front.html", {"about": about})
    page["Content-Security-Policy"] = PAGE_POLICY
    return page


def _about(request: HttpRequest) -> dict[str, Any]:
    def here(path: str) -> str:
        return request.build_absolute_uri(path)

    return {
        "name": settings.SPECTACULAR_SETTINGS["TITLE"],
        "version": settings.SPECTACULAR_SETTINGS["VERSION"],
        "description": settings.SPECTACULAR_SETTINGS["DESCRIPTION"],
        "docs": here(reverse("docs")),
        "redoc": here(reverse("redoc")),
        "schema": here(reverse("schema")),
        "admin": here(reverse("admin:index")),
        "health": here(reverse("healthz")),
        "api": {name: here(path) for name, path in API.items()},
    }


@require_safe
@cache_control(public=True, max_age=86_400)
def icon(request: HttpRequest) -> HttpResponse:
    """What browsers ask for, whatever page they show."""
    return render(request, "icon.svg", content_type="image/svg+xml")
