"""Paths of the catalogue."""

from django.urls import path

from catalogue.audio_views import AudioView, StreamView
from catalogue.chart_views import GenresView
from catalogue.equivalent_views import EquivalentsView
from catalogue.search_views import SearchView
from catalogue.suggest_views import SuggestView
from catalogue.views import AlbumView, ArtistView, TrackView

app_name = "catalogue"

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("suggest/", SuggestView.as_view(), name="suggest"),
    path("artists/<str:catalogue_id>/", ArtistView.as_view(), name="artist"),
    path("albums/<str:catalogue_id>/", AlbumView.as_view(), name="album"),
    path("tracks/<str:catalogue_id>/", TrackView.as_view(), name="track"),
    path("tracks/<str:catalogue_id>/equivalents/", EquivalentsView.as_view(), name="equivalents"),
    path("stream/<str:catalogue_id>/", StreamView.as_view(), name="stream"),
    path("stream/<str:catalogue_id>/audio", AudioView.as_view(), name="audio"),
    path("genres/", GenresView.as_view(), name="genres"),
]
