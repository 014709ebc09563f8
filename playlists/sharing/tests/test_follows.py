"""Following playlists, hearing of their changes, and copying them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.blocking import block, unblock
from accounts.models import User
from catalogue.models import Track
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import ClientFor, MakeTracks
from notifications.models import Notification
from playlists.models import Playlist, PlaylistFollow, PlaylistTrack
from playlists.sharing.follows import tell_followers
from playlists.sharing.tests.conftest import URL, MakeUser, code_of, join
from playlists.tests.conftest import AtOnce, MakePlaylist

FOLLOWING = "/api/playlists/following/"


@pytest.fixture
def public(playlist: Playlist) -> Playlist:
    Playlist.objects.update(is_public=True)
    playlist.refresh_from_db()
    return playlist


def followed(client: APIClient) -> list[str]:
    return [row["playlist"]["id"] for row in client.get(FOLLOWING).json()]


def test_following_and_stopping_are_no_error_twice(as_stranger: APIClient, public: Playlist) -> None:
    here = f"{URL}{public.pk}/"
    answers = [as_stranger.post(f"{here}follow/") for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (201, {"followers": 1, "is_following": True}),
        (200, {"followers": 1, "is_following": True}),
    ]
    shown = as_stranger.get(here).json()
    assert (shown["followers"], shown["is_following"], shown["role"]) == (1, True, None)
    assert followed(as_stranger) == [str(public.pk)]
    assert [as_stranger.delete(f"{here}follow/").status_code for _ in range(2)] == [204, 204]
    shown = as_stranger.get(here).json()
    assert (shown["followers"], shown["is_following"]) == (0, False)


def test_only_public_playlists_of_others_are_followed(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, playlist: Playlist
) -> None:
    here = f"{URL}{playlist.pk}/follow/"
    assert code_of(as_owner.post(here)) == (409, "own_playlist")
    assert as_stranger.post(here).status_code == 404
    join(playlist, stranger)
    assert code_of(as_stranger.post(here)) == (409, "not_public")
    assert not PlaylistFollow.objects.exists()


def test_what_goes_out_of_sight_comes_back(
    as_owner: APIClient, as_stranger: APIClient, owner: User, stranger: User, public: Playlist
) -> None:
    as_stranger.post(f"{URL}{public.pk}/follow/")
    here = Playlist.objects.filter(pk=public.pk)
    account = User.objects.filter(pk=owner.pk)
    for away, back in (
        (partial(as_owner.patch, f"{URL}{public.pk}/", {"is_public": False}), partial(here.update, is_public=True)),
        (partial(here.update, hidden_at=timezone.now()), partial(here.update, hidden_at=None)),
        (partial(account.update, is_active=False), partial(account.update, is_active=True)),
        (partial(block, blocker=owner, user_id=stranger.pk), partial(unblock, blocker=owner, user_id=stranger.pk)),
    ):
        away()
        assert followed(as_stranger) == []
        back()
        assert followed(as_stranger) == [str(public.pk)]
    block(blocker=stranger, user_id=owner.pk)
    assert as_stranger.delete(f"{URL}{public.pk}/follow/").status_code == 204
    assert Playlist.objects.get().follower_count == 0


@pytest.mark.django_db(transaction=True)
def test_the_count_is_right_when_many_follow_at_once(
    client_for: ClientFor, public: Playlist, make_user: MakeUser, at_once: AtOnce
) -> None:
    clients = [client_for(make_user(f"fan{number}")) for number in range(5)]
    calls = [partial(client.post, f"{URL}{public.pk}/follow/") for client in clients]
    answers = at_once([*calls, *calls])
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201] * 5
    public.refresh_from_db()
    assert public.follower_count == PlaylistFollow.objects.count() == 5


def test_followers_hear_once_of_many_changes(
    as_owner: APIClient, stranger: User, public: Playlist, tracks: list[Track], run_jobs: RunJobs,
    client_for: ClientFor, make_user: MakeUser,
) -> None:  # fmt: skip
    ada, quarrel = make_user("ada"), make_user("quarrel")
    for user in (stranger, ada, quarrel):
        client_for(user).post(f"{URL}{public.pk}/follow/")
    join(public, ada)
    block(blocker=ada, user_id=quarrel.pk)
    here = f"{URL}{public.pk}/"
    for track in tracks[2:]:
        as_owner.post(f"{here}add_track/", {"track_id": str(track.catalogue_id)})
    assert Job.objects.filter(kind="playlists.tell_followers").count() == 1
    run_jobs()
    told = Notification.objects.filter(kind="playlist_change")
    assert {(each.user_id, each.count, each.text) for each in told} == {
        (user.pk, 1, "owner changed Rainy days.") for user in (stranger, ada, quarrel)
    }
    as_owner.patch(here, {"name": "Rainier days"})
    assert not [job for job in run_jobs() if job.kind == "playlists.tell_followers"]
    Playlist.objects.update(followers_told_at=timezone.now() - timedelta(minutes=16))
    client_for(ada).delete(f"{here}remove_track/?track_id={tracks[0].catalogue_id}")
    run_jobs()
    grown = told.get(user=stranger)
    assert (grown.count, grown.actor, grown.text) == (2, ada, "ada and one other changed Rainier days.")
    assert {each.user_id: each.count for each in told.all()} == {stranger.pk: 2, ada.pk: 1, quarrel.pk: 1}
    Playlist.objects.update(followers_told_at=None)
    as_owner.patch(here, {"name": "Rainiest days"})
    [job] = [job for job in run_jobs() if job.kind == "playlists.tell_followers"]
    assert job.result == {"told": 0}


def test_who_switched_it_off_and_nobody_are_not_told(
    as_owner: APIClient, as_stranger: APIClient, public: Playlist, run_jobs: RunJobs
) -> None:
    as_owner.patch(f"{URL}{public.pk}/", {"name": "Nobody follows"})
    assert not Job.objects.filter(kind="playlists.tell_followers").exists()
    as_stranger.post(f"{URL}{public.pk}/follow/")
    off = {"channels": {"playlist_change": {"in_app": False, "push": False, "email": False}}}
    assert as_stranger.patch("/api/notifications/preferences/", off).status_code == 200
    as_owner.patch(f"{URL}{public.pk}/", {"name": "Somebody does"})
    run_jobs()
    assert not Notification.objects.filter(kind="playlist_change").exists()


@pytest.mark.parametrize("count", [1, 12])
def test_any_number_of_followers_is_told_in_the_same_statements(public: Playlist, owner: User, count: int) -> None:
    users = User.objects.bulk_create(User(username=f"fan{n}", email=f"fan{n}@example.com") for n in range(count))
    PlaylistFollow.objects.bulk_create(PlaylistFollow(playlist=public, user=user) for user in users)
    with CaptureQueriesContext(connection) as made:
        assert tell_followers(playlist_id=public.pk, by=owner.pk) == count
    assert len(made) == 11


def test_a_copy_is_ones_own_private_one_in_the_same_order(
    as_stranger: APIClient, public: Playlist, stranger: User, tracks: list[Track], make_tracks: MakeTracks
) -> None:
    public.entries.filter(track=tracks[0]).update(sort_key=2**50)
    answer = as_stranger.post(f"{URL}{public.pk}/copy/", {})
    body = answer.json()
    assert (answer.status_code, body["name"], body["is_public"], body["role"]) == (201, "Rainy days", False, "owner")
    assert (body["copied_from"], body["track_count"], body["description"]) == (str(public.pk), 2, "Window seat.")
    listed = as_stranger.get(f"{URL}{body['id']}/tracks/").json()
    assert [row["track_title"] for row in listed] == ["An Artist 2", "An Artist 1"]
    assert {row["added_by"]["username"] for row in listed} == {"stranger"}
    [fresh] = make_tracks(1, artist="Bob")
    added = as_stranger.post(f"{URL}{body['id']}/add_track/", {"track_id": str(fresh.catalogue_id)})
    assert added.json()["track_info"]["position"] == 2
    named = as_stranger.post(f"{URL}{public.pk}/copy/", {"name": " My way "}).json()
    assert named["name"] == "My way"
    assert as_stranger.post(f"{URL}{public.pk}/copy/", {"name": "a\x00b"}).status_code == 400
    public.delete()
    assert as_stranger.get(f"{URL}{named['id']}/").json()["copied_from"] is None


def test_a_long_copy_takes_few_statements(
    as_stranger: APIClient, public: Playlist, make_tracks: MakeTracks, owner: User
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as made:
            assert as_stranger.post(f"{URL}{public.pk}/copy/", {}).status_code == 201
        return len(made)

    few = statements()
    more = make_tracks(600)
    PlaylistTrack.objects.bulk_create(
        PlaylistTrack(playlist=public, track=track, sort_key=2**40 + number) for number, track in enumerate(more)
    )
    assert statements() == few <= 8


def test_hot_paths_keep_their_statements(
    as_owner: APIClient, make_playlist: MakePlaylist, make_tracks: MakeTracks, owner: User
) -> None:
    playlist = make_playlist(make_tracks(100))
    for _ in range(19):
        make_playlist()
    found = []
    for path in (f"{URL}{playlist.pk}/", f"{URL}{playlist.pk}/tracks/?limit=100", f"{URL}?limit=20"):
        with CaptureQueriesContext(connection) as made:
            as_owner.get(path)
        found.append(len(made))
    assert found == [3, 3, 2]  # of each, one is the sign-in
