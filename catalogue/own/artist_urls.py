"""Paths of our own artists."""

from django.urls import path

from catalogue.own.artist_views import ArtistPictureView, ArtistsView, OneArtistView

urlpatterns = [
    path("", ArtistsView.as_view(), name="own-artists"),
    path("<str:catalogue_id>/", OneArtistView.as_view(), name="own-artist"),
    path("<str:catalogue_id>/picture/", ArtistPictureView.as_view(), name="own-artist-picture"),
]
