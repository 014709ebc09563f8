"""Jobs in the admin: to look at, and to cancel or send again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from config.jobs.models import Job
from config.jobs.sending import send_job
from config.jobs.services import cancel


@admin.register(Job)
class JobAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ("id", "kind", "key", "owner", "state", "done", "total", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    list_select_related = ("owner",)
    search_fields = ("id", "kind", "key", "owner__email")
    raw_id_fields = ("owner",)
    date_hierarchy = "created_at"
    actions = ("cancel_jobs", "run_again")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Jobs are made by the code that knows their arguments."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Job | None = None) -> bool:
        return False

    @admin.action(description="Cancel", permissions=["delete"])
    def cancel_jobs(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        stopped = sum(cancel(job=job) for job in queryset)
        self.message_user(request, f"{stopped} cancelled.")

    @admin.action(description="Send queued jobs again", permissions=["delete"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Job]) -> None:
        queued = queryset.filter(state=Job.State.QUEUED)
        queued.update(alive_at=timezone.now())
        sent = sum(send_job(job.pk, job.kind) for job in queued)
        self.message_user(request, f"{sent} sent.")
