"""Paths of consents, under `api/auth/`."""

from django.urls import path

from integrations.links.spotify_views import SpotifyCallback, SpotifyConsentView

urlpatterns = [
    path("spotify/", SpotifyConsentView.as_view(), name="auth-spotify"),
    path("spotify/callback/", SpotifyCallback.as_view(), name="auth-spotify-callback"),
]
