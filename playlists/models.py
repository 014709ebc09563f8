"""Playlists with their entries, favourites, and the shuffles that listeners have going."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import timezone

from accounts.models import User
from catalogue.text import fold
from config.identifiers import uuid7
from playlists.errors import NotYourPlaylist, PlaylistNotFound

MAX_TRACKS = 10_000
"""Entries of one playlist."""


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def visible_to(self, user: User) -> PlaylistQuerySet:
        """The public ones and the user's own."""
        return self.filter(models.Q(is_public=True) | models.Q(owner=user))

    def owned_by(self, user: User) -> PlaylistQuerySet:
        return self.filter(owner=user)

    def with_owner(self) -> PlaylistQuerySet:
        return self.select_related("owner")

    def latest_first(self) -> PlaylistQuerySet:
        return self.order_by("-updated_at", "-id")

    def readable_by(self, user: User, playlist_id: UUID) -> Playlist:
        """The playlist with its owner, in one statement; raises `PlaylistNotFound`."""
        playlist = self.visible_to(user).with_owner().filter(pk=playlist_id).first()
        if playlist is None:
            raise PlaylistNotFound
        return playlist

    def changeable_by(self, user: User, playlist_id: UUID) -> Playlist:
        """The same for a change; raises `NotYourPlaylist` when the user may only read it."""
        playlist = self.readable_by(user, playlist_id)
        if playlist.owner_id != user.pk:
            raise NotYourPlaylist
        return playlist

    def locked(self, playlist_id: UUID) -> Playlist:
        """The row, locked until the transaction ends: every change of a playlist or its entries begins with this.

        Raises `PlaylistNotFound` when it was deleted meanwhile.
        """
        try:
            return self.select_for_update().get(pk=playlist_id)
        except Playlist.DoesNotExist:
            raise PlaylistNotFound from None


class Playlist(models.Model):
    """``track_count`` and ``last_serial`` change only under the lock of the row.

    ``last_serial`` is the serial of the entry that was added last; it never falls, so that a serial is never reused.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="playlists")
    name = models.CharField(max_length=200)
    search_name = models.CharField(
        max_length=200, blank=True, default="", editable=False, help_text="Folded for comparison."
    )
    description = models.TextField(blank=True, default="", max_length=2000, validators=[MaxLengthValidator(2000)])
    is_public = models.BooleanField(default=False)
    cover_image = models.FileField(blank=True, upload_to="covers/", max_length=200)
    track_count = models.PositiveIntegerField(default=0, editable=False)
    last_serial = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="playlist_latest"),
            models.Index(fields=["owner", "-updated_at", "-id"], name="playlist_owner_latest"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:  # by keyword only, which is all that Django does
        """Keeps the folded name in step."""
        self.search_name = fold(self.name)[:200]
        if "name" in (options.get("update_fields") or ()):
            options["update_fields"] = {*options["update_fields"], "search_name"}
        super().save(**options)

    @property
    def removed_total(self) -> int:
        """How many entries were ever removed; it never falls."""
        return self.last_serial - self.track_count


class PlaylistTrackQuerySet(models.QuerySet["PlaylistTrack"]):
    def in_order(self) -> PlaylistTrackQuerySet:
        return self.order_by("sort_key")

    def with_tracks(self) -> PlaylistTrackQuerySet:
        """With everything that an answer shows, in one statement."""
        return self.select_related("track__artist", "track__album")


class PlaylistTrack(models.Model):
    """An entry of a playlist. Entries stand in the order of ``sort_key``, which has gaps for what is moved in between.

    ``serial`` counts the entries of a playlist in the order of their adding, and stays when an entry is moved.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="entries")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, related_name="+")
    sort_key = models.BigIntegerField()
    serial = models.PositiveBigIntegerField(default=0, editable=False)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PlaylistTrackQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["playlist", "track"], name="playlist_track_once"),
            models.UniqueConstraint(fields=["playlist", "sort_key"], name="playlist_place_once"),
        ]
        indexes = [models.Index(fields=["playlist", "serial"], name="playlist_track_serial")]

    def __str__(self) -> str:
        return f"{self.playlist_id}: {self.track_id}"


class FavoriteQuerySet(models.QuerySet["Favorite"]):
    def visible_to(self, user: User) -> FavoriteQuerySet:
        return self.filter(user=user)

    def newest_first(self) -> FavoriteQuerySet:
        return self.order_by("-added_at", "-id")

    def with_tracks(self) -> FavoriteQuerySet:
        return self.select_related("track__artist", "track__album")


class Favorite(models.Model):
    """A track that a listener likes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favorites")
    track = models.ForeignKey("catalogue.Track", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    objects = FavoriteQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "track"], name="favorite_once")]
        indexes = [models.Index(fields=["user", "-added_at", "-id"], name="favorite_user_time")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.track_id}"


class Shuffle(models.Model):
    """One listener's shuffle of one playlist. ``round`` counts its permutations from 1; 0 is before the first.

    ``joined_until`` is the greatest serial of an entry that was dealt into the round, ``left_until`` the playlist's
    ``removed_total`` that ``remaining`` takes into account: as long as neither has moved on, nobody has to count.
    ``last_artist_id`` is the artist handed out last, a plain number: it is only ever compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="shuffles")
    playlist = models.ForeignKey(Playlist, models.CASCADE, related_name="shuffles")
    round = models.PositiveIntegerField(default=0)
    handed_out = models.PositiveIntegerField(default=0, help_text="Tracks handed out in this round.")
    remaining = models.PositiveIntegerField(default=0, help_text="Tracks that this round has yet to hand out.")
    joined_until = models.PositiveBigIntegerField(default=0)
    left_until = models.BigIntegerField(default=0)
    last_artist_id = models.PositiveBigIntegerField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "playlist"], name="shuffle_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.playlist_id} ({self.round})"


class ShuffleCardQuerySet(models.QuerySet["ShuffleCard"]):
    def rest(self) -> ShuffleCardQuerySet:
        """What the round has yet to hand out, in its order."""
        return self.filter(turn=None).order_by("place", "pk")

    def handed_out(self) -> ShuffleCardQuerySet:
        """The latest first."""
        return self.filter(turn__isnull=False).order_by("-turn")

    def of_removed_entries(self) -> ShuffleCardQuerySet:
        return self.filter(~models.Exists(PlaylistTrack.objects.filter(pk=models.OuterRef("entry_id"))))

    def with_tracks(self) -> ShuffleCardQuerySet:
        """With what an answer shows; an inner join, so that cards of removed entries are passed over."""
        return self.select_related("entry__track__artist", "entry__track__album")


class ShuffleCard(models.Model):
    """One entry of a playlist in one round: it comes at ``place``, and came as number ``turn`` (null: still to come).

    ``entry`` has no database constraint on purpose: removing a track touches no shuffle, and cards of removed entries
    are passed over until the shuffle notices and throws them away.
    """

    shuffle = models.ForeignKey(Shuffle, models.CASCADE, related_name="cards")
    entry = models.ForeignKey(PlaylistTrack, models.DO_NOTHING, db_constraint=False, related_name="+")
    place = models.BigIntegerField()
    turn = models.PositiveIntegerField(null=True, blank=True)

    objects = ShuffleCardQuerySet.as_manager()

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["shuffle", "entry"], name="shuffle_card_once")]
        # Partial: PostgreSQL takes no order out of an index on (shuffle, turn, place) for `turn IS NULL`.
        indexes = [
            models.Index(fields=["shuffle", "place", "id"], condition=models.Q(turn=None), name="shuffle_card_rest")
        ]

    def __str__(self) -> str:
        return f"{self.shuffle_id}: {self.place}"
