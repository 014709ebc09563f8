"""Playlists, favourites and shuffles for moderators. What needs a lock goes through the services."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from config.realtime.publishing import recheck_group
from playlists.changing import DETAILS, playlist_group, store
from playlists.models import Favorite, Playlist, PlaylistTrack, Shuffle, ShuffleCard
from playlists.services import delete_playlist, remove_entry


class ReadOnly:
    """What is made and changed only through the API."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Playlist)
class PlaylistAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("name", "owner", "is_public", "track_count", "updated_at")
    list_filter = ("is_public",)
    list_select_related = ("owner",)
    search_fields = ("name", "owner__username", "owner__email")
    raw_id_fields = ("owner",)
    readonly_fields = ("track_count", "created_at", "updated_at")

    def save_model(self, request: HttpRequest, obj: Playlist, form: ModelForm[Playlist], change: bool) -> None:  # noqa: FBT001
        """Of a changed playlist only what was changed is written, so that no count of a parallel addition is undone."""
        if not change:
            obj.save()
            return
        locked = Playlist.objects.locked(obj.pk)
        for name in form.changed_data:
            setattr(locked, name, getattr(obj, name))
        store(locked, *form.changed_data, changes=[DETAILS])
        recheck_group(playlist_group(obj.pk))

    def delete_model(self, request: HttpRequest, obj: Playlist) -> None:
        delete_playlist(playlist=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Playlist]) -> None:
        for playlist in queryset:
            delete_playlist(playlist=playlist)


@admin.register(PlaylistTrack)
class PlaylistTrackAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("track", "playlist", "added_by", "added_at")
    list_select_related = ("track", "playlist", "added_by")
    search_fields = ("playlist__name", "track__title")

    def delete_model(self, request: HttpRequest, obj: PlaylistTrack) -> None:
        remove_entry(playlist=obj.playlist, entry_id=obj.pk)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[PlaylistTrack]) -> None:
        for entry in queryset.select_related("playlist"):
            remove_entry(playlist=entry.playlist, entry_id=entry.pk)


@admin.register(Favorite)
class FavoriteAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("user", "track", "added_at")
    list_select_related = ("user", "track")
    search_fields = ("user__username", "user__email", "track__title")
    raw_id_fields = ("user", "track")


@admin.register(Shuffle)
class ShuffleAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("user", "playlist", "round", "handed_out", "updated_at")
    list_select_related = ("user", "playlist")
    search_fields = ("user__username", "user__email", "playlist__name")


@admin.register(ShuffleCard)
class ShuffleCardAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("shuffle_id", "entry_id", "place", "turn")
    search_fields = ("shuffle__playlist__name",)
