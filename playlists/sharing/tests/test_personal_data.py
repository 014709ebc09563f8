"""What a listener shares, joins and follows is theirs to take along, and goes with their account."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from config.personal_data import all_parts
from config.tests.plugin import RunJobs
from conftest import ClientFor
from playlists.models import Member, Playlist, PlaylistFollow, SharedWith, ShareLink, ShareLinkCount
from playlists.sharing.tests.conftest import URL, MakeUser, join
from playlists.tests.conftest import MakePlaylist

PARTS = ("playlist_members", "playlists_shared_with_me", "playlist_follows", "playlist_links")


@pytest.fixture
def lived(
    as_owner: APIClient, as_stranger: APIClient, client_for: ClientFor, owner: User, stranger: User,
    make_user: MakeUser, playlist: Playlist, make_playlist: MakePlaylist,
) -> Playlist:  # fmt: skip
    """A playlist of the stranger's which the owner is in in every way, as the stranger is in the owner's."""
    theirs = make_playlist(by=stranger, name="Theirs", is_public=True)
    for each, user, client in ((playlist, stranger, as_owner), (theirs, owner, as_stranger)):
        client.patch(f"{URL}{each.pk}/", {"is_public": True})
        join(each, user)
        SharedWith.objects.create(playlist=each, user=user)
        client.post(f"{URL}{each.pk}/share/", {"expires_in_days": 3})
    as_owner.post(f"{URL}{theirs.pk}/follow/")
    as_stranger.post(f"{URL}{playlist.pk}/follow/")
    client_for(make_user("ada")).post(f"{URL}{theirs.pk}/follow/")
    return theirs


def test_it_is_exported(lived: Playlist, owner: User) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        part.name: list(part.rows(owner)) for part in all_parts() if part.name in PARTS
    }
    assert {name: [row["playlist_name"] for row in found] for name, found in rows.items()} == {
        "playlist_members": ["Theirs"],
        "playlists_shared_with_me": ["Theirs"],
        "playlist_follows": ["Theirs"],
        "playlist_links": ["Rainy days"],
    }
    for part in all_parts():
        if part.name in PARTS:
            assert [set(row) for row in rows[part.name]] == [set(part.columns)] * part.count(owner)


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_the_account(
    lived: Playlist, as_stranger: APIClient, as_owner: APIClient, playlist: Playlist, run_jobs: RunJobs
) -> None:
    assert Playlist.objects.get(pk=lived.pk).follower_count == 2
    assert as_owner.delete("/api/accounts/profile/", {"password": "correct horse battery"}).status_code == 204
    run_jobs()
    assert list(Playlist.objects.values_list("pk", "follower_count")) == [(lived.pk, 1)]
    assert as_stranger.get(f"{URL}{lived.pk}/").json()["is_collaborative"] is False
    assert not Member.objects.exists()
    assert not SharedWith.objects.exists()
    assert [follow.user.username for follow in PlaylistFollow.objects.all()] == ["ada"]
    assert ShareLink.objects.get().playlist_id == lived.pk
    assert ShareLinkCount.objects.count() == ShareLinkCount.PARTS
