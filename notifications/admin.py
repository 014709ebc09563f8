"""Notifications in the admin: to look at, and to see what became of a delivery."""

from __future__ import annotations

from django.contrib import admin

from accounts.read_only_admin import ReadOnlyAdmin
from notifications.models import Delivery, Notification, Preferences, Subscription


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ("user", "kind", "text", "count", "updated_at", "read_at")
    list_filter = ("kind", "updated_at")
    list_select_related = ("user", "actor")
    search_fields = ("user__email", "subject_id")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("notification", "channel", "state", "attempts", "due_at", "ended_at", "error")
    list_filter = ("channel", "state", "due_at")
    list_select_related = ("notification",)
    search_fields = ("notification__user__email", "error")


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnlyAdmin):
    """Without endpoint and keys: whoever has them can send to the browser."""

    list_display = ("user", "user_agent", "failures", "created_at", "last_sent_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    fields = ("user", "user_agent", "failures", "created_at", "last_sent_at")


@admin.register(Preferences)
class PreferencesAdmin(ReadOnlyAdmin):
    list_display = ("user", "time_zone", "quiet_from", "quiet_until", "has_digest", "updated_at")
    list_select_related = ("user",)
    search_fields = ("user__email",)
