"""Invitations, API keys and the audit log in the admin."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.access_models import ApiKey, AuditEvent, InviteCode
from accounts.admin_audit import record_changes
from accounts.keys import revoke_keys
from accounts.models import User
from accounts.origin import origin_of
from accounts.read_only_admin import ReadOnlyAdmin

admin.site.unregister(Group)


@admin.register(Group)
class AuditedGroupAdmin(GroupAdmin):
    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """Called once a form has been saved."""
        record_changes(request, form, ("permissions",))
        return super().construct_change_message(request, form, formsets, add)


@admin.register(InviteCode)
class InviteCodeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("code", "uses_left", "expires_at", "made_by", "created_at")
    list_filter = ("expires_at", "created_at")
    list_select_related = ("made_by",)
    search_fields = ("code", "made_by__email")
    show_full_result_count = False
    fields = ("code", "uses_left", "expires_at")

    def save_model(self, request: HttpRequest, obj: InviteCode, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if not change:
            obj.made_by = cast(User, request.user)
        super().save_model(request, obj, form, change)


@admin.register(ApiKey)
class ApiKeyAdmin(ReadOnlyAdmin):
    list_display = ("prefix", "name", "user", "scopes", "created_at", "last_used_at", "expires_at", "revoked_at")
    list_filter = ("created_at", "revoked_at")
    list_select_related = ("user",)
    search_fields = ("prefix", "name", "user__email")
    exclude = ("digest",)
    actions = ("revoke",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiKey]:
        keys = super().get_queryset(request)
        return keys if request.user.is_superuser else keys.filter(user__is_superuser=False)

    @admin.action(description="Revoke", permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        revoked = revoke_keys(keys=queryset, actor=cast(User, request.user), origin=origin_of(request))
        self.message_user(request, f"{revoked} keys revoked.")


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """To read. It is added to by what happens, and by nobody."""

    list_display = ("created_at", "kind", "user", "actor", "ip_prefix", "user_agent", "details")
    list_filter = ("kind", "created_at")
    list_select_related = ("user", "actor")
    search_fields = ("user__email", "actor__email", "ip_prefix")

    def has_delete_permission(self, request: HttpRequest, obj: AuditEvent | None = None) -> bool:
        return False
