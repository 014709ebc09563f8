"""Recommendations in the admin: what was given and why, and which model serves."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from accounts.models import User
from accounts.read_only_admin import ReadOnlyAdmin
from recommendations import serving
from recommendations.errors import VersionGone
from recommendations.models import Feedback, Mix, ModelVersion, Recommendation, RecommendationLog
from recommendations.training.jobs import start_training
from recommendations.training.publishing import serve_version
from recommendations.why import why
from recommendations.why_form import WhyForm

_LIST = "admin:recommendations_modelversion_changelist"


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnlyAdmin):
    list_display = ("name", "serves", "state", "ndcg", "popularity", "decision", "trained_at", "seconds", "roll_back")
    list_filter = ("state",)
    change_list_template = "admin/recommendations/versions.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows tell which folders were decided on."""
        return False

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("train/", view(self.train), name="recommendations_train"),
            path("why/", view(self.why), name="recommendations_why"),
            path("<int:version_id>/serve/", view(self.serve), name="recommendations_serve"),
            *super().get_urls(),
        ]

    @admin.display(boolean=True)
    def serves(self, version: ModelVersion) -> bool:
        return version.name == serving.version_name()

    @admin.display(description="NDCG@20")
    def ndcg(self, version: ModelVersion) -> str:
        return _figure(version, "ndcg")

    @admin.display(description="Popularity's")
    def popularity(self, version: ModelVersion) -> str:
        return _figure(version, "popularity")

    @admin.display(description="")
    def roll_back(self, version: ModelVersion) -> str:
        if version.state != ModelVersion.State.KEPT or self.serves(version):
            return ""
        return format_html('<a href="{}">Let it serve</a>', reverse("admin:recommendations_serve", args=[version.pk]))

    def serve(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Asks first; the answer to that does it."""
        version = get_object_or_404(ModelVersion, pk=version_id, state=ModelVersion.State.KEPT)
        self._allowed(request, "change")
        if request.method != "POST":
            context = {**self.admin_site.each_context(request), "title": f"Let {version} serve", "version": version}
            return TemplateResponse(request, "admin/recommendations/serve.html", context)
        before = serving.version_name()
        try:
            serve_version(version)
        except VersionGone as gone:
            self.message_user(request, gone.detail, messages.ERROR)
        else:
            self._note(request, version, f"Serves now, instead of {before or 'none'}.")
            self.message_user(request, f"{version} serves now.")
        return HttpResponseRedirect(reverse(_LIST))

    def train(self, request: HttpRequest) -> HttpResponse:
        self._allowed(request, "change")
        if request.method == "POST":
            job = start_training()
            url = reverse("admin:jobs_job_change", args=[job.pk])
            self.message_user(request, format_html('<a href="{}">The training</a> is under way.', url))
        return HttpResponseRedirect(reverse(_LIST))

    def why(self, request: HttpRequest) -> HttpResponseBase:
        """What a listener hears is theirs: that somebody looked is noted."""
        self._allowed(request, "view")
        form = WhyForm(request.GET or None)
        found = None
        if form.is_valid():
            user, track = form.cleaned_data["user"], form.cleaned_data["track"]
            found = why(user=user, track=track)
            self._note(request, user, "Looked at why a track is recommended.")
        context = {**self.admin_site.each_context(request), "title": "Why this?", "form": form, "why": found}
        return TemplateResponse(request, "admin/recommendations/why.html", {**context, "asked": form.is_bound})

    def _allowed(self, request: HttpRequest, verb: str) -> None:
        if not request.user.has_perm(f"recommendations.{verb}_modelversion"):
            raise PermissionDenied

    def _note(self, request: HttpRequest, about: Model, what: str) -> None:
        actor = cast(User, request.user)
        LogEntry.objects.log_actions(actor.pk, [about], CHANGE, what, single_object=True)


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyAdmin):
    list_display = ("user", "position", "track", "reason", "source", "slot", "propensity", "refreshed_at", "retired_at")
    list_filter = ("source", "slot")
    list_select_related = ("user", "track")
    search_fields = ("user__email", "user__username", "track__title")


@admin.register(RecommendationLog)
class RecommendationLogAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "user", "trigger", "status", "source", "count", "model_version", "milliseconds")
    list_filter = ("status", "source", "trigger")
    list_select_related = ("user",)
    search_fields = ("user__email", "user__username")
    date_hierarchy = "created_at"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Feedback)
class FeedbackAdmin(ReadOnlyAdmin):
    list_display = ("created_at", "user", "action", "track", "artist")
    list_filter = ("action",)
    list_select_related = ("user", "track", "artist")
    search_fields = ("user__email", "user__username", "track__title", "artist__name")


@admin.register(Mix)
class MixAdmin(ReadOnlyAdmin):
    list_display = ("user", "name", "kind", "track_count", "begins", "ends", "created_at")
    list_filter = ("kind",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__username", "name")


def _figure(version: ModelVersion, name: str) -> str:
    value = version.metrics.get(name) if version.metrics.get("lists") else None
    return "" if value is None else f"{value:.4f}"
