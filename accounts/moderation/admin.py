"""Moderation in the admin: the queue of cases, the word list, and what was done."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.models import Suspension, User
from accounts.moderation import admin_pages
from accounts.moderation.cases import content_of
from accounts.moderation.models import Case, Event, ListedWord
from accounts.moderation.suspending import may_suspend, restore
from accounts.origin import origin_of
from accounts.read_only_admin import ReadOnlyAdmin
from config.errors import DomainError

EXCERPT = 80


class StateFilter(admin.SimpleListFilter):
    """Open ones, unless somebody asks for others."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("decided", "Decided"), ("all", "All")]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "Open"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        state = self.value() or Case.State.OPEN
        return queryset if state == "all" else queryset.filter(state=state)


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin):
    list_display = ("excerpt", "kind", "author", "reported", "held_for", "is_hidden", "state", "opened_at")
    list_filter = (StateFilter, "kind", "is_hidden", "held_for")
    list_select_related = ("author",)
    search_fields = ("author__username", "author__email", "content_id")
    ordering = ("-reported", "opened_at", "pk")

    @admin.display(description="What it says")
    def excerpt(self, case: Case) -> str:
        text = " · ".join(" ".join(str(each).split()) for each in case.text.values() if each) or str(case.content_id)
        return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Cases go with their author, or when they are old: what one hides could not be shown again without it."""
        raise PermissionDenied

    def get_urls(self) -> list[Any]:
        decide = self.admin_site.admin_view(admin_pages.decide_page)
        return [path("<uuid:case_id>/decide/", decide, name="moderation_case_decide"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of one case instead of a form."""
        case = self.get_object(request, object_id)
        if case is None or not self.has_view_permission(request, case):
            return super().change_view(request, object_id, form_url, extra_context)
        context = {**self.admin_site.each_context(request), "content": content_of(case), **(extra_context or {})}
        return admin_pages.case_page(request, case, context)


@admin.register(ListedWord)
class ListedWordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("word", "folded", "changed_at")
    search_fields = ("word", "folded")
    show_full_result_count = False
    fields = ("word",)


@admin.register(Suspension)
class SuspensionAdmin(ReadOnlyAdmin):
    list_display = ("user", "until", "reason", "by", "created_at")
    list_filter = ("until", "created_at")
    list_select_related = ("user", "by")
    search_fields = ("user__email", "user__username")
    actions = ("let_in",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """It goes with its user, or as they are let in, which is more than this row."""
        raise PermissionDenied

    def has_let_in_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("accounts.change_suspension")

    @admin.action(description="Let them in again", permissions=["let_in"])
    def let_in(self, request: HttpRequest, queryset: QuerySet[Suspension]) -> None:
        by, restored = cast(User, request.user), 0
        for suspension in queryset.select_related("user"):
            if may_suspend(by, suspension.user):
                try:
                    restore(user_id=suspension.user_id, by=by, origin=origin_of(request))
                    restored += 1
                except DomainError as refused:
                    self.message_user(request, refused.detail, messages.ERROR)
        self.message_user(request, f"{restored} let in again.")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """The moderation log, to read."""

    list_display = ("at", "kind", "user", "moderator", "message", "until", "case")
    list_filter = ("kind", "at")
    list_select_related = ("user", "moderator", "case")
    search_fields = ("user__email", "user__username", "moderator__email")

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False
