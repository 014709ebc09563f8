"""The catalogue for moderators: what is ours can be written, what came from a provider can be hidden."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from catalogue.folding import refold
from catalogue.models import Album, Artist, Genre, Lyrics, RelatedTrack, Snapshot, Track
from catalogue.own.admin_pages import CsvAdmin


class FoldedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Keeps the folded column of a row in step with its name."""

    list_filter = ["provider", "is_hidden"]
    readonly_fields = ["created_at", "updated_at", "fetched_at"]
    list_per_page = 50
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:  # noqa: FBT001  (Django's signature)
        refold(obj)
        super().save_model(request, obj, form, change)


@admin.register(Artist)
class ArtistAdmin(FoldedAdmin):
    list_display = ["name", "provider", "external_id", "nb_fan", "is_hidden", "updated_at"]
    search_fields = ["name", "search_name", "external_id"]
    readonly_fields = [*FoldedAdmin.readonly_fields, "search_name", "related_at"]


@admin.register(Album)
class AlbumAdmin(FoldedAdmin):
    list_display = ["title", "artist", "provider", "external_id", "release_date", "is_hidden"]
    list_select_related = ["artist"]
    search_fields = ["title", "search_title", "external_id", "artist__name"]
    autocomplete_fields = ["artist", "genre"]
    readonly_fields = [*FoldedAdmin.readonly_fields, "search_title"]
    date_hierarchy = "release_date"


class LyricsInline(admin.StackedInline):  # type: ignore[type-arg]  # not subscriptable at run time
    model = Lyrics
    extra = 0


@admin.register(Track)
class TrackAdmin(CsvAdmin, FoldedAdmin):
    list_display = ["title", "artist", "album", "provider", "external_id", "rank", "is_hidden"]
    list_select_related = ["artist", "album"]
    search_fields = ["title", "search_title", "external_id", "isrc", "artist__name"]
    autocomplete_fields = ["artist", "album", "genre"]
    readonly_fields = [*FoldedAdmin.readonly_fields, "search_title"]
    inlines = [LyricsInline]


@admin.register(Genre)
class GenreAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["name", "number"]
    search_fields = ["name", "number"]


@admin.register(RelatedTrack)
class RelatedTrackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["artist", "position", "track", "seen_at"]
    list_select_related = ["artist", "track"]
    search_fields = ["artist__name", "track__title"]
    autocomplete_fields = ["artist", "track"]


@admin.register(Snapshot)
class SnapshotAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """To look at, and to delete: the next question then goes to the provider."""

    list_display = ["key", "fetched_at"]
    search_fields = ["key"]
    date_hierarchy = "fetched_at"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
