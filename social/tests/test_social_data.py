"""What the room knows of a listener is taken along, and goes with the account."""

from __future__ import annotations

from collections.abc import Callable

from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from config.personal_data import all_parts, erase_all
from social.models import Comment, CommentLike, Follow, PlaylistLike
from social.tests.conftest import NewPerson, follow, ok, playlist

MakeTracks = Callable[..., list[Track]]
PARTS = ("follows", "playlist_likes", "comments", "comment_likes")


def social_life(owner: User, stranger: User, shy: User, track: Track) -> tuple[Comment, Comment, Comment, Comment]:
    follow(owner, stranger)
    follow(stranger, owner)
    Follow.objects.create(follower=owner, followed=shy)
    mine, theirs = playlist(owner, "Mine"), playlist(stranger, "Theirs")
    PlaylistLike.objects.create(user=owner, playlist=theirs)
    PlaylistLike.objects.create(user=stranger, playlist=mine)
    alone = Comment.objects.create(author=owner, playlist=theirs, text="Alone")
    answered = Comment.objects.create(author=owner, track=track, text="Answered")
    kept = Comment.objects.create(author=stranger, track=track, parent=answered, text="An answer")
    Comment.objects.create(author=owner, track=track, parent=answered, text="My own answer")
    asked = Comment.objects.create(author=stranger, track=track, text="Asked")
    Comment.objects.create(author=owner, track=track, parent=asked, text="My answer")
    left = Comment.objects.create(author=None, track=track, text="")
    Comment.objects.create(author=owner, track=track, parent=left, text="The last answer")
    on_mine = Comment.objects.create(author=stranger, playlist=mine, text="On mine")
    Comment.objects.create(author=stranger, playlist=mine, parent=on_mine, text="On mine too")
    return alone, answered, kept, asked


def test_everything_is_exported_and_nothing_is_left(
    owner: User, stranger: User, as_owner: APIClient, person: NewPerson, make_tracks: MakeTracks
) -> None:
    alone, answered, kept, asked = social_life(owner, stranger, person("shy"), make_tracks(1, artist="Tide")[0])
    for comment in (asked, answered):
        as_owner.post(f"/api/social/comments/{comment.pk}/like/")
    parts = {part.name: part for part in all_parts() if part.name in PARTS}
    rows = {name: list(part.rows(owner)) for name, part in parts.items()}
    assert {name: part.count(owner) for name, part in parts.items()} == {name: len(rows[name]) for name in PARTS}
    assert {name: set(rows[name][0]) for name in PARTS} == {name: set(part.columns) for name, part in parts.items()}
    assert [(row["direction"], row["person"], row["accepted_at"] is None) for row in rows["follows"]] == [
        ("following", "stranger", False),
        ("following", "shy", True),
        ("follower", "stranger", False),
    ]
    assert [row["playlist_name"] for row in rows["playlist_likes"]] == ["Theirs"]
    assert [(row["on"], row["subject_name"], row["text"]) for row in rows["comments"]][:2] == [
        ("playlist", "Theirs", "Alone"),
        ("track", "Tide 1", "Answered"),
    ]
    assert rows["comments"][0]["id"] == alone.pk
    assert {row["comment_id"] for row in rows["comment_likes"]} == {asked.pk, answered.pk}

    for _ in range(2):
        erase_all(owner)
    asked.refresh_from_db()
    found = Comment.objects.order_by("id").values_list("pk", "author", "text", "likes_total")
    assert list(found) == [
        (answered.pk, None, "", 0),
        (kept.pk, stranger.pk, "An answer", 0),
        (asked.pk, stranger.pk, "Asked", 0),
    ]
    assert [model.objects.count() for model in (Follow, PlaylistLike, CommentLike)] == [0, 0, 0]
    assert {name: part.count(owner) for name, part in parts.items()} == dict.fromkeys(PARTS, 0)


def test_deleting_the_account_leaves_no_word_of_it(
    owner: User, as_owner: APIClient, as_stranger: APIClient, make_tracks: MakeTracks
) -> None:
    track = str(make_tracks(1)[0].catalogue_id)
    body = {"on": "track", "id": track, "text": "A secret"}
    top = ok(as_owner.post("/api/social/comments/", body), 201)["id"]
    ok(as_stranger.post("/api/social/comments/", {**body, "text": "A reply", "parent": top}), 201)
    assert as_owner.delete("/api/accounts/profile/", {"password": "correct horse battery"}).status_code == 204
    [left] = ok(as_stranger.get("/api/social/comments/", {"on": "track", "id": track}))
    assert (left["author"], left["text"], left["is_deleted"]) == (None, "", True)
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["", "A reply"]
