"""What playlists say, for moderators: it is looked at once others may read it, and each time it changes after that."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from accounts.moderation.reportable import Content, Reportable
from accounts.moderation.screening import Hold, held, verdict
from config.realtime.publishing import recheck_group
from playlists.changing import DETAILS, playlist_group, store
from playlists.models import Member, Playlist, SharedWith, ShareLink

KIND: Final = "playlist"


def content_of(playlist: Playlist) -> Content:
    """Of a playlist that is loaded with its owner."""
    return Content(
        kind=KIND,
        id=playlist.pk,
        author_id=playlist.owner_id,
        text={
            "name": playlist.name,
            "description": playlist.description,
            "cover": playlist.cover_image.url if playlist.cover_image else "",
        },
        created_at=playlist.created_at,
        hidden_at=playlist.hidden_at,
        context={"owner": playlist.owner.username},
    )


def screen(playlist: Playlist) -> Hold | None:
    """Hide it when what it says is to be held; storing it, and then `hold`, are left to the caller."""
    why = verdict(author=playlist.owner, kind=KIND, texts=[playlist.name, playlist.description])
    if why is not None and playlist.hidden_at is None:
        playlist.hidden_at = timezone.now()
    return why


def hold(playlist: Playlist, why: Hold | None) -> None:
    """Put before the moderators what `screen` has hidden, once it is stored."""
    if why is not None:
        held(content=content_of(playlist), why=why)
        recheck_group(playlist_group(playlist.pk))


def is_exposed(playlist: Playlist) -> bool:
    """Whether anybody but its owner may read it."""
    return playlist.is_public or any(
        rows.filter(playlist=playlist).exists()
        for rows in (ShareLink.objects.all(), Member.objects.present(), SharedWith.objects.all())
    )


def expose(locked: Playlist, owner: User) -> None:
    """Before the first other person may read a private playlist; its row is locked."""
    if is_exposed(locked):
        return
    locked.owner = owner
    if why := screen(locked):
        store(locked, "hidden_at", changes=[DETAILS])
        hold(locked, why)


def _shown_to(user: User, playlist_id: UUID) -> Content | None:
    found = Playlist.objects.visible_to(user).with_owner().filter(pk=playlist_id).first()
    return content_of(found) if found else None


def _content(playlist_id: UUID) -> Content | None:
    found = Playlist.objects.with_owner().filter(pk=playlist_id).first()
    return content_of(found) if found else None


def _hide(playlist_id: UUID, at: datetime | None) -> None:
    locked = Playlist.objects.select_for_update().filter(pk=playlist_id).first()
    if locked is not None:
        locked.hidden_at = at
        store(locked, "hidden_at", changes=[DETAILS])
        recheck_group(playlist_group(playlist_id))


REPORTABLE: Final = Reportable(KIND, "Playlist", shown_to=_shown_to, content=_content, hide=_hide)
