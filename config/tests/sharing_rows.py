"""What a listener's playlist is shared by, and an invitation to somebody else's, for tests that try every route."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

Ids = dict[str, str]


def sharing_rows(owner: Any, playlist_id: str) -> dict[str, Ids]:
    """By what the paths are about; in those of a playlist `user_id` is a member."""

    def make(model: str, **fields: Any) -> Any:
        return apps.get_model(model).objects.create(**fields)

    friend = get_user_model().objects.create_user("friend", "friend@example.com", None)
    make("playlists.Member", playlist_id=playlist_id, user=friend, role="editor", state="joined")
    link = make("playlists.ShareLink", playlist_id=playlist_id, role="viewer")
    theirs = make("playlists.Playlist", owner=friend, name="Theirs")
    invitation = make("playlists.Member", playlist=theirs, user=owner, role="editor", state="invited")
    # By name, since rooms lie above this one.
    token: str = import_module("playlists.sharing.tokens").token_of(link)
    return {
        "playlist": {"share_id": str(link.pk), "user_id": str(friend.pk)},
        "invitation": {"invitation_id": str(invitation.pk)},
        "link": {"token": token},
    }
