"""Paths of what share links lead to, under `api/shared/`."""

from django.urls import path

from playlists.sharing.shared_views import JoinByLink, SharedPlaylist

urlpatterns = [
    path("<str:token>/", SharedPlaylist.as_view(), name="shared-playlist"),
    path("<str:token>/join/", JoinByLink.as_view()),
]
