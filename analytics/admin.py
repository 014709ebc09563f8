"""Activities in the admin: what happened stays as it happened, and can only be deleted."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from analytics.models import Activity


@admin.register(Activity)
class ActivityAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("timestamp", "user", "action", "track", "source", "played_ms")
    list_filter = ("action", "source")
    list_select_related = ("user", "track")
    search_fields = ("user__email", "user__username", "track__title")
    date_hierarchy = "timestamp"
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Activity | None = None) -> bool:
        return False
