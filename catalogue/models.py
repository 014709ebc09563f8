"""The only home of music metadata. Playlists, queues, favourites, listens and recommendations point to these rows.

A row is known outside by its provider's id (`catalogue.ids.CatalogueId`); its database key never leaves the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models
from django.utils import timezone

from catalogue import generation
from catalogue.ids import LOCAL, CatalogueId

OWN_GENRES_FROM = 1_000_000
"""Genre numbers below are Deezer's own; from here up they are genres that only our catalogue has."""

Row = TypeVar("Row", bound="ProvidedModel")


class Genre(models.Model):
    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=120)
    picture_medium = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ProvidedQuerySet(models.QuerySet[Row]):
    def with_ids(self, ids: Iterable[CatalogueId]) -> Self:
        """The rows of these ids, in one statement; ids that are not stored are simply absent."""
        wanted = models.Q(pk__in=[])
        by_provider: dict[str, list[str]] = {}
        for catalogue_id in ids:
            by_provider.setdefault(catalogue_id.provider, []).append(catalogue_id.value)
        for provider, values in by_provider.items():
            wanted |= models.Q(provider=provider, external_id__in=values)
        return self.filter(wanted)

    def local(self) -> Self:
        return self.filter(provider=LOCAL)

    def shown(self) -> Self:
        """Without what a moderator took out of the catalogue; playlists and history keep pointing to those."""
        return self.filter(is_hidden=False)

    def update(self, **columns: Any) -> int:
        if columns.keys() != {"related_at"}:
            generation.rows_changed()
        return super().update(**columns)

    def delete(self) -> tuple[int, dict[str, int]]:
        generation.rows_changed()
        return super().delete()

    delete.queryset_only = True  # type: ignore[attr-defined]  # as Django's own: a manager must not offer it

    def bulk_create(self, objs: Iterable[Row], *args: Any, **options: Any) -> list[Row]:
        rows = list(objs)
        if any(row.provider == LOCAL for row in rows):
            generation.rows_changed()
        return super().bulk_create(rows, *args, **options)


class ProvidedModel(models.Model):
    """What artists, albums and tracks share: whose they are, and when their provider was last asked for the whole."""

    provider = models.CharField(max_length=16)
    external_id = models.CharField(max_length=64)
    is_hidden = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    fetched_at = models.DateTimeField(null=True, blank=True, help_text="When the provider's full answer was stored.")

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        generation.rows_changed()
        super().save(**options)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: FBT001, FBT002  # the framework's
        generation.rows_changed()
        return super().delete(using=using, keep_parents=keep_parents)

    @property
    def catalogue_id(self) -> CatalogueId:
        return CatalogueId(self.provider, self.external_id)


def _hidden_index(name: str) -> models.Index:
    """The few that are hidden, which every list leaves out."""
    fields = ["provider", "external_id"]
    return models.Index(fields=fields, condition=models.Q(is_hidden=True), name=f"{name}_hidden")


class Artist(ProvidedModel):
    name = models.CharField(max_length=300)
    search_name = models.CharField(max_length=300, blank=True, db_index=True, help_text="Folded for comparison.")
    picture_medium = models.CharField(max_length=500, blank=True)
    picture_xl = models.CharField(max_length=500, blank=True)
    nb_album = models.PositiveIntegerField(null=True, blank=True)
    nb_fan = models.PositiveIntegerField(null=True, blank=True)
    related_at = models.DateTimeField(null=True, blank=True, help_text="When its related tracks were last learned.")

    objects = ProvidedQuerySet["Artist"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "external_id"], name="artist_identity")]
        indexes = [_hidden_index("artist"), models.Index(fields=["nb_fan"], name="artist_popularity")]

    def __str__(self) -> str:
        return self.name


class Album(ProvidedModel):
    title = models.CharField(max_length=500)
    search_title = models.CharField(max_length=500, blank=True, help_text="Folded for comparison.")
    artist = models.ForeignKey(Artist, models.PROTECT, null=True, blank=True, related_name="albums")
    genre = models.ForeignKey(Genre, models.SET_NULL, null=True, blank=True, related_name="albums")
    cover_medium = models.CharField(max_length=500, blank=True)
    cover_xl = models.CharField(max_length=500, blank=True)
    release_date = models.DateField(null=True, blank=True, db_index=True)
    record_type = models.CharField(max_length=16, blank=True)
    label = models.CharField(max_length=200, blank=True)
    upc = models.CharField(max_length=32, blank=True)
    nb_tracks = models.PositiveIntegerField(null=True, blank=True)
    nb_fan = models.PositiveIntegerField(null=True, blank=True)

    objects = ProvidedQuerySet["Album"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "external_id"], name="album_identity")]
        indexes = [_hidden_index("album"), models.Index(fields=["nb_fan"], name="album_popularity")]

    def __str__(self) -> str:
        return self.title


class TrackQuerySet(ProvidedQuerySet["Track"]):
    def for_display(self) -> TrackQuerySet:
        """With everything that an answer shows of a track, in one statement."""
        return self.select_related("artist", "album")


class Track(ProvidedModel):
    """``rank`` is popularity from 0 to 1,000,000. ``duration`` is in seconds, 0 while unknown."""

    title = models.CharField(max_length=500)
    search_title = models.CharField(max_length=500, blank=True, help_text="Folded for comparison.")
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="tracks")
    album = models.ForeignKey(Album, models.PROTECT, null=True, blank=True, related_name="tracks")
    genre = models.ForeignKey(Genre, models.SET_NULL, null=True, blank=True, related_name="tracks")
    duration = models.PositiveIntegerField(default=0)
    isrc = models.CharField(max_length=15, blank=True, db_index=True)
    track_position = models.PositiveIntegerField(null=True, blank=True)
    disk_number = models.PositiveIntegerField(null=True, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True)
    explicit = models.BooleanField(null=True, blank=True)
    readable = models.BooleanField(null=True, blank=True)
    has_preview = models.BooleanField(null=True, blank=True)
    release_date = models.DateField(null=True, blank=True)
    audio = models.FileField(blank=True, upload_to="audio/", max_length=200, help_text="Only of our own tracks.")
    tone_seed = models.PositiveIntegerField(
        null=True, blank=True, help_text="Of a demo track without a file: its tune is made from this when first played."
    )

    objects = TrackQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "external_id"], name="track_identity")]
        indexes = [
            models.Index(fields=["provider", "-rank"], name="track_provider_rank"),
            models.Index(fields=["genre", "-rank"], name="track_genre_rank"),
            models.Index(fields=["rank"], name="track_popularity"),
            models.Index(fields=["search_title"], name="track_search_title"),
            _hidden_index("track"),
        ]

    def __str__(self) -> str:
        return self.title


class Lyrics(models.Model):
    """``synced`` is in LRC form: `[mm:ss.xx]line`."""

    track = models.OneToOneField(Track, models.CASCADE, primary_key=True, related_name="lyrics")
    plain = models.TextField(blank=True)
    synced = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "lyrics"

    def __str__(self) -> str:
        return f"Lyrics of {self.track_id}"


class RelatedTrack(models.Model):
    """A track that a provider plays after music by ``artist``; ``position`` 0 is the closest."""

    artist = models.ForeignKey(Artist, models.CASCADE, related_name="related_tracks")
    track = models.ForeignKey(Track, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["artist", "track"], name="related_track_once")]
        ordering = ["artist", "position"]

    def __str__(self) -> str:
        return f"{self.artist_id} > {self.track_id}"


class Snapshot(models.Model):
    """The last good answer to a question for a provider: what is served when the provider cannot be asked.

    ``key`` names the question and the version of the payload's shape; ``payload`` is what `catalogue.snapshots` wrote.
    """

    key = models.CharField(max_length=250, unique=True)
    payload = models.JSONField()
    fetched_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
