"""Comments on tracks, albums and playlists, their replies and likes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import User
from accounts.moderation.models import Case, ListedWord
from accounts.moderation.reportable import KINDS
from catalogue.models import Track
from notifications.models import Notification
from playlists.models import Playlist
from social import commenting
from social.liking import like_comment, unlike_comment
from social.models import Comment, CommentLike
from social.tests.conftest import NOON, NewPerson, ok, pages, playlist
from social.tests.test_following import at_once, texts

LIST = "/api/social/comments/"

MakeTracks = Callable[..., list[Track]]


@pytest.fixture(autouse=True)
def _only_ours(settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local"]


@pytest.fixture
def track(make_tracks: MakeTracks) -> Track:
    return make_tracks(1, artist="Tide")[0]


@pytest.fixture
def mix(owner: User) -> Playlist:
    return playlist(owner, "Mix")


def on(subject: Any) -> dict[str, str]:
    kind = type(subject).__name__.lower()
    return {"on": kind, "id": str(subject.pk if kind == "playlist" else subject.catalogue_id)}


def write(client: APIClient, subject: Any, text: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = ok(client.post(LIST, {**on(subject), "text": text, **more}), 201)
    return made


def said(client: APIClient, subject: Any, **query: Any) -> list[str]:
    return [each["text"] for each in ok(client.get(LIST, {**on(subject), **query}))]


def test_a_comment_is_written_on_each_kind_of_thing_and_shown(
    track: Track, mix: Playlist, owner: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    for subject, name in ((track, "Tide 1"), (track.album, "Tide album"), (mix, "Mix")):
        made = write(as_stranger, subject, "  The bridge!\nAgain. ")
        about = made.pop("about")
        assert about == {**on(subject), "name": name}
        assert ok(as_stranger.get(f"{LIST}{made['id']}/")) == {**made, "about": about}
        [shown] = ok(as_owner.get(LIST, on(subject)))
        assert shown == {**made, "is_yours": False, "can_edit": False}
        author = shown.pop("author")
        assert (author["username"], author["avatar"]) == ("stranger", None)
        assert shown == {
            "id": made["id"],
            "parent": None,
            "text": "The bridge!\nAgain.",
            "created_at": made["created_at"],
            "edited_at": None,
            "is_deleted": False,
            "is_hidden": False,
            "is_yours": False,
            "can_edit": False,
            "likes": 0,
            "liked": False,
            "reply_count": 0,
            "first_replies": [],
        }
    assert texts(as_owner) == ["stranger commented on Mix."]


def test_replies_stand_below_their_comment_one_level_deep(
    track: Track, mix: Playlist, as_owner: APIClient, as_stranger: APIClient
) -> None:
    top = write(as_owner, track, "The bridge!")
    replies = [write(as_stranger, track, f"Reply {number}", parent=top["id"]) for number in range(4)]
    [shown] = ok(as_owner.get(LIST, on(track)))
    assert (shown["reply_count"], [each["text"] for each in shown["first_replies"]]) == (4, ["Reply 0", "Reply 1"])
    assert shown["first_replies"][0]["parent"] == top["id"]
    found = [[each["text"] for each in page] for page in pages(as_owner, f"{LIST}{top['id']}/replies/?limit=3")]
    assert found == [["Reply 0", "Reply 1", "Reply 2"], ["Reply 3"]]
    assert texts(as_owner) == ["stranger replied to your comment on Tide 1."]
    nested = as_owner.post(LIST, {**on(track), "text": "No", "parent": replies[0]["id"]})
    assert ok(nested, 409)["code"] == "no_reply_to_replies"
    elsewhere = as_owner.post(LIST, {**on(mix), "text": "No", "parent": top["id"]})
    assert ok(elsewhere, 404)["code"] == "comment_not_found"
    assert Comment.objects.count() == 5


def test_sending_twice_writes_once(track: Track, as_owner: APIClient, as_stranger: APIClient) -> None:
    body = {**on(track), "text": "Once", "client_id": str(uuid4())}
    first = ok(as_owner.post(LIST, body), 201)
    assert ok(as_owner.post(LIST, {**body, "text": "Twice"})) == first
    assert ok(as_stranger.post(LIST, body), 201)["id"] != first["id"]


@pytest.mark.parametrize(
    ("change", "status", "what"),
    [
        ({"text": ""}, 400, ["text"]),
        ({"text": "   "}, 400, ["text"]),
        ({"text": "x" * 2001}, 400, ["text"]),
        ({"text": "a\x00b"}, 400, ["text"]),
        ({"text": "a\x1bb"}, 400, ["text"]),
        ({"text": ["x"]}, 400, ["text"]),
        ({"on": "artist"}, 400, ["on"]),
        ({"on": "playlist"}, 404, "playlist_not_found"),
        ({"on": "playlist", "id": str(uuid4())}, 404, "playlist_not_found"),
        ({"on": "album"}, 404, "album_not_found"),
        ({"id": str(uuid4())}, 404, "track_not_found"),
        ({"id": "no id"}, 404, "track_not_found"),
        ({"id": "x" * 501}, 400, ["id"]),
        ({"parent": "x"}, 400, ["parent"]),
        ({"parent": str(uuid4())}, 404, "comment_not_found"),
        ({"client_id": "x"}, 400, ["client_id"]),
    ],
)
def test_bad_input_is_named_and_writes_nothing(
    change: dict[str, Any], status: int, what: Any, track: Track, as_owner: APIClient
) -> None:
    answer = ok(as_owner.post(LIST, {**on(track), "text": "Fine", **change}), status)
    assert (list(answer["errors"]) if status == 400 else answer["code"]) == what
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("query", [{}, {"on": "track"}, {"sort": "worst"}, {"cursor": "x"}])
def test_a_list_says_what_it_needs(query: dict[str, str], track: Track, as_owner: APIClient) -> None:
    whole = {**on(track), **query} if "sort" in query or "cursor" in query else query
    assert "errors" in ok(as_owner.get(LIST, whole), 400)


def test_a_comment_is_changed_for_fifteen_minutes(
    owner: User, track: Track, client_for: Any, as_stranger: APIClient
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        as_owner = client_for(owner)
        path = f"{LIST}{write(as_owner, track, 'Frist')['id']}/"
        clock.move_to(NOON + timedelta(minutes=14, seconds=59))
        changed = ok(as_owner.patch(path, {"text": "First"}))
        assert (changed["text"], changed["edited_at"], changed["can_edit"]) == ("First", "2026-11-20T12:14:59Z", True)
        clock.move_to(NOON + timedelta(minutes=15, seconds=1))
        late = client_for(owner).patch(path, {"text": "Last"})
    assert ok(late, 409)["code"] == "comment_too_old"
    assert ok(as_stranger.patch(path, {"text": "Mine"}), 403)["code"] == "not_your_comment"
    assert Comment.objects.get().text == "First"


def test_likes_count_and_order(
    track: Track, as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient
) -> None:
    ids = [write(as_owner, track, text)["id"] for text in ("One", "Two", "Three")]
    liked = [ok(client.post(f"{LIST}{ids[0]}/like/")) for client in (as_stranger, as_stranger, as_moderator)]
    assert liked == [{"liked": True, "likes": 1}, {"liked": True, "likes": 1}, {"liked": True, "likes": 2}]
    as_stranger.post(f"{LIST}{ids[1]}/like/")
    assert said(as_owner, track, sort="top") == ["One", "Two", "Three"]
    assert said(as_owner, track) == ["Three", "Two", "One"]
    assert said(as_owner, track, sort="oldest") == ["One", "Two", "Three"]
    assert texts(as_owner) == [
        "stranger liked your comment on Tide 1.",
        "moderator and one other liked your comment on Tide 1.",
    ]
    assert [ok(as_stranger.delete(f"{LIST}{ids[0]}/like/")) for _ in range(2)] == [{"liked": False, "likes": 1}] * 2
    assert list(Comment.objects.order_by("id").values_list("likes_total", flat=True)) == [1, 1, 0]
    for sort in ("top", "newest", "oldest"):
        found = pages(as_owner, f"{LIST}?on=track&id={track.catalogue_id}&sort={sort}&limit=1")
        assert [each["text"] for page in found for each in page] == said(as_owner, track, sort=sort)


def test_a_deleted_comment_leaves_no_word(track: Track, as_owner: APIClient, as_stranger: APIClient) -> None:
    top = write(as_owner, track, "A secret")["id"]
    reply = write(as_stranger, track, "A reply", parent=top)["id"]
    as_stranger.post(f"{LIST}{top}/like/")
    assert len(texts(as_owner)) == 2
    assert as_owner.delete(f"{LIST}{top}/").status_code == 204
    [left] = ok(as_stranger.get(LIST, on(track)))
    assert (left["author"], left["text"], left["is_deleted"], left["likes"]) == (None, "", True, 0)
    assert [each["text"] for each in left["first_replies"]] == ["A reply"]
    assert texts(as_owner) == []
    assert [as_owner.delete(f"{LIST}{top}/").status_code, as_stranger.post(f"{LIST}{top}/like/").status_code] == [
        403,
        404,
    ]
    late = as_stranger.post(LIST, {**on(track), "text": "Late", "parent": top})
    assert ok(late, 404)["code"] == "comment_not_found"
    assert as_stranger.delete(f"{LIST}{reply}/").status_code == 204
    assert (Comment.objects.count(), CommentLike.objects.count()) == (0, 0)
    assert as_stranger.get(f"{LIST}{reply}/").status_code == 404


def test_the_owner_of_a_playlist_deletes_what_is_said_there_and_nobody_else_does(
    mix: Playlist, track: Track, as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient
) -> None:
    here, there = write(as_stranger, mix, "Rude")["id"], write(as_stranger, track, "Rude")["id"]
    assert ok(as_moderator.delete(f"{LIST}{here}/"), 403)["code"] == "not_your_comment"
    assert as_owner.delete(f"{LIST}{there}/").status_code == 403
    assert ok(as_owner.patch(f"{LIST}{here}/", {"text": "Nice"}), 403)["code"] == "not_your_comment"
    assert as_owner.delete(f"{LIST}{here}/").status_code == 204
    assert texts(as_owner) == []
    assert said(as_owner, mix) == []
    write(as_stranger, mix, "Again")
    assert as_owner.delete(f"/api/playlists/playlists/{mix.pk}/").status_code == 204
    assert list(Comment.objects.values_list("track", flat=True)) == [track.pk]


def test_a_held_comment_is_its_authors_alone_until_moderators_have_seen_it(
    mix: Playlist, owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient
) -> None:
    ListedWord.objects.create(word="mud")
    made = write(as_stranger, mix, "All mud.")
    assert made["is_hidden"] is True
    assert (said(as_owner, mix), said(as_stranger, mix), texts(as_owner)) == ([], ["All mud."], [])
    case = Case.objects.get()
    assert (case.kind, str(case.content_id), case.text) == ("comment", made["id"], {"text": "All mud."})
    kind, pk = KINDS["comment"], case.content_id
    assert kind.shown_to(owner, pk) is None
    content = kind.content(pk)
    assert content is not None
    assert (content.author_id, dict(content.context)) == (stranger.pk, {"on": "playlist", "name": "Mix"})
    kind.hide(pk, None)
    assert said(as_owner, mix) == ["All mud."]
    shown = kind.shown_to(owner, pk)
    assert shown is not None
    assert shown.hidden_at is None
    fine = write(as_stranger, mix, "Fine.")
    assert ok(as_stranger.patch(f"{LIST}{fine['id']}/", {"text": "Mud!"}))["is_hidden"] is True
    assert said(as_owner, mix) == ["All mud."]


def test_there_are_maximums(track: Track, as_owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commenting, "MAX_REPLIES", 1)
    monkeypatch.setattr(commenting, "MAX_COMMENTS", 3)
    top = write(as_owner, track, "One")["id"]
    write(as_owner, track, "Two", parent=top)
    full = as_owner.post(LIST, {**on(track), "text": "Three", "parent": top})
    assert ok(full, 409)["code"] == "too_many_replies"
    write(as_owner, track, "Three")
    assert ok(as_owner.post(LIST, {**on(track), "text": "Four"}), 409)["code"] == "too_many_comments"


def test_a_page_costs_the_same_for_one_comment_and_for_fifty(
    track: Track, owner: User, as_owner: APIClient, person: NewPerson, django_assert_num_queries: Any
) -> None:
    def thread(number: int) -> None:
        by = person(f"p{number}")
        top = Comment.objects.create(author=by, track=track, text=str(number))
        for each in (by, owner):
            reply = Comment.objects.create(author=each, track=track, text="Reply", parent=top)
            CommentLike.objects.create(user=by, comment=reply)
            CommentLike.objects.create(user=each, comment=top)

    thread(0)
    with django_assert_num_queries(5):
        assert said(as_owner, track, limit=50) == ["0"]
    for number in range(1, 51):
        thread(number)
    with django_assert_num_queries(5):
        shown = ok(as_owner.get(LIST, {**on(track), "limit": "50"}))
    assert [each["text"] for each in shown] == [str(number) for number in range(50, 0, -1)]
    assert {(each["likes"], each["liked"], each["reply_count"], len(each["first_replies"])) for each in shown} == {
        (2, True, 2, 2)
    }
    assert [(each["likes"], each["liked"]) for each in shown[0]["first_replies"]] == [(1, False)] * 2


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_at_once_is_written_and_liked_once(track: Track, stranger: User, owner: User) -> None:
    client_id = uuid4()

    def send() -> Any:
        return commenting.write_comment(author=owner, subject=track, text="Once", client_id=client_id)

    found: Any = at_once([send] * 6)
    assert sorted(is_new for _, is_new in found) == [False] * 5 + [True]
    comment = Comment.objects.get()
    assert at_once([lambda: like_comment(user=stranger, comment_id=comment.pk)] * 6) == [None] * 6
    comment.refresh_from_db()
    assert (comment.likes_total, CommentLike.objects.count(), Notification.objects.count()) == (1, 1, 1)
    at_once([lambda: unlike_comment(user=stranger, comment_id=comment.pk)] * 3)
    comment.refresh_from_db()
    assert (comment.likes_total, CommentLike.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_reply_and_the_deletion_of_its_comment_leave_no_orphan(track: Track, stranger: User, owner: User) -> None:
    def once() -> None:
        top = Comment.objects.create(author=owner, track=track, text="Top")
        at_once(
            [
                lambda: commenting.write_comment(author=stranger, subject=track, text="Reply", parent_id=top.pk),
                lambda: commenting.delete_comment(comment=top, by=owner),
            ]
        )
        assert list(Comment.objects.order_by("id").values_list("text", flat=True)) in ([], ["", "Reply"])
        Comment.objects.all().delete()

    for _ in range(3):
        once()
