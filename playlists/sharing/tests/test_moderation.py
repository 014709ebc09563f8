"""Playlists before moderators: reported, held for their words, hidden, and shown again."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from accounts.moderation.models import Case, ListedWord
from accounts.moderation.reportable import KINDS
from notifications.models import Notification
from playlists.models import Playlist
from playlists.sharing.tests.conftest import URL, join
from playlists.tests.conftest import MakePlaylist


@pytest.fixture
def listed(db: None) -> None:
    ListedWord.objects.create(word="Badword", folded="badword")


def hidden(client: APIClient, playlist_id: object) -> bool:
    found: bool = client.get(f"{URL}{playlist_id}/").json()["is_hidden"]
    return found


def test_what_others_would_read_is_held_for_its_words(
    as_owner: APIClient, as_stranger: APIClient, listed: None, owner: User
) -> None:
    made = as_owner.post(URL, {"name": "Badword mix", "is_public": True}).json()
    assert made["is_hidden"]
    assert as_stranger.get(f"{URL}{made['id']}/").status_code == 404
    assert made["id"] not in {each["id"] for each in as_stranger.get(URL).json()}
    case = Case.objects.get()
    assert (case.kind, case.content_id, case.author, case.is_hidden) == (
        "playlist",
        Playlist.objects.get().pk,
        owner,
        True,
    )
    assert case.text["name"] == "Badword mix"


def test_private_words_are_nobodys_business_until_they_are_shared(
    as_owner: APIClient, listed: None, make_playlist: MakePlaylist, stranger: User
) -> None:
    ways: list[Any] = [
        lambda at: as_owner.patch(at, {"is_public": True}),
        lambda at: as_owner.post(f"{at}share/", {}),
        lambda at: as_owner.post(f"{at}members/", {"user_id": str(stranger.pk), "role": "viewer"}),
        lambda at: as_owner.post(f"{at}listeners/", {"user_id": str(stranger.pk)}),
    ]
    for way in ways:
        playlist = make_playlist()
        here = f"{URL}{playlist.pk}/"
        assert not as_owner.patch(here, {"name": "badword"}).json()["is_hidden"]
        assert way(here).status_code < 300
        assert hidden(as_owner, playlist.pk)
    assert not Notification.objects.filter(user=stranger).exists()
    shared = make_playlist()
    join(shared, stranger)
    assert as_owner.patch(f"{URL}{shared.pk}/", {"description": "a badword here"}).json()["is_hidden"]
    fine = make_playlist(is_public=True)
    assert not as_owner.patch(f"{URL}{fine.pk}/", {"is_public": False}).json()["is_hidden"]


def test_a_playlist_is_reported_by_who_reads_it_and_hidden_by_moderators(
    as_stranger: APIClient, as_owner: APIClient, stranger: User, owner: User, playlist: Playlist
) -> None:
    kind = KINDS["playlist"]
    assert kind.shown_to(stranger, playlist.pk) is None
    join(playlist, stranger, "viewer")
    found = kind.shown_to(stranger, playlist.pk)
    assert found is not None
    assert (found.author_id, dict(found.text), dict(found.context)) == (
        owner.pk,
        {"name": "Rainy days", "description": "Window seat.", "cover": ""},
        {"owner": "owner"},
    )
    kind.hide(playlist.pk, timezone.now())
    assert as_stranger.get(f"{URL}{playlist.pk}/").status_code == 404
    assert hidden(as_owner, playlist.pk)
    content = kind.content(playlist.pk)
    assert content is not None
    assert content.hidden_at is not None
    kind.hide(playlist.pk, None)
    assert as_stranger.get(f"{URL}{playlist.pk}/").status_code == 200
    Playlist.objects.all().delete()
    kind.hide(playlist.pk, timezone.now())
    assert kind.content(playlist.pk) is None


def test_the_moment_of_the_first_publication_stays(as_owner: APIClient) -> None:
    made = as_owner.post(URL, {"name": "Quiet"}).json()
    here = f"{URL}{made['id']}/"

    def published() -> Any:
        return Playlist.objects.get().published_at

    assert published() is None
    as_owner.patch(here, {"is_public": True})
    first = published()
    assert first is not None
    as_owner.patch(here, {"is_public": False})
    as_owner.patch(here, {"is_public": True})
    assert published() == first
