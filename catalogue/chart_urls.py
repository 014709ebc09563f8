"""Paths of the charts."""

from django.urls import path

from catalogue.chart_views import GenreTracksView, NewReleasesView, TopAlbumsView, TopTracksView

app_name = "charts"

urlpatterns = [
    path("genre/<str:genre_id>/", GenreTracksView.as_view(), name="genre"),
    path("top/", TopTracksView.as_view(), name="top"),
    path("new-releases/", NewReleasesView.as_view(), name="new-releases"),
    path("top-albums/", TopAlbumsView.as_view(), name="top-albums"),
]
