"""Paths of our own songs."""

from django.urls import path

from catalogue.own.song_views import OneSongView, SongAudioView, SongsView

urlpatterns = [
    path("", SongsView.as_view(), name="songs"),
    path("<str:catalogue_id>/", OneSongView.as_view(), name="song"),
    path("<str:catalogue_id>/audio/", SongAudioView.as_view(), name="song-audio"),
]
