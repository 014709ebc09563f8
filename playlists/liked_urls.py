"""Favourites under their shorter name, under `api/me/`."""

from django.urls import path

from playlists.views import favorites

urlpatterns = [
    path("liked/", favorites.Liked.as_view()),
    path("liked/<str:track_id>/", favorites.LikedTrack.as_view()),
]
