"""The outbox and the inbox in the admin, to look at."""

from __future__ import annotations

from django.contrib import admin

from accounts.read_only_admin import ReadOnlyAdmin
from analytics.scrobbling.models import Outlet, Received, Scrobble


@admin.register(Outlet)
class OutletAdmin(ReadOnlyAdmin):
    list_display = ("link", "is_on", "sent", "dropped", "failures", "next_at", "last_sent_at", "last_error")
    list_filter = ("link__service", "is_on")
    list_select_related = ("link",)
    search_fields = ("link__user__email", "link__account_name")


@admin.register(Scrobble)
class ScrobbleAdmin(ReadOnlyAdmin):
    list_display = ("listened_at", "link", "artist", "title", "state", "reason", "detail", "settled_at")
    list_filter = ("state", "reason", "link__service")
    list_select_related = ("link",)
    search_fields = ("link__user__email", "link__account_name", "artist", "title")


@admin.register(Received)
class ReceivedAdmin(ReadOnlyAdmin):
    list_display = ("listened_at", "user", "artist", "title", "client", "reason", "tries", "next_at")
    list_filter = ("reason", "client")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__username", "artist", "title")
