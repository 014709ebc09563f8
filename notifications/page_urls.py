"""Paths of pages outside the API."""

from django.urls import path

from notifications.pages import UnsubscribePage

urlpatterns = [
    path("unsubscribe", UnsubscribePage.as_view(), name="unsubscribe-page"),
]
