"""Members: invited by name, accepting, declining, changing roles, leaving, being removed, and handing over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.blocking import block
from accounts.models import Profile, User
from catalogue.models import Track
from conftest import ClientFor, MakeTracks
from notifications.models import Notification
from playlists.errors import NotYourPlaylist, PlaylistNotFound
from playlists.models import Member, Playlist, PlaylistTrack, SharedWith
from playlists.services import append_tracks, change_details, delete_playlist, move_entry, remove_entry
from playlists.sharing import members
from playlists.sharing.tests.conftest import URL, MakeUser, code_of, join
from playlists.tests.conftest import AtOnce, MakePlaylist

NOBODY = (404, "user_not_found")
INVITATIONS = "/api/playlists/invitations/"


def invite(client: APIClient, playlist: Playlist, name: str = "stranger", role: str = "editor") -> Any:
    return client.post(f"{URL}{playlist.pk}/members/", {"username": name, "role": role})


def roles(client: APIClient, playlist: Playlist) -> list[tuple[str, str, bool]]:
    rows = client.get(f"{URL}{playlist.pk}/members/").json()
    return [(row["user"]["username"], row["role"], row["joined_at"] is not None) for row in rows]


def test_who_is_invited_is_told_looks_accepts_and_edits(
    as_owner: APIClient, as_stranger: APIClient, playlist: Playlist, tracks: list[Track], stranger: User
) -> None:
    answer = invite(as_owner, playlist, "Stranger")
    assert (answer.status_code, answer.json()["role"], answer.json()["joined_at"]) == (201, "editor", None)
    told = as_stranger.get("/api/notifications/").json()[0]
    assert (told["kind"], told["text"]) == ("invitation", "owner invites you to Rainy days.")
    assert told["subject"] == {"type": "playlist", "id": str(playlist.pk)}
    [waiting] = as_stranger.get(INVITATIONS).json()
    assert (waiting["role"], waiting["playlist"]["name"], waiting["playlist"]["owner"]["username"]) == (
        "editor", "Rainy days", "owner",
    )  # fmt: skip
    add = partial(as_stranger.post, f"{URL}{playlist.pk}/add_track/", {"track_id": str(tracks[2].catalogue_id)})
    assert as_stranger.get(f"{URL}{playlist.pk}/").json()["role"] is None
    assert add().status_code == 403
    assert as_stranger.get(f"{URL}?only=library").json() == []
    accepted = as_stranger.post(f"{INVITATIONS}{waiting['id']}/accept/")
    assert (accepted.status_code, accepted.json()["joined_at"] is not None) == (200, True)
    assert as_stranger.get(INVITATIONS).json() == []
    added = add()
    assert added.json()["track_info"]["added_by"] == {"id": str(stranger.pk), "username": "stranger"}
    [listed] = as_stranger.get(f"{URL}?only=library").json()
    assert (listed["id"], listed["role"], listed["is_collaborative"]) == (str(playlist.pk), "editor", True)
    assert roles(as_owner, playlist) == [("owner", "owner", True), ("stranger", "editor", True)]


def test_a_repeated_invitation_says_nothing_again(as_owner: APIClient, playlist: Playlist, stranger: User) -> None:
    assert [invite(as_owner, playlist, role=role).status_code for role in ("editor", "viewer")] == [201, 200]
    assert Member.objects.get().role == "viewer"
    assert Notification.objects.filter(user=stranger).count() == 1
    Member.objects.update(state="joined", joined_at=timezone.now())
    assert invite(as_owner, playlist, role="editor").json()["role"] == "viewer"


def test_declining_ends_it(as_owner: APIClient, as_stranger: APIClient, playlist: Playlist) -> None:
    invite(as_owner, playlist)
    here = f"{INVITATIONS}{Member.objects.get().pk}/"
    assert as_owner.post(f"{here}accept/").status_code == 404
    assert as_stranger.post(f"{here}decline/").status_code == 204
    assert code_of(as_stranger.post(f"{here}decline/")) == (404, "invitation_not_found")
    assert code_of(as_stranger.post(f"{here}accept/")) == (404, "invitation_not_found")
    assert as_stranger.get(f"{URL}{playlist.pk}/").status_code == 404


def test_whom_one_may_not_know_answers_as_if_there_was_nobody(
    as_owner: APIClient, owner: User, playlist: Playlist, make_user: MakeUser
) -> None:
    private, blocked, blocking, closed = (make_user(name) for name in ("private", "blocked", "blocking", "closed"))
    Profile.objects.filter(pk=private.pk).update(is_private=True)
    block(blocker=owner, user_id=blocked.pk)
    block(blocker=blocking, user_id=owner.pk)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    names = ["nobody", "private", "blocked", "blocking", "closed", "%", "x" * 150]
    assert {code_of(invite(as_owner, playlist, name)) for name in names} == {NOBODY}
    named = [{"user_id": str(user.pk)} for user in (private, blocked, blocking, closed)]
    assert {code_of(as_owner.post(f"{URL}{playlist.pk}/listeners/", body)) for body in named} == {NOBODY}
    for body in ({"username": "owner"}, {}, {"username": "a", "user_id": str(private.pk)}, {"user_id": "x"}):
        assert as_owner.post(f"{URL}{playlist.pk}/listeners/", body).status_code == 400
    assert invite(as_owner, playlist, "private", "owner").status_code == 400
    assert not Member.objects.exists()
    assert not SharedWith.objects.exists()


def test_roles_change_and_members_leave_or_are_removed(
    as_owner: APIClient, client_for: ClientFor, playlist: Playlist, tracks: list[Track], make_user: MakeUser
) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    as_ada, as_bob = client_for(ada), client_for(bob)
    for user in (ada, bob):
        join(playlist, user)
    here = f"{URL}{playlist.pk}/"
    as_ada.post(f"{here}add_track/", {"track_id": str(tracks[2].catalogue_id)})
    assert as_owner.patch(f"{here}members/{ada.pk}/", {"role": "viewer"}).json()["role"] == "viewer"
    assert code_of(as_ada.post(f"{here}add_track/", {"track_id": str(tracks[3].catalogue_id)})) == (
        403, "not_your_playlist",
    )  # fmt: skip
    assert as_ada.delete(f"{here}members/{bob.pk}/").status_code == 403
    assert as_bob.delete(f"{here}members/{bob.pk}/").status_code == 204
    assert as_bob.get(here).status_code == 404
    assert as_owner.delete(f"{here}members/{ada.pk}/").status_code == 204
    assert as_ada.get(here).status_code == 404
    assert code_of(as_owner.delete(f"{here}members/{ada.pk}/")) == (404, "not_a_member")
    assert code_of(as_owner.patch(f"{here}members/{ada.pk}/", {"role": "editor"})) == (404, "not_a_member")
    assert roles(as_owner, playlist) == [("owner", "owner", True)]
    assert [row["added_by"]["username"] for row in as_owner.get(f"{here}tracks/").json()] == ["owner", "owner", "ada"]
    assert invite(as_owner, playlist, "ada").status_code == 201
    assert invite(as_owner, playlist, "bob").status_code == 201


def test_who_added_a_track_is_not_named_to_whom_they_do_not_see(
    as_owner: APIClient, client_for: ClientFor, playlist: Playlist, tracks: list[Track], make_user: MakeUser
) -> None:
    ada, bob = make_user("ada"), make_user("bob")
    for user, track in ((ada, tracks[2]), (bob, tracks[3])):
        join(playlist, user)
        client_for(user).post(f"{URL}{playlist.pk}/add_track/", {"track_id": str(track.catalogue_id)})

    def names(client: APIClient) -> list[str | None]:
        rows = client.get(f"{URL}{playlist.pk}/tracks/").json()
        return [row["added_by"] and row["added_by"]["username"] for row in rows]

    assert names(as_owner) == ["owner", "owner", "ada", "bob"]
    block(blocker=ada, user_id=bob.pk)
    assert names(client_for(bob)) == ["owner", "owner", None, "bob"]
    assert roles(client_for(bob), playlist) == [("owner", "owner", True), ("bob", "editor", True)]
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert names(as_owner) == ["owner", "owner", None, "bob"]
    ada.delete()
    assert names(as_owner) == ["owner", "owner", None, "bob"]


def test_a_block_ends_what_the_two_share_and_nothing_else(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, playlist: Playlist,
    make_playlist: MakePlaylist, make_user: MakeUser,
) -> None:  # fmt: skip
    theirs, others = make_playlist(by=stranger), make_playlist(by=make_user("ada"))
    for each, user in ((playlist, stranger), (theirs, owner), (others, owner), (others, stranger)):
        join(each, user)
        SharedWith.objects.create(playlist=each, user=user)
    as_stranger.post(f"/api/users/{owner.pk}/block/")
    assert {row.playlist_id for row in Member.objects.all()} == {others.pk}
    assert {row.playlist_id for row in SharedWith.objects.all()} == {others.pk}
    as_stranger.delete(f"/api/users/{owner.pk}/block/")
    assert as_owner.get(f"{URL}{theirs.pk}/").status_code == 404


def test_a_playlist_is_handed_over(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, playlist: Playlist, make_user: MakeUser
) -> None:
    quarrel = make_user("quarrel")
    here = f"{URL}{playlist.pk}/"
    assert code_of(as_owner.post(f"{here}owner/", {"user_id": str(stranger.pk)})) == (404, "not_a_member")
    Playlist.objects.update(is_public=True)
    as_stranger.post(f"{here}follow/")
    join(playlist, stranger, "viewer")
    join(playlist, quarrel)
    block(blocker=stranger, user_id=quarrel.pk)
    given = as_owner.post(f"{here}owner/", {"user_id": str(stranger.pk)})
    assert (given.status_code, given.json()["role"], given.json()["owner"]["username"]) == (200, "editor", "stranger")
    assert (given.json()["followers"], Playlist.objects.get().follower_count) == (0, 0)
    assert roles(as_stranger, playlist) == [("stranger", "owner", True), ("owner", "editor", True)]
    assert as_owner.patch(here, {"name": "Mine again"}).status_code == 403
    assert as_stranger.patch(here, {"name": "Mine now"}).json()["name"] == "Mine now"
    assert Notification.objects.get(user=stranger, kind="playlist_change").data["role"] == "owner"


def test_lists_bring_what_is_asked_for(
    as_stranger: APIClient, stranger: User, owner: User, make_playlist: MakePlaylist
) -> None:
    own, public = make_playlist(by=stranger, name="own"), make_playlist(name="public", is_public=True)
    joined, named, invited, other = (make_playlist(name=name) for name in ("joined", "named", "invited", "other"))
    join(joined, stranger, "viewer")
    join(invited, stranger, state=Member.State.INVITED)
    SharedWith.objects.create(playlist=named, user=stranger)

    def listed(query: str) -> set[str]:
        return {each["name"] for each in as_stranger.get(f"{URL}{query}").json()}

    assert listed("") == {"own", "public", "joined"}
    assert listed("?only=library") == {"own", "joined"}
    assert (listed("?only=own"), listed("?me=true"), listed("?only=collaborating")) == ({"own"}, {"own"}, {"joined"})
    assert listed("?only=shared") == {"named"}
    assert as_stranger.get(f"{URL}?only=all").status_code == 400
    found = as_stranger.get("/api/catalogue/search/", {"q": "named", "type": "playlist"})
    assert not found.json().get("playlists")
    readable = [each for each in (own, public, joined, named, invited, other) if _reads(as_stranger, each)]
    assert readable == [own, public, joined, named, invited]
    Playlist.objects.update(hidden_at=timezone.now())
    assert listed("") == {"own"}
    assert [each for each in readable if _reads(as_stranger, each)] == [own]
    User.objects.filter(pk=owner.pk).update(is_active=False)
    Playlist.objects.update(hidden_at=None)
    assert listed("") == {"own"}


def _reads(client: APIClient, playlist: Playlist) -> bool:
    return bool(client.get(f"{URL}{playlist.pk}/").status_code == 200)


@pytest.mark.parametrize("path", ["?only=library", "?only=shared", "invitations", "members", "tracks", "following"])
def test_lists_take_the_same_statements_for_one_row_and_for_many(
    as_stranger: APIClient, stranger: User, make_playlist: MakePlaylist, make_user: MakeUser, path: str,
    make_tracks: MakeTracks,
) -> None:  # fmt: skip
    first = make_playlist(is_public=True)
    join(first, stranger)

    def more(count: int) -> None:
        for number in range(count):
            each = make_playlist(is_public=True)
            user = make_user(f"{path.strip('?=')}{count}x{number}")
            join(first, user)
            join(each, stranger, state=Member.State.INVITED if path == "invitations" else Member.State.JOINED)
            SharedWith.objects.create(playlist=each, user=stranger)
            [track] = make_tracks(1)
            PlaylistTrack.objects.create(playlist=first, track=track, sort_key=count * 1000 + number, added_by=user)
            Playlist.objects.filter(pk=first.pk).update(track_count=first.entries.count())
            as_stranger.post(f"{URL}{each.pk}/follow/")

    address = {
        "invitations": INVITATIONS,
        "following": "/api/playlists/following/",
        "members": f"{URL}{first.pk}/members/",
        "tracks": f"{URL}{first.pk}/tracks/",
    }.get(path, f"{URL}{path}")

    def statements() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as made:
            rows = as_stranger.get(address).json()
        return len(rows), len(made)

    more(1)
    few, one = statements()
    more(5)
    many, all_of_them = statements()
    assert (many - few, all_of_them) == (5, one)
    assert one <= 4


@pytest.mark.django_db(transaction=True)
def test_who_loses_the_role_while_adding_adds_nothing_after_it(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, playlist: Playlist, make_tracks: MakeTracks,
    at_once: AtOnce,
) -> None:  # fmt: skip
    join(playlist, stranger)
    here = f"{URL}{playlist.pk}/"
    add = [
        partial(as_stranger.post, f"{here}add_track/", {"track_id": str(each.catalogue_id)}) for each in make_tracks(6)
    ]
    demote = partial(as_owner.patch, f"{here}members/{stranger.pk}/", {"role": "viewer"})
    answers = at_once([*add[:3], demote, *add[3:]])
    added = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {200, 201, 403}
    playlist.refresh_from_db()
    assert playlist.track_count == playlist.entries.count() == 2 + len(added)
    assert playlist.version == 1 + len(added) + 1
    assert add[0]().status_code == 403


@pytest.mark.django_db(transaction=True)
def test_the_role_is_looked_at_again_under_the_lock(playlist: Playlist, stranger: User, tracks: list[Track]) -> None:
    member = join(playlist, stranger)
    as_read = Playlist.objects.editable_by(stranger, playlist.pk)
    entry = playlist.entries.in_order()[0].pk
    changes: list[Callable[[], Any]] = [
        partial(append_tracks, playlist=as_read, tracks=tracks[2:], by=stranger),
        partial(remove_entry, playlist=as_read, entry_id=entry, by=stranger),
        partial(move_entry, playlist=as_read, entry_id=entry, position=1, by=stranger),
        partial(change_details, playlist=as_read, by=stranger, name="Mine"),
        partial(delete_playlist, playlist=as_read, by=stranger),
    ]
    member.role = "viewer"
    member.save()
    for change in changes:
        with pytest.raises(NotYourPlaylist):
            change()
    member.delete()
    for change in changes:
        with pytest.raises(PlaylistNotFound):
            change()
    playlist.refresh_from_db()
    assert (playlist.track_count, playlist.version, playlist.name) == (2, 1, "Rainy days")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_one_does(
    as_owner: APIClient, playlist: Playlist, make_user: MakeUser, at_once: AtOnce
) -> None:
    heirs = [make_user("ada"), make_user("bob")]
    for heir in heirs:
        join(playlist, heir)
    answers = at_once(
        [partial(as_owner.post, f"{URL}{playlist.pk}/owner/", {"user_id": str(each.pk)}) for each in heirs]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
    playlist.refresh_from_db()
    assert playlist.owner in heirs
    assert Member.objects.joined().count() == 2


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_and_taken_back_at_once_ends_one_way(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, playlist: Playlist, at_once: AtOnce
) -> None:
    member = join(playlist, stranger, state=Member.State.INVITED)
    accept = partial(as_stranger.post, f"{INVITATIONS}{member.pk}/accept/")
    remove = partial(as_owner.delete, f"{URL}{playlist.pk}/members/{stranger.pk}/")
    accepted, removed = at_once([accept, remove])
    assert (accepted.status_code, removed.status_code) in ((200, 204), (404, 204))
    assert as_stranger.get(f"{URL}{playlist.pk}/").status_code == 404
    assert members.invitations_of(stranger).count() == 0


def test_there_are_so_many_members_and_named_listeners(
    as_owner: APIClient, playlist: Playlist, stranger: User, make_user: MakeUser, monkeypatch: Any
) -> None:
    monkeypatch.setattr("playlists.sharing.members.MOST", 1)
    monkeypatch.setattr("playlists.sharing.named.MOST", 1)
    make_user("ada")
    assert invite(as_owner, playlist).status_code == 201
    assert code_of(invite(as_owner, playlist, "ada")) == (409, "too_many_members")
    here = f"{URL}{playlist.pk}/listeners/"
    assert [as_owner.post(here, {"username": "stranger"}).status_code for _ in range(2)] == [201, 200]
    assert code_of(as_owner.post(here, {"username": "ada"})) == (409, "too_many_listeners")
    [row] = as_owner.get(here).json()
    assert row["user"] == {"id": str(stranger.pk), "username": "stranger"}
    assert [as_owner.delete(f"{here}{stranger.pk}/").status_code for _ in range(2)] == [204, 204]
    assert as_owner.get(here).json() == []
