"""Paths of history files, under `api/analytics/history/`."""

from django.urls import path

from analytics.archives import export_views, import_views

urlpatterns = [
    path("exports/", export_views.HistoryExports.as_view()),
    path("exports/<uuid:job_id>/", export_views.OneHistoryExport.as_view()),
    path(
        "exports/<uuid:job_id>/download/",
        export_views.HistoryExportDownload.as_view(),
        name="history-export-download",
    ),
    path("imports/", import_views.HistoryImports.as_view()),
    path("imports/<uuid:job_id>/", import_views.OneHistoryImport.as_view()),
]
