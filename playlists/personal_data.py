"""A listener's playlists, favourites and shuffles: to be exported, and to be erased."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.models import User
from catalogue.ids import CatalogueId
from config.batches import Alive, delete_in_batches, in_batches
from config.jobs.files import remove_files
from config.personal_data import PersonalData, Row
from playlists.models import (
    Favorite,
    Member,
    Playlist,
    PlaylistFollow,
    PlaylistTrack,
    SharedWith,
    Shuffle,
    ShuffleCard,
)

ERASED_AT_ONCE = 100
"""Playlists whose rows are locked together."""

_TRACK = ("track_id", "track_title", "artist_name", "album_title")
_TRACK_VALUES = {
    "provider": F("track__provider"),
    "external_id": F("track__external_id"),
    "track_title": F("track__title"),
    "artist_name": F("track__artist__name"),
    "album_title": F("track__album__title"),
}
_PLAYLIST = (
    "id",
    "name",
    "description",
    "is_public",
    "cover_image",
    "track_count",
    "follower_count",
    "copied_from_id",
    "published_at",
    "hidden_at",
    "created_at",
    "updated_at",
)
_SHUFFLE = ("id", "playlist_id", "round", "handed_out", "remaining", "updated_at")


def _with_track_id(row: Row) -> Row:
    return {**row, "track_id": str(CatalogueId(row["provider"], row["external_id"]))}


def _playlists(user: User) -> Iterator[Row]:
    return in_batches(Playlist.objects.owned_by(user).values(*_PLAYLIST), by=("id",))


def _entries(user: User) -> Iterator[Row]:
    """Playlist by playlist, each in its order."""
    for playlist in in_batches(Playlist.objects.owned_by(user).values("id", "name"), by=("id",)):
        entries = PlaylistTrack.objects.filter(playlist=playlist["id"])
        rows = in_batches(entries.values("id", "added_at", "sort_key", **_TRACK_VALUES), by=("sort_key",))
        for position, row in enumerate(rows):
            yield {
                **_with_track_id(row),
                "playlist_id": playlist["id"],
                "playlist_name": playlist["name"],
                "position": position,
            }


def _favorites(user: User) -> Iterator[Row]:
    favorites = Favorite.objects.visible_to(user).values("id", "added_at", **_TRACK_VALUES)
    return map(_with_track_id, in_batches(favorites, by=("added_at", "id")))


def _shuffles(user: User) -> Iterator[Row]:
    return in_batches(Shuffle.objects.filter(user=user).values(*_SHUFFLE), by=("id",))


def _covers(user: User) -> Iterator[str]:
    covers = Playlist.objects.owned_by(user).exclude(cover_image="").values("id", "cover_image")
    return (row["cover_image"] for row in in_batches(covers, by=("id",)))


def _hide(user: User) -> None:
    Playlist.objects.owned_by(user).filter(is_public=True).update(is_public=False)


def _erase_playlists(user: User, alive: Alive) -> None:
    while _erase_some(user):
        alive()


@transaction.atomic
def _erase_some(user: User) -> bool:
    """As `services.delete_playlist` does it, for a few; False when there are none left."""
    rows = list(Playlist.objects.owned_by(user).order_by("pk").select_for_update()[:ERASED_AT_ONCE])
    ids = [row.pk for row in rows]
    # A shuffle that is dealing cards at this moment has to finish, or its cards would outlive it.
    list(Shuffle.objects.filter(playlist__in=ids).select_for_update().order_by("pk").values_list("pk"))
    delete_in_batches(ShuffleCard.objects.filter(shuffle__playlist__in=ids))
    for model in (PlaylistTrack, PlaylistFollow, Member, SharedWith):
        delete_in_batches(model._default_manager.filter(playlist__in=ids))
    remove_files(row.cover_image.name or "" for row in rows)
    Playlist.objects.filter(pk__in=ids).delete()
    return bool(rows)


def _erase_favorites(user: User, alive: Alive) -> None:
    delete_in_batches(Favorite.objects.visible_to(user), alive=alive)


def _erase_shuffles(user: User, alive: Alive) -> None:
    for shuffle in list(Shuffle.objects.filter(user=user).order_by("pk").values_list("pk", flat=True)):
        _erase_shuffle(shuffle)
        alive()


@transaction.atomic
def _erase_shuffle(shuffle_id: UUID) -> None:
    """A playlist's worth of cards, under the lock that dealing takes."""
    locked = Shuffle.objects.select_for_update().filter(pk=shuffle_id)
    if list(locked):
        delete_in_batches(ShuffleCard.objects.filter(shuffle=shuffle_id))
        locked.delete()


def _erase_name(user: User, alive: Alive) -> None:
    """What was added to playlists of others stays there, without a name."""
    while batch := list(PlaylistTrack.objects.filter(added_by=user).values_list("pk", flat=True)[:1_000]):
        PlaylistTrack.objects.filter(pk__in=batch).update(added_by=None)
        alive()


def _count_entries(user: User) -> int:
    return PlaylistTrack.objects.filter(playlist__owner=user).count()


PARTS = (
    PersonalData(
        name="playlists",
        columns=_PLAYLIST,
        rows=_playlists,
        count=lambda user: Playlist.objects.owned_by(user).count(),
        erase=_erase_playlists,
        hide=_hide,
        files=_covers,
        holds=("playlists.Playlist",),
    ),
    PersonalData(
        name="playlist_tracks",
        columns=("playlist_id", "playlist_name", "position", *_TRACK, "added_at"),
        rows=_entries,
        count=_count_entries,
        erase=_erase_name,
        holds=("playlists.PlaylistTrack",),
    ),
    PersonalData(
        name="favorites",
        columns=(*_TRACK, "added_at"),
        rows=_favorites,
        count=lambda user: Favorite.objects.visible_to(user).count(),
        erase=_erase_favorites,
        holds=("playlists.Favorite",),
    ),
    PersonalData(
        name="shuffles",
        columns=_SHUFFLE,
        rows=_shuffles,
        count=lambda user: Shuffle.objects.filter(user=user).count(),
        erase=_erase_shuffles,
        holds=("playlists.Shuffle",),
    ),
)
