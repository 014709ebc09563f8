"""Deleting an account: here, in the topmost room, since nothing of it may be left in any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts import deletion
from accounts.models import ApiKey, AuditEvent, Profile, Session, User
from accounts.tasks import remove_leftovers
from accounts.tokens import open_session
from analytics.models import Activity
from catalogue.models import Track
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from config.tests.s3_server import running
from config.tests.test_bucket import use
from conftest import PASSWORD
from playlists.models import Favorite, Member, Playlist, PlaylistTrack, Shuffle, ShuffleCard
from playlists.services import append_tracks, create_playlist
from playqueue.models import PlayQueue, QueueItem
from playqueue.tests.listeners_life import live
from playqueue.tests.test_races import at_once

PROFILE = "/api/accounts/profile/"
PROOF = {"password": PASSWORD}
LISTENERS: list[type[models.Model]] = [
    Playlist, PlaylistTrack, Favorite, Shuffle, ShuffleCard, PlayQueue, QueueItem, Activity, Session, ApiKey, Profile,
]  # fmt: skip
REMOVE_FILES = "config.jobs.remove_files"

MakeTracks = Callable[..., list[Track]]


def users(user: User) -> str:
    return f"/api/users/{user.pk}/"


def files(root: object) -> list[str]:
    return sorted(path.name for path in Path(str(root)).rglob("*") if path.is_file())


def mentions(*words: str) -> Iterator[str]:
    """Every column of every table of the product in which one of the words stands."""
    for model in apps.get_models(include_auto_created=True):
        for row in model._default_manager.values():
            text = " ".join(str(value) for value in row.values()).lower()
            yield from (f"{model._meta.label}: {word} in {row}" for word in words if word.lower() in text)


def traces(user: User) -> list[str]:
    return list(mentions(str(user.pk), user.pk.hex, user.username, user.email))


@pytest.fixture
def tracks(make_tracks: MakeTracks) -> list[Track]:
    return make_tracks(3, artist="Ada")


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_user("ada-the-listener", "ada@example.com", PASSWORD)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [PROFILE, "own user"])
def test_nothing_of_a_deleted_account_is_left(
    client_for: Any, ada: User, tracks: list[Track], settings: Any, run_jobs: RunJobs, path: str
) -> None:
    client = client_for(ada)
    live(client, ada, tracks)
    client.post("/api/accounts/export/")
    run_jobs()
    assert traces(ada) != []
    assert len(files(settings.MEDIA_ROOT)) == 3

    answer = client.delete(users(ada) if path == "own user" else path, PROOF)

    assert (answer.status_code, answer.content) == (204, b"")
    assert traces(ada) == []
    assert files(settings.MEDIA_ROOT) == []
    assert [model for model in LISTENERS if model._default_manager.exists()] == []
    assert {job.kind for job in Job.objects.all()} <= {REMOVE_FILES, "catalogue.learn_related"}
    assert {job.state for job in run_jobs()} == {"done"}


@pytest.mark.django_db(transaction=True)
def test_tokens_and_keys_of_a_deleted_account_are_dead(client_for: Any, ada: User, anonymous: APIClient) -> None:
    client, pair = client_for(ada), open_session(user=ada)
    key = client.post("/api/accounts/api-keys/", {"name": "Radio", "scopes": ["read"]}).json()["key"]

    client.delete(PROFILE, PROOF)

    assert client.get(PROFILE).status_code == 401
    assert anonymous.post("/api/accounts/token/refresh/", {"refresh": pair.refresh}).status_code == 401
    anonymous.credentials(HTTP_AUTHORIZATION=f"Api-Key {key}")
    assert anonymous.get(PROFILE).status_code == 401
    anonymous.credentials()
    signing_in = {"email": "ada@example.com", **PROOF}
    assert anonymous.post("/api/accounts/token/", signing_in).status_code == 401
    again = anonymous.post("/api/accounts/register/", {"username": "ada-the-listener", **signing_in})
    assert again.status_code == 201


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "required"),
        ({"password": ""}, "blank"),
        ({"password": 1}, "invalid"),
        ({"password": "wrong"}, "password_incorrect"),
    ],
)
def test_without_the_password_nothing_is_deleted(
    as_owner: APIClient, owner: User, tracks: list[Track], body: dict[str, Any], code: str
) -> None:
    live(as_owner, owner, tracks)

    for path in (PROFILE, users(owner)):
        answer = as_owner.delete(path, body)
        assert answer.status_code == 400
        assert [one["code"] for one in answer.json()["errors"]["password"]] == [code]
    assert as_owner.get(PROFILE).status_code == 200
    assert (Playlist.objects.count(), Activity.objects.count()) == (1, 2)


def test_guessing_the_password_is_limited(as_owner: APIClient, owner: User, settings: Any) -> None:
    settings.SIGN_IN_FAILURES_PER_ACCOUNT = 3
    statuses = [as_owner.delete(PROFILE, {"password": f"guess {n}"}).status_code for n in range(5)]

    assert statuses == [400, 400, 400, 429, 429]
    assert as_owner.delete(PROFILE, PROOF).status_code == 429
    assert User.objects.filter(pk=owner.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_staff_delete_others_without_the_password(
    as_moderator: APIClient, moderator: User, client_for: Any, ada: User, tracks: list[Track]
) -> None:
    live(client_for(ada), ada, tracks)

    assert as_moderator.delete(users(moderator)).status_code == 400
    assert as_moderator.delete(users(ada)).status_code == 204
    assert traces(ada) == []
    assert as_moderator.delete(users(ada)).status_code == 404
    event = AuditEvent.objects.filter(kind="account_deleted").get()
    assert (event.user, event.actor) == (None, moderator)


@pytest.mark.django_db(transaction=True)
def test_others_keep_what_is_theirs(client_for: Any, ada: User, stranger: User, tracks: list[Track]) -> None:
    """The stranger shuffles and queues Ada's public playlist, and has one that Ada added to."""
    client, other = client_for(ada), client_for(stranger)
    playlist = live(client, ada, tracks)
    live(other, stranger, tracks)
    other.get(f"/api/playlists/playlists/{playlist}/shuffle/next/")
    other.post(f"/api/playlists/playlists/{playlist}/play/")
    shared = create_playlist(owner=stranger, name="Shared")
    Member.objects.create(playlist=shared, user=ada, role="editor", state="joined")
    append_tracks(playlist=shared, tracks=tracks, by=ada)
    before = [other.get(path).json() for path in ("/api/playlists/queue/", f"/api/playlists/playlists/{shared.pk}/")]

    assert client.delete(PROFILE, PROOF).status_code == 204

    after = [other.get(path).json() for path in ("/api/playlists/queue/", f"/api/playlists/playlists/{shared.pk}/")]
    nameless = [{**entry, "added_by": None} for entry in before[1]["tracks"]]
    assert after == [before[0], {**before[1], "is_collaborative": False, "tracks": nameless}]
    assert other.get(f"/api/playlists/playlists/{playlist}/").status_code == 404
    assert set(shared.entries.values_list("added_by", flat=True)) == {None}
    assert traces(ada) == []
    assert Playlist.objects.filter(owner=stranger).count() == 2
    assert LogEntry.objects.filter(user=stranger).count() == 1
    assert set(ShuffleCard.objects.values_list("shuffle__user", flat=True)) == {stranger.pk}


def fill(user: User, tracks: list[Track], *, listens: int) -> None:
    """A playlist of all ``tracks``, and a history."""
    playlist = create_playlist(owner=user, name="All", is_public=True)
    append_tracks(playlist=playlist, tracks=tracks, by=user)
    Activity.objects.bulk_create(Activity(user=user, track=tracks[0], action="play") for _ in range(listens))


@pytest.mark.django_db(transaction=True)
def test_a_long_playlist_and_history_go_in_few_statements_more_than_short_ones(
    client_for: Any, ada: User, make_tracks: MakeTracks
) -> None:
    tracks = make_tracks(10_000)
    bob = User.objects.create_user("bob-the-newcomer", "bob@example.com", PASSWORD)
    fill(bob, tracks[:3], listens=3)
    fill(ada, tracks, listens=5_000)

    few, many = leaving(client_for(bob)), leaving(client_for(ada))

    assert traces(ada) == []
    assert len(many) - len(few) < 100
    assert max(map(len, many)) < 60_000


def leaving(client: APIClient) -> list[str]:
    """The statements of it."""
    with CaptureQueriesContext(connection) as statements:
        assert client.delete(PROFILE, PROOF).status_code == 204
    return [each["sql"] for each in statements]


@pytest.mark.django_db(transaction=True)
def test_a_huge_account_is_closed_at_once_and_erased_by_a_job(
    client_for: Any,
    ada: User,
    stranger: User,
    tracks: list[Track],
    settings: Any,
    run_jobs: RunJobs,
    anonymous: APIClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, other = client_for(ada), client_for(stranger)
    playlist = live(client, ada, tracks)
    fill(ada, tracks, listens=30)
    monkeypatch.setattr(deletion, "AT_ONCE", 10)

    assert client.delete(PROFILE, PROOF).status_code == 204

    assert Activity.objects.filter(user=ada).count() == 32
    assert list(mentions("ada@example.com", "ada-the-listener")) == []
    assert client.get(PROFILE).status_code == 401
    assert anonymous.post("/api/accounts/token/", {"email": "ada@example.com", **PROOF}).status_code == 401
    assert other.get(f"/api/playlists/playlists/{playlist}/").status_code == 404
    assert other.get(f"/api/users/{ada.pk}/public/").status_code == 404
    assert (
        anonymous.post("/api/users/", {"username": "ada-the-listener", "email": "ada@example.com", **PROOF}).status_code
        == 201
    )
    run_jobs()
    assert list(mentions(str(ada.pk), ada.pk.hex)) == []
    assert files(settings.MEDIA_ROOT) == []


@pytest.mark.django_db(transaction=True)
def test_a_deletion_that_was_stopped_goes_on(
    client_for: Any, ada: User, tracks: list[Track], run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(client_for(ada), ada, tracks)
    monkeypatch.setattr(deletion, "AT_ONCE", 0)
    client_for(ada).delete(PROFILE, PROOF)
    Job.objects.filter(kind=deletion.ERASE).delete()

    assert remove_leftovers()["accounts"] == 1
    run_jobs()

    assert not User.objects.filter(pk=ada.pk).exists()
    assert remove_leftovers()["accounts"] == 0
    deletion.finish_deletion(ada.pk, alive=lambda: None)


def test_an_account_that_is_only_disabled_is_not_erased(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(is_active=False)

    deletion.finish_deletion(owner.pk, alive=lambda: None)

    assert remove_leftovers()["accounts"] == 0
    assert User.objects.filter(pk=owner.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_halfway_deletes_nothing(
    client_for: Any, ada: User, tracks: list[Track], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(ada)
    client.raise_request_exception = False
    live(client, ada, tracks)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(models.query.QuerySet, "_raw_delete", fail)
    before = {model: model._default_manager.count() for model in apps.get_models()}
    assert client.delete(PROFILE, PROOF).status_code == 500
    monkeypatch.undo()

    assert {model: model._default_manager.count() for model in apps.get_models()} == before
    assert len(files(settings.MEDIA_ROOT)) == 2
    assert client.get(PROFILE).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_bucket_that_is_away_does_not_stop_a_deletion(
    client_for: Any, ada: User, tracks: list[Track], settings: Any, run_jobs: RunJobs
) -> None:
    with running() as server:
        use(settings, server.address)
        client = client_for(ada)
        live(client, ada, tracks)
        assert len(server.objects) == 2
        server.fault = 503
        assert client.delete(PROFILE, PROOF).status_code == 204
        assert traces(ada) == []
        server.fault = 0
        run_jobs()
        assert server.objects == {}


@pytest.mark.django_db(transaction=True)
def test_a_deletion_among_other_requests_leaves_nothing(client_for: Any, ada: User, tracks: list[Track]) -> None:
    """Each thread goes on until its token is dead; a request that loses against the deletion is refused, no fault."""
    live(client_for(ada), ada, tracks)
    ids = [str(track.catalogue_id) for track in tracks]
    clients = [client_for(ada) for _ in range(5)]
    requests = [
        ("/api/playlists/queue/next/", {}),
        ("/api/playlists/queue/enqueue/", {"track_id": ids[1]}),
        ("/api/playlists/playlists/", {"name": "One more"}),
        ("/api/playlists/favorites/add/", {"track_id": ids[2]}),
    ]

    def go_on(client: APIClient, path: str, body: dict[str, str]) -> list[int]:
        client.raise_request_exception = False
        statuses = [0]
        while statuses[-1] != 401:
            statuses.append(client.post(path, body).status_code)
        return statuses[1:]

    calls = [partial(go_on, client, *each) for client, each in zip(clients, requests, strict=False)]
    *others, deleted = at_once([*calls, lambda: clients[-1].delete(PROFILE, PROOF).status_code])

    assert deleted == 204
    assert traces(ada) == []
    assert {status for statuses in others for status in statuses if status >= 500} == set()
