"""Files of a listener's that are read and made, for the tests that walk every route."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.apps import apps

Ids = dict[str, str]


def file_rows(user: Any) -> dict[str, Ids]:
    """What stands in paths, by how the paths begin."""

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model(model).objects.create(**fields)

    def job(kind: str, **arguments: str) -> Any:
        return make("jobs.Job", owner=user, kind=kind, key=uuid4().hex, arguments=arguments)

    playlist = job("playlists.import_file", format="csv")
    listed = make("playlist_files.FileImport", job=playlist, name="Mine", format="csv")
    line = make("playlist_files.ImportedTrack", file_import=listed, position=0, title="Lost")
    history = job("archives.import_history", handed_in="handed-in/none")
    make("archives.HistoryImport", job=history)
    exported = job("playlists.export_file", format="csv", playlist=str(uuid4()))
    return {
        "api/playlists/files/imports/": {"job_id": str(playlist.pk), "item_id": str(line.pk)},
        "api/playlists/files/exports/": {"job_id": str(exported.pk)},
        "api/analytics/history/imports/": {"job_id": str(history.pk)},
        "api/analytics/history/exports/": {"job_id": str(job("archives.export_history", format="csv").pk)},
    }


def group_of(template: str) -> str:
    """Which of the rows a path is about; "" for all other paths."""
    begins = ("api/playlists/files/imports/", "api/playlists/files/exports/", "api/analytics/history/")
    if not template.startswith(begins):
        return ""
    return "/".join(template.split("/")[:4]) + "/"
