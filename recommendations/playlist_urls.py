"""Paths of recommendations that stand among those of playlists."""

from django.urls import path

from recommendations import views

urlpatterns = [
    path("recommendations/", views.Recommendations.as_view()),
    path("generate/", views.GeneratePlaylist.as_view()),
]
