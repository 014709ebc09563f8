"""Every list of the room, and who must not be in it: blocked either way, suspended, private or deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.blocking import block
from accounts.models import Block, Profile, User
from analytics.models import Activity
from catalogue.models import Track
from config.personal_data import erase_all
from playlists.models import Playlist
from social.models import Comment, CommentLike, Follow, PlaylistLike
from social.tests.conftest import NewPerson, follow, ok, playlist

MakeTracks = Callable[..., list[Track]]


@pytest.fixture(autouse=True)
def _only_ours(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture
def mallory(person: NewPerson) -> User:
    """Who is to be seen, and then not."""
    return person("mallory", shares_listens=True)


@pytest.fixture
def paths(owner: User, stranger: User, mallory: User, person: NewPerson, make_tracks: MakeTracks) -> dict[str, str]:
    """Lists and pages as the owner reads them; mallory is in each. Everything is somebody else's than the owner's."""
    track = make_tracks(1)[0]
    host = person("host", is_private=False)
    theirs, hers = playlist(host, "Theirs"), playlist(mallory, "Hers")
    for one in (owner, mallory):
        follow(one, host)
        follow(host, one)
    follow(owner, stranger)
    follow(stranger, mallory)
    PlaylistLike.objects.create(user=stranger, playlist=hers)
    PlaylistLike.objects.create(user=owner, playlist=hers)
    PlaylistLike.objects.create(user=mallory, playlist=theirs)
    Comment.objects.create(author=stranger, playlist=hers, text="On hers")
    top = Comment.objects.create(author=host, track=track, text="Hello", likes_total=1)
    reply = Comment.objects.create(author=mallory, track=track, parent=top, text="A reply")
    for about in ({"track": track}, {"album": track.album}, {"playlist": theirs}):
        comment = Comment.objects.create(author=mallory, text="Here", **about)
    CommentLike.objects.create(user=mallory, comment=top)
    Activity.objects.create(user=mallory, track=track, action="play", source="queue")
    comments = "/api/social/comments/"
    return {
        "followers": f"/api/users/{host.pk}/followers/",
        "following": f"/api/users/{host.pk}/following/",
        "likers": f"/api/social/playlists/{theirs.pk}/likes/",
        "on a track": f"{comments}?on=track&id={track.catalogue_id}",
        "the best": f"{comments}?on=track&id={track.catalogue_id}&sort=top",
        "on an album": f"{comments}?on=album&id={track.album.catalogue_id if track.album else ''}",
        "on a playlist": f"{comments}?on=playlist&id={theirs.pk}",
        "replies": f"{comments}{top.pk}/replies/",
        "one comment": f"{comments}{comment.pk}/",
        "one reply": f"{comments}{reply.pk}/",
        "activity of others": f"/api/users/{stranger.pk}/activity/",
        "feed": "/api/social/feed/",
        "their own": f"/api/users/{mallory.pk}/activity/",
        "their page": f"/api/users/{mallory.pk}/public/",
    }


WITH_ALL = {
    "found": "/api/social/people/?username=mallory",
    "own followers": "/api/social/followers/",
    "own following": "/api/social/following/",
    "requests": "/api/social/requests/",
    "asked": "/api/social/requests/?direction=outgoing",
    "liked": "/api/social/playlists/liked/",
}
"""What a private profile keeps nobody out of: to ask it, and what it has to do with the listener itself."""


THEIRS = ("social", "followers", "following", "activity", "public")


def where_seen(client: APIClient, paths: dict[str, str]) -> set[str]:
    return {name for name, path in paths.items() if "mallory" in json.dumps(client.get(path).json())}


def counts(client: APIClient, paths: dict[str, str]) -> tuple[int, int, int]:
    """Followers of the host, likes of their playlist, and likes of their comment."""
    host = paths["followers"].replace("followers", "social")
    likes = ok(client.get(paths["likers"].replace("likes", "like")))["likes"]
    return ok(client.get(host))["followers"], likes, ok(client.get(paths["on a track"]))[-1]["likes"]


def blocks(owner: User, mallory: User) -> None:
    block(blocker=owner, user_id=mallory.pk)


def is_blocked(owner: User, mallory: User) -> None:
    block(blocker=mallory, user_id=owner.pk)


def suspended(owner: User, mallory: User) -> None:
    User.objects.filter(pk=mallory.pk).update(is_active=False)


def deleted(owner: User, mallory: User) -> None:
    erase_all(mallory)
    mallory.delete()


@pytest.mark.parametrize("why", [blocks, is_blocked, suspended, deleted])
@pytest.mark.parametrize("is_request", [False, True])
def test_whoever_is_not_to_be_seen_is_in_no_list(
    why: Callable[[User, User], None],
    owner: User,
    mallory: User,
    paths: dict[str, str],
    as_owner: APIClient,
    *,
    is_request: bool,
) -> None:
    accepted = None if is_request else timezone.now()
    Follow.objects.create(follower=owner, followed=mallory, accepted_at=accepted)
    Follow.objects.create(follower=mallory, followed=owner, accepted_at=accepted)
    everywhere = {**paths, **WITH_ALL}
    unasked = {"own followers", "own following"} if is_request else {"requests", "asked"}
    assert where_seen(as_owner, everywhere) == everywhere.keys() - unasked
    assert counts(as_owner, paths) == (2, 1, 1)
    assert {as_owner.get(f"/api/users/{mallory.pk}/{each}/").status_code for each in THEIRS} == {200}
    why(owner, User.objects.get(username="mallory"))
    assert where_seen(as_owner, everywhere) == set()
    assert {as_owner.get(f"/api/users/{mallory.pk}/{each}/").status_code for each in THEIRS} == {404}
    assert counts(as_owner, paths) == (1, 0, 0)


def test_a_private_person_is_seen_by_those_they_let_follow_and_where_it_is_about_them(
    owner: User, mallory: User, paths: dict[str, str], as_owner: APIClient, client_for: Any
) -> None:
    Profile.objects.filter(user=mallory).update(is_private=True)
    assert where_seen(as_owner, paths) == set()
    assert [as_owner.get(f"/api/users/{mallory.pk}/{each}/").status_code for each in THEIRS] == [
        200,
        404,
        404,
        404,
        404,
    ]
    assert ok(as_owner.get("/api/social/people/?username=mallory"))[0]["is_private"] is True
    assert counts(as_owner, paths) == (1, 0, 1)
    host = client_for(User.objects.get(username="host"))
    assert {"likers", "on a playlist", "followers", "following"} <= where_seen(host, paths)
    there = follow(owner, mallory)
    assert where_seen(as_owner, paths) == paths.keys()
    Follow.objects.filter(pk=there.pk).update(accepted_at=None)
    assert where_seen(as_owner, paths) == set()


def test_what_is_said_to_somebody_they_see_whoever_says_it(
    owner: User, mallory: User, as_owner: APIClient, as_stranger: APIClient, make_tracks: MakeTracks
) -> None:
    Profile.objects.filter(user=mallory).update(is_private=True)
    track = make_tracks(1)[0]
    top = Comment.objects.create(author=owner, track=track, text="Hello")
    Comment.objects.create(author=mallory, track=track, parent=top, text="To you")
    path = f"/api/social/comments/{top.pk}/replies/"
    assert [each["text"] for each in ok(as_owner.get(path))] == ["To you"]
    assert ok(as_stranger.get(path)) == []
    Block.objects.create(blocker=mallory, blocked=owner)
    assert ok(as_owner.get(path)) == []


def test_nobody_answers_or_likes_what_they_do_not_see(
    owner: User, mallory: User, as_owner: APIClient, make_tracks: MakeTracks
) -> None:
    track = make_tracks(1)[0]
    mine = Comment.objects.create(author=mallory, track=track, text="Hello")
    Block.objects.create(blocker=mallory, blocked=owner)
    body = {"on": "track", "id": str(track.catalogue_id), "text": "Hey", "parent": str(mine.pk)}
    path = f"/api/social/comments/{mine.pk}/"
    answers = [
        as_owner.post("/api/social/comments/", body),
        as_owner.get(path),
        as_owner.patch(path, {"text": "x"}),
        as_owner.delete(path),
        as_owner.get(f"{path}replies/"),
        as_owner.post(f"{path}like/"),
        as_owner.delete(f"{path}like/"),
    ]
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(404, "comment_not_found")}
    theirs: Playlist = playlist(mallory, "Theirs")
    assert as_owner.post(f"/api/social/playlists/{theirs.pk}/like/").status_code == 404
    about = {"on": "playlist", "id": str(theirs.pk), "text": "Hey"}
    assert ok(as_owner.post("/api/social/comments/", about), 404)["code"] == "playlist_not_found"
    assert (Comment.objects.count(), PlaylistLike.objects.count()) == (1, 0)
