"""Paths of playlist files, under `api/playlists/files/`."""

from django.urls import path

from playlists.files import export_views, import_views

urlpatterns = [
    path("exports/", export_views.PlaylistExports.as_view()),
    path("exports/<uuid:job_id>/", export_views.OnePlaylistExport.as_view()),
    path(
        "exports/<uuid:job_id>/download/",
        export_views.PlaylistExportDownload.as_view(),
        name="playlist-export-download",
    ),
    path("imports/", import_views.PlaylistImports.as_view()),
    path("imports/<uuid:job_id>/", import_views.OnePlaylistImport.as_view()),
    path("imports/<uuid:job_id>/tracks/", import_views.ImportedTracks.as_view()),
    path("imports/<uuid:job_id>/tracks/<uuid:item_id>/match/", import_views.MatchImportedTrack.as_view()),
]
