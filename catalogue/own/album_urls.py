"""Paths of our own albums."""

from django.urls import path

from catalogue.own.album_views import AlbumPictureView, AlbumsView, OneAlbumView

urlpatterns = [
    path("", AlbumsView.as_view(), name="own-albums"),
    path("<str:catalogue_id>/", OneAlbumView.as_view(), name="own-album"),
    path("<str:catalogue_id>/cover/", AlbumPictureView.as_view(), name="own-album-cover"),
]
