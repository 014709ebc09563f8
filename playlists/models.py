"""Playlists with their entries, favourites, and the shuffles that listeners have going."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.seen import seen_by
from catalogue.text import fold
from config.identifiers import uuid7
from config.prepared import Prepared
from playlists.errors import NotYourPlaylist, PlaylistNotFound
from playlists.sharing_models import Member, PlaylistFollow, Role, SharedWith, ShareLink, ShareLinkCount

__all__ = [
    "MAX_TRACKS",
    "Favorite",
    "Member",
    "Playlist",
    "PlaylistFollow",
    "PlaylistQuerySet",
    "PlaylistTrack",
    "Role",
    "ShareLink",
    "ShareLinkCount",
    "SharedWith",
    "Shuffle",
    "ShuffleCard",
]

MAX_TRACKS = 10_000
"""Entries of one playlist."""


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def visible_to(self, user: User) -> PlaylistQuerySet:
        """The user's own; and of what is not hidden, by people they see, what is public, what they are a member of or
        invited to, and what was shared with them by name."""
        member = Member.objects.present().filter(user=user).order_by()
        shared = SharedWith.objects.filter(user=user).order_by()
        reached = models.Q(pk__in=member.values("playlist")) | models.Q(pk__in=shared.values("playlist"))
        return self._reached(user, models.Q(is_public=True) | reached)

    def listed_to(self, user: User) -> PlaylistQuerySet:
        """What lists and searches bring unless more is asked for: the public ones, and those of one's own library."""
        return self._reached(user, models.Q(is_public=True) | _joined_by(user))

    def collaborated_on_by(self, user: User) -> PlaylistQuerySet:
        """Those of others that the user has joined."""
        return self.listed_to(user).filter(_joined_by(user)).exclude(owner=user)

    def shared_by_name_with(self, user: User) -> PlaylistQuerySet:
        shared = SharedWith.objects.filter(user=user).order_by().values("playlist")
        return self.visible_to(user).filter(pk__in=shared).exclude(owner=user)

    def in_library_of(self, user: User) -> PlaylistQuerySet:
        """Their own, and those that they have joined."""
        own = Playlist.objects.owned_by(user).order_by().values("pk")
        joined = Member.objects.joined().filter(user=user).order_by().values("playlist")
        # A union, since no index serves two conditions of which either will do.
        return self.listed_to(user).filter(pk__in=own.union(joined))

    def open_to_all(self) -> PlaylistQuerySet:
        """Not hidden, and by somebody whose account is open: what a link may show."""
        return self.filter(hidden_at=None, owner__is_active=True)

    def _reached(self, user: User, how: models.Q) -> PlaylistQuerySet:
        return self.filter(models.Q(owner=user) | models.Q(hidden_at=None) & how & seen_by(user, "owner"))

    def owned_by(self, user: User) -> PlaylistQuerySet:
        return self.filter(owner=user)

    def with_owner(self) -> PlaylistQuerySet:
        return self.select_related("owner")

    def shown_to(self, user: User) -> PlaylistQuerySet:
        """With everything that an answer says of a playlist to this user."""
        here = models.OuterRef("pk")
        members = Member.objects.joined().filter(playlist=here).order_by()
        follows = PlaylistFollow.objects.filter(playlist=here, user=user).order_by()
        shown: dict[str, Any] = {
            "my_role": models.Subquery(members.filter(user=user).values("role")[:1]),
            "has_members": _any_of(members),
            "is_followed": _any_of(follows),
        }
        return self.with_owner().annotate(**shown)

    def latest_first(self) -> PlaylistQuerySet:
        return self.order_by("-updated_at", "-id")

    def readable_by(self, user: User, playlist_id: UUID) -> Playlist:
        """The playlist with its owner, in one statement; raises `PlaylistNotFound`. For the manager, not for a filtered
        set."""
        playlist = _READABLE.first(user=user.pk, playlist=playlist_id)
        if playlist is None:
            raise PlaylistNotFound
        return playlist

    def editable_by(self, user: User, playlist_id: UUID) -> Playlist:
        """The same to change its tracks; raises `NotYourPlaylist` when the user may only read it."""
        playlist = self.readable_by(user, playlist_id)
        if playlist.owner_id != user.pk and playlist.my_role != Role.EDITOR:
            raise NotYourPlaylist
        return playlist

    def changeable_by(self, user: User, playlist_id: UUID) -> Playlist:
        """The same for what only its owner may do; raises `NotYourPlaylist` for all others who may read it."""
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

    def locked_to_edit(self, playlist_id: UUID, by: User) -> Playlist:
        """The same, after looking whether ``by`` may still change its tracks: roles change under this lock too."""
        locked = self.locked(playlist_id)
        if locked.owner_id != by.pk:
            self.editable_by(by, playlist_id)
        return locked

    def locked_to_manage(self, playlist_id: UUID, by: User) -> Playlist:
        """The same, after looking whether it is still the user's own."""
        locked = self.locked(playlist_id)
        if locked.owner_id != by.pk:
            self.changeable_by(by, playlist_id)
        return locked


def _any_of(rows: models.QuerySet[Any]) -> Coalesce:
    """Whether there is one, looked up for each row: for an EXISTS PostgreSQL may read the whole table first."""
    return Coalesce(
        models.Subquery(rows.annotate(one=models.Value(value=True)).values("one")[:1]), models.Value(value=False)
    )


def _joined_by(user: User) -> models.Q:
    return models.Q(pk__in=Member.objects.joined().filter(user=user).order_by().values("playlist"))


def _readable(user: UUID, playlist: UUID) -> PlaylistQuerySet:
    asking = User(pk=user)
    return Playlist.objects.all().visible_to(asking).shown_to(asking).filter(pk=playlist).order_by()


_READABLE: Prepared[Playlist] = Prepared(_readable, user=UUID, playlist=UUID)


class Playlist(models.Model):
    """``track_count`` and ``last_serial`` change only under the lock of the row.

    ``last_serial`` is the serial of the entry that was added last; it never falls, so that a serial is never reused.
    ``version`` counts the changes that whoever has it open is told of, ``follower_count`` its `PlaylistFollow` rows.
    ``published_at`` is when it became public first, null while it never was. What moderators or the screening of texts
    hid, since ``hidden_at``, only its owner reads.
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
    version = models.PositiveBigIntegerField(default=0, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)
    follower_count = models.PositiveIntegerField(default=0, editable=False)
    followers_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    my_role: str | None = None
    has_members: bool = False
    is_followed: bool = False
    """These three come with `shown_to`; of one's own playlist that was just made they are what stands here."""

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-id"]
        indexes = [
            models.Index(fields=["-updated_at", "-id"], name="playlist_latest"),
            models.Index(fields=["owner", "-updated_at", "-id"], name="playlist_owner_latest"),
            models.Index(fields=["owner", "-published_at"], name="playlist_owner_published"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: Any) -> None:  # by keyword only, which is all that Django does
        """Keeps the folded name in step, and the moment of the first publication."""
        self.search_name = fold(self.name)[:200]
        if self.is_public and self.published_at is None:
            self.published_at = timezone.now()
        if written := set(options.get("update_fields") or ()):
            follow = {"name": "search_name", "is_public": "published_at"}
            options["update_fields"] = written | {follow[name] for name in written if name in follow}
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
