"""Parties in the admin: to look at. What listeners wrote is seen to by the reports."""

from __future__ import annotations

from django.contrib import admin

from accounts.read_only_admin import ReadOnlyAdmin
from parties.models import Party


@admin.register(Party)
class PartyAdmin(ReadOnlyAdmin):
    list_display = ("name", "host", "track_count", "is_playing", "created_at", "ended_at")
    list_select_related = ("host",)
    search_fields = ("id", "host__username")
    date_hierarchy = "created_at"
