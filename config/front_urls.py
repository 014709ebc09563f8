"""Paths outside the API: the front page, health, and uploaded files."""

from django.urls import include, path

from config.front import front, icon
from config.front_media import media
from config.health import healthz
from config.observing.views import metrics
from config.readiness import readyz

urlpatterns = [
    path("", front, name="front"),
    path("favicon.ico", icon, name="icon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", include("accounts.page_urls")),
    path("", include("notifications.page_urls")),
    path("media/<path:name>", media, name="media"),
]
