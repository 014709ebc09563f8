"""Likes on playlists."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from playlists.models import Playlist
from social import liking
from social.models import PlaylistLike
from social.tests.conftest import NewPerson, names, ok, pages, playlist
from social.tests.test_following import at_once, texts

LIKED = "/api/social/playlists/liked/"


def at(what: Playlist) -> str:
    return f"/api/social/playlists/{what.pk}/like/"


@pytest.fixture
def mix(owner: User) -> Playlist:
    return playlist(owner, "Mix")


def test_a_like_counts_once_and_is_taken_back(
    mix: Playlist, as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient
) -> None:
    assert ok(as_stranger.get(at(mix))) == {"liked": False, "likes": 0}
    assert [ok(as_stranger.post(at(mix))) for _ in range(2)] == [{"liked": True, "likes": 1}] * 2
    assert ok(as_moderator.post(at(mix))) == {"liked": True, "likes": 2}
    assert ok(as_owner.get(at(mix))) == {"liked": False, "likes": 2}
    assert names(as_owner, f"{at(mix)[:-1]}s/") == ["moderator", "stranger"]
    assert texts(as_owner) == ["moderator and one other liked Mix."]
    assert [each["id"] for each in ok(as_stranger.get(LIKED))] == [str(mix.pk)]
    assert [ok(as_stranger.delete(at(mix))) for _ in range(2)] == [{"liked": False, "likes": 1}] * 2
    assert ok(as_stranger.get(LIKED)) == []


def test_a_like_that_was_taken_back_is_not_told_of(mix: Playlist, as_owner: APIClient, as_stranger: APIClient) -> None:
    as_stranger.post(at(mix))
    assert texts(as_owner) == ["stranger liked Mix."]
    as_stranger.delete(at(mix))
    assert texts(as_owner) == []
    as_owner.post(at(mix))
    assert texts(as_owner) == []


def test_what_cannot_be_read_cannot_be_liked(
    mix: Playlist, as_stranger: APIClient, monkeypatch: pytest.MonkeyPatch, owner: User
) -> None:
    as_stranger.post(at(mix))
    Playlist.objects.update(is_public=False)
    for method in (as_stranger.get, as_stranger.post, as_stranger.delete):
        assert ok(method(at(mix)), 404)["code"] == "playlist_not_found"
    assert as_stranger.post(f"/api/social/playlists/{uuid4()}/like/").status_code == 404
    assert ok(as_stranger.get(LIKED)) == []
    Playlist.objects.update(is_public=True)
    monkeypatch.setattr(liking, "MAX_LIKES", 1)
    as_stranger.post(at(mix))
    assert ok(as_stranger.post(at(playlist(owner, "Second"))), 409)["code"] == "too_many_likes"
    assert ok(as_stranger.post(at(mix))) == {"liked": True, "likes": 1}


def test_lists_are_paged_and_cost_the_same_for_any_length(
    mix: Playlist, owner: User, as_owner: APIClient, person: NewPerson, django_assert_num_queries: Any
) -> None:
    def one(number: int) -> None:
        PlaylistLike.objects.create(user=person(f"p{number:02}"), playlist=mix)
        PlaylistLike.objects.create(user=owner, playlist=playlist(owner, f"List {number}"))

    likers = f"{at(mix)[:-1]}s/"
    one(0)
    with django_assert_num_queries(4):
        assert names(as_owner, likers) == ["p00"]
    with django_assert_num_queries(3):
        assert len(ok(as_owner.get(LIKED))) == 1
    for number in range(1, 51):
        one(number)
    with django_assert_num_queries(4):
        assert len(names(as_owner, likers)) == 50
    with django_assert_num_queries(3):
        assert len(ok(as_owner.get(LIKED))) == 50
    assert [len(page) for page in pages(as_owner, f"{likers}?limit=20")] == [20, 20, 11]
    found = [each["name"] for page in pages(as_owner, f"{LIKED}?limit=30") for each in page]
    assert found == [f"List {number}" for number in range(50, -1, -1)]


@pytest.mark.django_db(transaction=True)
def test_liking_twice_at_once_is_one_like(mix: Playlist, stranger: User, as_owner: APIClient) -> None:
    found = at_once([lambda: liking.like_playlist(user=stranger, playlist_id=mix.pk)] * 6)
    assert {type(each) for each in found} == {Playlist}
    assert (PlaylistLike.objects.count(), texts(as_owner)) == (1, ["stranger liked Mix."])
