"""Queues in the admin: to look at, and to take entries out of without breaking their counts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.read_only_admin import ReadOnlyAdmin
from playqueue.errors import EntryNotFound
from playqueue.models import Device, PlayQueue, QueueItem, QueueItemQuerySet
from playqueue.services import remove_entry


@admin.register(PlayQueue)
class PlayQueueAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("user", "track_count", "current_position", "current_item", "repeat", "radio_enabled", "updated_at")
    list_filter = ("repeat", "radio_enabled")
    list_select_related = ("user", "current_item")
    search_fields = ("user__email", "user__username")
    raw_id_fields = ("user",)
    fields = ("user", "repeat", "radio_enabled", "current_item", "current_position", "track_count", "updated_at")
    readonly_fields = ("current_item", "current_position", "track_count", "updated_at")

    def save_model(self, request: HttpRequest, obj: PlayQueue, form: ModelForm[PlayQueue], change: bool) -> None:  # noqa: FBT001
        """Of a changed queue only what was changed is written, so that no move of the listener's is undone."""
        if change:
            obj.save(update_fields=[*form.changed_data, "updated_at"])
        else:
            obj.save()


@admin.register(QueueItem)
class QueueItemAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Adding and moving is the listener's own business."""

    list_display = ("track", "queue", "source", "sort_key")
    list_filter = ("source",)
    list_select_related = ("track", "queue")
    search_fields = ("track__title", "queue__user__email")
    fields = ("queue", "track", "source", "context", "sort_key")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: QueueItem | None = None) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: QueueItem) -> None:
        _remove(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        items: QueueItemQuerySet = queryset.select_related("queue__user")
        for item in items:
            _remove(item)


def _remove(item: QueueItem) -> None:
    try:
        remove_entry(user=item.queue.user, item_id=item.pk)
    except EntryNotFound:
        return  # the listener was faster


@admin.register(Device)
class DeviceAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "user", "last_seen_at", "created_at")
    list_filter = ("kind", "last_seen_at")
    list_select_related = ("user",)
    search_fields = ("name", "user__email")
