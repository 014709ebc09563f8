"""Pages of playlists: each is one statement with its total, and rows are rendered without a serializer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, Subquery
from rest_framework.request import Request

from accounts.authentication import listener
from accounts.models import User
from config.addresses import absolute_urls
from config.pagination import LinkedPagination
from config.prepared import Prepared
from playlists.models import Playlist, PlaylistQuerySet
from playlists.serializers import OWNER

Wanted = Callable[[PlaylistQuerySet, User], PlaylistQuerySet]

ONLY: dict[str, Wanted] = {
    "own": PlaylistQuerySet.owned_by,
    "collaborating": PlaylistQuerySet.collaborated_on_by,
    "library": PlaylistQuerySet.in_library_of,
    "shared": PlaylistQuerySet.shared_by_name_with,
}


def _prepared(wanted: Wanted) -> Prepared[Playlist]:
    def make(user: UUID) -> PlaylistQuerySet:
        asking = User(pk=user)
        playlists = wanted(Playlist.objects.all(), asking)
        total = Func(F("pk"), function="COUNT", output_field=IntegerField())
        counted = Subquery(playlists.order_by().annotate(total=total).values("total"))
        return playlists.shown_to(asking).annotate(total=counted).latest_first()

    return Prepared(make, user=UUID)


_PAGES = {name: _prepared(wanted) for name, wanted in {**ONLY, "": PlaylistQuerySet.listed_to}.items()}


def playlists_page(request: Request, only: str) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Those of `ONLY`, or with "" all that are listed to the user, the latest changed first; and the paging headers."""
    pages, user, prepared = LinkedPagination(), listener(request), _PAGES[only]
    rows = pages.cut_counted(
        request,
        lambda limit, offset: prepared.all(limit=limit, offset=offset, user=user.pk),
        lambda: {**ONLY, "": PlaylistQuerySet.listed_to}[only](Playlist.objects.all(), user).count(),
    )
    address = absolute_urls(request)
    return [_shown(playlist, user, address) for playlist in rows], pages.headers()


def _shown(playlist: Playlist, user: User, address: Callable[[str], str | None]) -> dict[str, Any]:
    """What `PlaylistSerializer` makes of it, ten times as fast."""
    cover = playlist.cover_image
    return {
        "id": str(playlist.pk),
        "name": playlist.name,
        "description": playlist.description,
        "cover_image": address(cover.url) if cover else None,
        "is_public": playlist.is_public,
        "track_count": playlist.track_count,
        "created_at": playlist.created_at.isoformat().replace("+00:00", "Z"),
        "updated_at": playlist.updated_at.isoformat().replace("+00:00", "Z"),
        "owner": {"id": str(playlist.owner_id), "username": playlist.owner.username},
        "role": OWNER if playlist.owner_id == user.pk else playlist.my_role,
        "is_collaborative": playlist.has_members,
        "followers": playlist.follower_count,
        "is_following": playlist.is_followed,
        "is_hidden": playlist.hidden_at is not None,
        "copied_from": playlist.copied_from_id and str(playlist.copied_from_id),
        "version": playlist.version,
    }
