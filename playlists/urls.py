"""Paths of playlists."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
