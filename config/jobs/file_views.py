"""Jobs that make a file, as their listener sees them: how far they are, and the file itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO, ClassVar, cast

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from config.byte_ranges import ranged_response
from config.jobs.made_files import expires_at, is_there, open_made
from config.jobs.models import Job


class JobProgressSerializer(serializers.ModelSerializer[Job]):
    """Any job of a listener's: its state, and how far it is."""

    error = serializers.SerializerMethodField(help_text="Empty unless `state` is `failed`.")
    failed_because: ClassVar[str] = "It could not be done. Begin it anew."

    class Meta:
        model = Job
        fields: tuple[str, ...] = ("id", "state", "done", "total", "error", "created_at", "finished_at")
        read_only_fields = fields
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "done": {"help_text": "Steps finished."},
            "total": {"help_text": "Steps in all; 0 while unknown."},
        }

    def get_error(self, job: Job) -> str:
        return self.failed_because if job.state == Job.State.FAILED else ""


class MadeFileSerializer(JobProgressSerializer):
    """``download_route`` is the name of the view that answers the file; its argument is `job_id`."""

    download_route: ClassVar[str]
    file_format = serializers.CharField(source="arguments.format", read_only=True)
    expires_at = serializers.SerializerMethodField(help_text="When the file goes; null before there is one.")
    size = serializers.SerializerMethodField(help_text="Bytes; null before there is a file.")
    download_url = serializers.SerializerMethodField(help_text="Null unless the file is there.")

    class Meta(JobProgressSerializer.Meta):
        fields = (*JobProgressSerializer.Meta.fields, "file_format", "expires_at", "size", "download_url")
        read_only_fields = fields

    def get_expires_at(self, job: Job) -> datetime | None:
        return expires_at(job)

    def get_size(self, job: Job) -> int | None:
        size: int | None = job.result.get("size")
        return size

    def get_download_url(self, job: Job) -> str | None:
        if not is_there(job):
            return None
        return str(reverse(self.download_route, kwargs={"job_id": job.pk}, request=self.context["request"]))


def made_file_response(job: Job, request: Request, *, content_type: str) -> HttpResponseBase:
    """The file, under the name that its job gave it. Understands `Range`. Raises FileNotReady and FileGone."""
    file = open_made(job)
    stream = cast(BinaryIO, file.file)
    asked = request.headers.get("Range", "")
    response = ranged_response(stream, size=job.result["size"], content_type=content_type, asked=asked)
    response["Content-Disposition"] = f'attachment; filename="{job.result["name"]}"'
    response["Cache-Control"] = "private, no-store"
    return response
