"""Paths of recommendations that stand among those of playlists."""

from django.urls import path

from recommendations.views import generating, lists

urlpatterns = [
    path("recommendations/", lists.Recommendations.as_view()),
    path("generate/", generating.GeneratePlaylist.as_view()),
]
