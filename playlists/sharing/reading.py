"""Who of many may read a playlist: the rule of `PlaylistQuerySet.visible_to`, asked from the other side."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from accounts.seen import seen_by
from playlists.models import Member, Playlist, SharedWith


def readers_among(playlist_id: UUID, user_ids: Collection[UUID]) -> set[UUID] | None:
    """Two statements; None when there is no such playlist."""
    playlist = Playlist.objects.with_owner().filter(pk=playlist_id).first()
    if playlist is None:
        return None
    others = Q(pk__in=[])
    if playlist.hidden_at is None and playlist.owner.is_active:
        others = seen_by(playlist.owner) & (Q() if playlist.is_public else _let_in(playlist))
    users = User.objects.filter(Q(pk=playlist.owner_id) | others, pk__in=user_ids, is_active=True)
    return set(users.values_list("pk", flat=True))


def _let_in(playlist: Playlist) -> Q:
    user = OuterRef("pk")
    member = Exists(Member.objects.present().filter(playlist=playlist, user=user))
    return Q(member) | Q(Exists(SharedWith.objects.filter(playlist=playlist, user=user)))
