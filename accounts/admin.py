"""Listeners and their sessions in the admin."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts import access_admin
from accounts.admin_audit import record_changes
from accounts.models import Profile, RefreshToken, Session, SessionQuerySet, Suspension, User
from accounts.origin import origin_of
from accounts.read_only_admin import ReadOnlyAdmin
from accounts.services import remove_avatar
from accounts.sessions import end_sessions

PRIVILEGES = ("is_staff", "is_superuser", "groups", "user_permissions")

__all__ = ["access_admin"]  # imported so that its models are registered


def end_by_moderator(request: HttpRequest, sessions: SessionQuerySet) -> int:
    actor = cast(User, request.user)
    return end_sessions(sessions=sessions, because="moderation", actor=actor, origin=origin_of(request))


class ProfileInline(admin.StackedInline):  # type: ignore[type-arg]  # not subscriptable at run time
    """The avatar comes only through the API, which looks at what is uploaded."""

    model = Profile
    can_delete = False
    fields = ("bio", "avatar", "is_private", "favorite_genres", "favorite_artists", "moods", "preferences")
    readonly_fields = ("avatar", "favorite_genres", "favorite_artists", "moods", "preferences")


@admin.register(User)
class AccountAdmin(UserAdmin):  # type: ignore[type-arg]  # as above
    list_display = ("email", "username", "is_active", "is_staff", "email_verified_at", "last_login", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "date_joined")
    search_fields = ("email", "username")
    ordering = ("-id",)
    show_full_result_count = False
    readonly_fields = ("last_login", "date_joined", "email_verified_at")
    actions = ("sign_out", "remove_avatars", "verify_addresses")
    fieldsets = (
        (None, {"fields": ("email", "username", "password")}),
        ("Personal", {"fields": ("first_name", "last_name")}),
        ("Rights", {"fields": ("is_active", *PRIVILEGES)}),
        ("Dates", {"fields": ("last_login", "date_joined", "email_verified_at")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "username", "usable_password", "password1", "password2")}),
    )

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        """None on the page that adds a user: saving makes the profile."""
        return [ProfileInline] if obj else []

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody hands out rights but a superuser, or staff would make themselves superusers."""
        mine = super().get_readonly_fields(request, obj)
        return mine if request.user.is_superuser else (*mine, *PRIVILEGES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Superusers are for superusers to see and change."""
        users = super().get_queryset(request)
        return users if request.user.is_superuser else users.filter(is_superuser=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        """Who is switched on again is not suspended any more."""
        super().save_model(request, obj, form, change)
        if obj.is_active:
            Suspension.objects.filter(user=obj).delete()

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's signature
        """Called once a form has been saved; what it changed of rights and passwords goes into the audit log."""
        record_changes(request, form, ("is_active", *PRIVILEGES))
        return super().construct_change_message(request, form, formsets, add)

    @admin.action(description="End all sessions", permissions=["change"])
    def sign_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ended = end_by_moderator(request, Session.objects.filter(user__in=queryset))
        self.message_user(request, f"{ended} sessions ended.")

    @admin.action(description="Remove avatars", permissions=["change"])
    def remove_avatars(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            remove_avatar(user=user)
        self.message_user(request, "Avatars removed.")

    @admin.action(description="Take addresses for verified", permissions=["change"])
    def verify_addresses(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        verified = queryset.filter(email_verified_at=None).update(email_verified_at=timezone.now())
        self.message_user(request, f"{verified} addresses verified.")


@admin.register(Session)
class SessionAdmin(ReadOnlyAdmin):
    list_display = ("id", "user", "created_at", "last_used_at", "ip_prefix", "revoked_at", "revoked_because")
    list_filter = ("revoked_because", "created_at")
    list_select_related = ("user",)
    search_fields = ("id", "user__email")
    actions = ("end",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        sessions = super().get_queryset(request)
        return sessions if request.user.is_superuser else sessions.filter(user__is_superuser=False)

    @admin.action(description="End", permissions=["delete"])
    def end(self, request: HttpRequest, queryset: SessionQuerySet) -> None:
        ended = end_by_moderator(request, queryset)
        self.message_user(request, f"{ended} sessions ended.")


@admin.register(RefreshToken)
class RefreshTokenAdmin(ReadOnlyAdmin):
    list_display = ("jti", "session", "user", "created_at", "expires_at", "rotated_at")
    list_filter = ("expires_at",)
    list_select_related = ("session__user",)
    search_fields = ("jti", "session__id", "session__user__email")

    @admin.display(ordering="session__user__email")
    def user(self, token: RefreshToken) -> str:
        return token.session.user.email
