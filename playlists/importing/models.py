"""Imports from Spotify: the runs, and what is remembered of each playlist and track between them.

A run works through its sources one after the other: their items are read, matched with the catalogue, and placed here.
How far it is stands in these rows, so that it goes on wherever it was stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from uuid import UUID

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Count, Q

from config.identifiers import uuid7
from config.jobs.models import Job
from playlists.models import Playlist

LONGEST_NAME = 500


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: AbstractBaseUser) -> ImportRunQuerySet:
        return self.filter(user_id=user.pk)

    def unfinished(self) -> ImportRunQuerySet:
        return self.filter(state__in=ImportRun.UNFINISHED)


class ImportRun(models.Model):
    """One import that a listener asked for. ``wanted`` is what of, as the request said it.

    ``step`` counts the jobs that have worked on it; ``job`` is the one that does now. ``stalls`` are the attempts since
    ``stalled_since`` that Spotify or the catalogue could not be asked in.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    UNFINISHED = ("queued", "running")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    account_id = models.CharField(max_length=200)
    wanted = models.JSONField(default=dict)
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=16, choices=State, default=State.QUEUED)
    is_listed = models.BooleanField(default=False, help_text="All of its sources are known.")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True, related_name="+")
    step = models.PositiveIntegerField(default=0)
    stalls = models.PositiveIntegerField(default=0)
    stalled_since = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.CharField(max_length=500, blank=True)
    totals = models.JSONField(default=dict, blank=True, help_text="Counts over all sources, once it has ended.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(state__in=["queued", "running"]), name="import_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["user", "-id"], name="import_of_user")]

    def __str__(self) -> str:
        return f"{self.pk} ({self.state})"


class SourceQuerySet(models.QuerySet["Source"]):
    def in_order(self) -> SourceQuerySet:
        return self.order_by("position", "pk")

    def to_do(self) -> SourceQuerySet:
        return self.exclude(stage=Source.Stage.DONE)


class Source(models.Model):
    """A playlist of the listener's at Spotify, or one of their other collections; one row over all imports.

    ``run`` is the import that deals with it, or did last. ``read_by`` is the last one that has read all its items.
    ``placed_*`` is how the import left our playlist, to tell what the listener has changed since.
    """

    class Kind(models.TextChoices):
        PLAYLIST = "playlist"
        SAVED_TRACKS = "saved_tracks"
        FOLLOWED_ARTISTS = "followed_artists"
        TOP_TRACKS = "top_tracks"

    class Stage(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        MATCHING = "matching"
        PLACING = "placing"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    account_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    external_id = models.CharField(max_length=64, help_text="Of a playlist its id, of top tracks their term.")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, blank=True, related_name="sources")
    position = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=16, choices=Stage, default=Stage.WAITING)
    reason = models.CharField(max_length=40, blank=True, help_text="Why it was not imported, or not anew.")
    name = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True, max_length=2000)
    snapshot_id = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Items, as Spotify says.")
    read = models.PositiveIntegerField(default=0, help_text="Items read by this import.")
    cursor = models.CharField(max_length=100, blank=True, help_text="Where reading goes on.")
    repeats = models.PositiveIntegerField(default=0, help_text="Items that stood there more than once.")
    read_by = models.UUIDField(null=True, blank=True)
    outcome = models.JSONField(default=dict, help_text="Counts, once it is done.")
    playlist = models.ForeignKey(Playlist, models.SET_NULL, null=True, blank=True, related_name="+")
    placed_snapshot = models.CharField(max_length=200, blank=True)
    placed_name = models.CharField(max_length=200, blank=True)
    placed_description = models.TextField(blank=True, max_length=2000)
    was_placed = models.BooleanField(default=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "account_id", "kind", "external_id"], name="import_source_once")
        ]
        indexes = [models.Index(fields=["run", "stage", "position"], name="import_source_next")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: AbstractBaseUser) -> ItemQuerySet:
        return self.filter(source__user_id=user.pk)

    def unmatched(self) -> ItemQuerySet:
        """Of what the last import read: what has no track here, but could be given one by hand."""
        current = Q(seen_by=models.F("source__read_by"))
        return self.filter(current, how__in=Item.UNMATCHED).exclude(source__kind=Source.Kind.FOLLOWED_ARTISTS)

    def waiting(self) -> ItemQuerySet:
        return self.filter(how="")

    def rewrite(self, items: Iterable[Item], columns: Sequence[str]) -> None:
        """Store these columns of items that are there, in few statements: a tenth of what `bulk_update` costs."""
        copies = [copy(item) for item in items]
        for each in copies:
            each.pk = uuid7()  # so that a row conflicts in its source and key alone
        self.bulk_create(
            copies, batch_size=500, update_conflicts=True, unique_fields=["source", "key"], update_fields=columns
        )

    def counts(self) -> dict[UUID, dict[str, int]]:
        """How many items of each source came to which end, in one statement."""
        found: dict[UUID, dict[str, int]] = {}
        rows = self.order_by().values_list("source", "how").annotate(count=Count("pk"))
        for source, how, count in rows:
            found.setdefault(source, {})[how or "waiting"] = count
        return found


class Item(models.Model):
    """A track, or an artist, of a source. ``key`` is what it is at Spotify: its id, or the address of a local file.

    ``how`` it was matched with ``track``, or why it was not; "" before that was tried. ``placed`` is the track that the
    import has put into the playlist (or among the favourites) for it, at ``place``; what the listener did with it there
    since leaves it as it is.
    """

    class How(models.TextChoices):
        ID = "id"
        ISRC = "isrc"
        NAME = "name"
        HAND = "hand"
        AMBIGUOUS = "ambiguous"
        NOT_FOUND = "not_found"
        LOCAL_FILE = "local_file"
        EPISODE = "episode"
        GONE = "gone"

    RETRIED = ("ambiguous", "not_found")
    UNMATCHED = ("ambiguous", "not_found", "local_file", "gone")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Source, models.CASCADE, related_name="items")
    key = models.CharField(max_length=80)
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=LONGEST_NAME, blank=True)
    artists = models.JSONField(default=list)
    album = models.CharField(max_length=LONGEST_NAME, blank=True)
    duration_ms = models.PositiveIntegerField(default=0)
    isrc = models.CharField(max_length=15, blank=True)
    added_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.UUIDField(help_text="The import that read it last.")
    tried_by = models.UUIDField(null=True, blank=True, help_text="The import that tried to match it last.")
    how = models.CharField(max_length=16, choices=How, blank=True)
    candidates = models.JSONField(default=list, help_text="Catalogue ids, the likeliest first.")
    track = models.ForeignKey("catalogue.Track", models.SET_NULL, null=True, blank=True, related_name="+")
    artist = models.ForeignKey("catalogue.Artist", models.SET_NULL, null=True, blank=True, related_name="+")
    placed = models.ForeignKey("catalogue.Track", models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.PositiveIntegerField(null=True, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="import_item_once")]
        indexes = [
            models.Index(fields=["source", "how", "position"], name="import_item_how"),
            models.Index(fields=["key", "how"], name="import_item_key"),
        ]

    def __str__(self) -> str:
        return self.title or self.key
