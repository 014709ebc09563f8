"""Playlists that are being read from files: what each line named, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models

from accounts.models import User
from catalogue.identifying.wanted import Wanted
from catalogue.ids import CatalogueId
from config.identifiers import uuid7
from config.jobs.models import Job
from playlists.files.listed import ListedTrack
from playlists.models import Playlist


class FileImportQuerySet(models.QuerySet["FileImport"]):
    def visible_to(self, user: User) -> FileImportQuerySet:
        return self.filter(job__owner=user)

    def newest_first(self) -> FileImportQuerySet:
        return self.select_related("job").order_by("-job_id")


class FileImport(models.Model):
    """One file, of one job; both go together. ``playlist`` is null in a dry run, and when it was deleted."""

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="+")
    playlist = models.ForeignKey(Playlist, models.SET_NULL, null=True, blank=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, help_text="Of the playlist, as the listener or the file has it.")
    format = models.CharField(max_length=8)
    is_dry_run = models.BooleanField(default=False)

    objects = FileImportQuerySet.as_manager()

    class Meta:
        ordering = ["-job_id"]

    def __str__(self) -> str:
        return self.name


class ImportedTrackQuerySet(models.QuerySet["ImportedTrack"]):
    def waiting(self) -> ImportedTrackQuerySet:
        return self.filter(state=ImportedTrack.State.WAITING).order_by("position")

    def to_add(self) -> ImportedTrackQuerySet:
        return self.filter(state=ImportedTrack.State.FOUND).order_by("position")


class ImportedTrack(models.Model):
    """A line of the file. ``matched_by`` is how its track was recognised, ``candidates`` are ids to choose from."""

    class State(models.TextChoices):
        WAITING = "waiting"
        FOUND = "found"
        ADDED = "added"
        ALREADY_THERE = "already_there"
        NO_ROOM = "no_room"
        AMBIGUOUS = "ambiguous"
        NOT_FOUND = "not_found"
        UNAVAILABLE = "unavailable"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file_import = models.ForeignKey(FileImport, models.CASCADE, related_name="tracks")
    position = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    artists = models.JSONField(default=list, blank=True)
    album = models.TextField(blank=True)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    isrc = models.CharField(max_length=15, blank=True)
    catalogue_id = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.WAITING)
    matched_by = models.CharField(max_length=8, blank=True)
    track = models.ForeignKey("catalogue.Track", models.SET_NULL, null=True, blank=True, related_name="+")
    candidates = models.JSONField(default=list, blank=True)

    objects = ImportedTrackQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["file_import", "position"], name="imported_track_place_once"),
        ]
        indexes = [models.Index(fields=["file_import", "state", "position"], name="imported_track_state")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def of(cls, file_import: FileImport, position: int, listed: ListedTrack) -> ImportedTrack:
        columns: dict[str, Any] = {name: getattr(listed, name) for name in ("title", "album", "duration_ms", "isrc")}
        own_id = str(listed.id) if listed.id else ""
        return cls(
            file_import=file_import, position=position, artists=[*listed.artists], catalogue_id=own_id, **columns
        )

    def wanted(self) -> Wanted:
        ids = (CatalogueId.parse(self.catalogue_id),) if self.catalogue_id else ()
        return Wanted(self.title, tuple(self.artists), self.album, self.duration_ms, self.isrc, ids)
