"""Paths of imports from Spotify, under `api/spotify/`."""

from django.urls import path

from playlists.importing import views

urlpatterns = [
    path("import/", views.SpotifyImports.as_view(), name="spotify-imports"),
    path("import/<uuid:job_id>/", views.SpotifyImport.as_view(), name="spotify-import"),
    path("import/<uuid:job_id>/cancel/", views.CancelSpotifyImport.as_view(), name="spotify-import-cancel"),
    path("unmatched/", views.Unmatched.as_view(), name="spotify-unmatched"),
    path("unmatched/<uuid:item_id>/", views.MatchByHand.as_view(), name="spotify-unmatched-match"),
]
