"""The admin's pages around our own songs: import and export as CSV."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from catalogue.ids import LOCAL
from catalogue.models import Track
from catalogue.own.csv_export import exported, songs_to_export
from catalogue.own.csv_format import COLUMNS, BadFile
from catalogue.own.csv_import import ImportReport, import_songs

MAX_BYTES = 20 * 1024 * 1024
"""Of an import on this page: a request has to end in time. The command takes any."""


class ImportForm(forms.Form):
    file = forms.FileField(label="CSV file", max_length=300)
    dry_run = forms.BooleanField(required=False, initial=True, label="Only say what would happen")

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(f"At most {MAX_BYTES // 1024**2} MiB; import_catalogue takes more.")
        return file


class CsvAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Adds `import/` and `export/` to the admin of tracks, and an action that exports what is selected."""

    change_list_template = "admin/catalogue/track/change_list.html"
    actions = ["export_selected"]

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site
        return [
            path("import/", site.admin_view(self.import_view), name="catalogue_track_import"),
            path("export/", site.admin_view(self.export_view), name="catalogue_track_export"),
            *super().get_urls(),
        ]

    @admin.action(description="Export selected songs of ours as CSV", permissions=["view"])
    def export_selected(self, request: HttpRequest, queryset: QuerySet[Track]) -> HttpResponseBase:
        return _download(queryset.filter(provider=LOCAL).order_by("pk"))

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return _download(songs_to_export())

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = ImportForm(request.POST or None, request.FILES or None)
        report = _imported(form) if form.is_valid() else None
        page: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": "Import songs",
            "opts": self.opts,
            "columns": COLUMNS,
            "form": form,
            "report": report,
            "dry_run": form.is_bound and form.cleaned_data.get("dry_run"),
        }
        return TemplateResponse(request, "admin/catalogue/track/import_songs.html", page)


def _imported(form: ImportForm) -> ImportReport | None:
    try:
        return import_songs(form.cleaned_data["file"], dry_run=form.cleaned_data["dry_run"])
    except BadFile as error:
        form.add_error("file", str(error))
        return None


def _download(songs: QuerySet[Track]) -> HttpResponseBase:
    headers = {"Content-Disposition": 'attachment; filename="songs.csv"'}
    return StreamingHttpResponse(exported(songs), content_type="text/csv; charset=utf-8", headers=headers)
