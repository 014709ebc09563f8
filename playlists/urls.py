"""Paths of playlists and favourites, under `api/playlists/`."""

from django.urls import path

from playlists.views import entries, favorites, playlists, short

urlpatterns = [
    path("playlists/", playlists.Playlists.as_view()),
    path("playlists/<uuid:playlist_id>/", playlists.OnePlaylist.as_view()),
    path("playlists/<uuid:playlist_id>/upload-cover/", playlists.Cover.as_view()),
    path("playlists/<uuid:playlist_id>/add_track/", entries.AddTrack.as_view()),
    path("playlists/<uuid:playlist_id>/add_tracks/", entries.AddTracks.as_view()),
    path("playlists/<uuid:playlist_id>/remove_track/", entries.RemoveTrack.as_view()),
    path("playlists/<uuid:playlist_id>/tracks/", entries.Entries.as_view()),
    path("playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/", entries.Entry.as_view()),
    path("playlists/<uuid:playlist_id>/tracks/<uuid:item_id>/move/", entries.MoveEntry.as_view()),
    path("playlists/<uuid:playlist_id>/shuffle/next/", entries.ShuffleNext.as_view()),
    path("favorites/", favorites.Favorites.as_view()),
    path("favorites/add/", favorites.AddFavorite.as_view()),
    path("favorites/remove/", favorites.RemoveFavorite.as_view()),
    path("", short.ShortPlaylists.as_view()),
    path("<uuid:playlist_id>/", short.ShortPlaylist.as_view()),
    path("<uuid:playlist_id>/tracks/", short.ShortEntries.as_view()),
    path("<uuid:playlist_id>/shuffle/next/", short.ShortShuffleNext.as_view()),
]
