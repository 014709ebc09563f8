"""Share links: making, finding, counting and revoking them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from playlists.models import Playlist, ShareLink, ShareLinkCount
from playlists.screening import expose
from playlists.sharing.errors import LinkNotFound, TooManyLinks
from playlists.sharing.tokens import link_id

MOST: Final = 50
"""Links of one playlist."""


@transaction.atomic
def make_link(*, playlist: Playlist, by: User, role: str = "", expires_at: datetime | None = None) -> ShareLink:
    """Raises `TooManyLinks`, `NotYourPlaylist` and `PlaylistNotFound`."""
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    if locked.links.count() >= MOST:
        locked.links.filter(expires_at__lte=timezone.now()).delete()
        if locked.links.count() >= MOST:
            raise TooManyLinks
    expose(locked, by)
    link = ShareLink.objects.create(playlist=locked, role=role, expires_at=expires_at)
    ShareLinkCount.objects.bulk_create(ShareLinkCount(link=link, part=part) for part in range(ShareLinkCount.PARTS))
    return link


@transaction.atomic
def revoke_link(*, playlist: Playlist, link_id: UUID, by: User) -> None:
    """Raises `LinkNotFound`, `NotYourPlaylist` and `PlaylistNotFound`."""
    locked = Playlist.objects.locked_to_manage(playlist.pk, by)
    deleted, _ = locked.links.filter(pk=link_id).delete()
    if not deleted:
        raise LinkNotFound


def find_link(token: str) -> ShareLink:
    """The link with its playlist and that one's owner; raises `LinkNotFound`."""
    wanted = link_id(token)
    links = ShareLink.objects.live().filter(playlist__in=Playlist.objects.open_to_all())
    link = links.select_related("playlist__owner").filter(pk=wanted).first() if wanted else None
    if link is None:
        raise LinkNotFound
    return link


def count_open(link: ShareLink) -> None:
    """One statement; it waits only for who is at the same part at this moment."""
    part = secrets.randbelow(ShareLinkCount.PARTS)
    ShareLinkCount.objects.filter(link=link, part=part).update(count=F("count") + 1)
