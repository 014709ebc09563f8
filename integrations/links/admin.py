"""Linked accounts in the admin: to look at, never with their tokens, and to unlink by deleting."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.read_only_admin import ReadOnlyAdmin
from integrations.links.models import LinkedAccount
from integrations.links.services import unlink


@admin.register(LinkedAccount)
class LinkedAccountAdmin(ReadOnlyAdmin):
    list_display = ("service", "account_name", "user", "state", "linked_at", "last_success_at", "last_error")
    list_filter = ("service", "state")
    list_select_related = ("user",)
    search_fields = ("account_name", "account_id", "user__email")
    fields = (
        "user", "service", "account_id", "account_name", "scopes", "state", "tokens_end_at", "linked_at",
        "last_success_at", "last_error",
    )  # fmt: skip

    def delete_model(self, request: HttpRequest, obj: LinkedAccount) -> None:
        unlink(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LinkedAccount]) -> None:
        for account in queryset:
            unlink(account)
