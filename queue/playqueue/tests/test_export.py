"""Exporting everything: here, in the topmost room, since an export reaches through all of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.exports import EXPORT
from accounts.models import User
from accounts.tasks import remove_leftovers
from analytics.models import Activity
from catalogue.models import Track
from config.celery import app
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from config.tests.s3_server import running
from config.tests.test_bucket import use
from playqueue.tests.listeners_life import TASTE, live

PATH = "/api/accounts/export/"
PARTS = [
    "account", "api_keys", "awaited_activities", "blocks", "comment_likes", "comments", "devices", "favorites",
    "feedback", "follows", "history", "history_imports", "imported_playlists", "imported_tracks", "imports", "jobs",
    "linked_accounts", "listening_settings", "mixes", "moderation", "notification_preferences", "notifications",
    "parties", "party_messages", "playlist_follows", "playlist_imports", "playlist_likes", "playlist_links",
    "playlist_members", "playlist_tracks", "playlists", "playlists_shared_with_me", "push_subscriptions", "queue",
    "queue_tracks", "received_scrobbles", "recommendation_logs", "recommendations", "reports", "scrobbles",
    "security_log", "sessions", "shuffles", "suspensions",
]  # fmt: skip

MakeTracks = Callable[..., list[Track]]


def body(answer: Any) -> bytes:
    return b"".join(answer)


def exported(client: APIClient, run_jobs: RunJobs) -> zipfile.ZipFile:
    """Ask for an export, let it be made, and download it."""
    job = client.post(PATH).json()["id"]
    run_jobs()
    return zipfile.ZipFile(io.BytesIO(body(client.get(f"{PATH}{job}/download/"))))


def files(root: object) -> list[str]:
    return sorted(str(path.relative_to(str(root))) for path in Path(str(root), "exports").rglob("*") if path.is_file())


def test_an_export_is_asked_for_made_and_downloaded(as_owner: APIClient, owner: User, run_jobs: RunJobs) -> None:
    asked = as_owner.post(PATH)

    job = Job.objects.get(kind=EXPORT)
    at = f"{PATH}{job.pk}/"
    assert asked.status_code == 202
    assert asked.json() == {
        "id": str(job.pk),
        "state": "queued",
        "done": 0,
        "total": 0,
        "error": "",
        "created_at": asked.json()["created_at"],
        "finished_at": None,
        "expires_at": None,
        "size": None,
        "download_url": None,
    }
    assert as_owner.post(PATH).json()["id"] == str(job.pk)
    early = as_owner.get(f"{at}download/")
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    run_jobs()
    done = as_owner.get(at).json()
    job.refresh_from_db()
    assert (done["state"], done["done"], done["total"]) == ("done", job.total, job.total)
    assert job.total > 0
    assert done["download_url"] == f"http://testserver{at}download/"
    assert done["size"] == default_storage.size(job.result["file"])
    assert as_owner.get(PATH).json() == [done]
    file = as_owner.get(f"{at}download/")
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/zip", "private, no-store")
    assert file["Content-Disposition"] == f'attachment; filename="playpod-export-{job.created_at:%Y-%m-%d}.zip"'
    content = body(file)
    assert len(content) == done["size"]
    part = as_owner.get(f"{at}download/", HTTP_RANGE="bytes=2-5")
    assert (part.status_code, body(part)) == (206, content[2:6])


def test_it_holds_everything_as_json_and_csv(
    as_owner: APIClient, owner: User, stranger: User, as_stranger: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs
) -> None:
    tracks = make_tracks(3, artist="Ada")
    live(as_stranger, stranger, tracks)
    playlist = live(as_owner, owner, tracks)

    with exported(as_owner, run_jobs) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        content = {name: archive.read(name) for name in names}

    pictures = [name for name in names if name.startswith("files/")]
    assert sorted(set(names) - set(pictures)) == sorted(
        ["README.txt", *[f"{part}.{kind}" for part in PARTS for kind in ("csv", "json")]]
    )
    assert sorted(name.split("/")[1] for name in pictures) == ["avatars", "covers"]
    rows = {part: json.loads(content[f"{part}.json"]) for part in PARTS}
    tables = {part: list(csv.DictReader(io.StringIO(content[f"{part}.csv"].decode()))) for part in PARTS}
    assert {part: len(table) for part, table in tables.items()} == {part: len(each) for part, each in rows.items()}
    [account] = rows["account"]
    assert (account["email"], account["username"]) == ("owner@example.com", "owner")
    assert (account["favorite_genres"], account["preferences"]) == (TASTE["favorite_genres"], TASTE["preferences"])
    assert tables["account"][0]["bio"] == "'=Listens at night; \N{CRESCENT MOON}"
    assert tables["account"][0]["preferences"] == '{"volume": 11}'
    assert [each["id"] for each in rows["playlists"]] == [playlist]
    ids = [str(track.catalogue_id) for track in tracks]
    assert [(each["position"], each["track_id"]) for each in rows["playlist_tracks"]] == list(enumerate(ids))
    assert [(each["track_id"], each["track_title"]) for each in rows["favorites"]] == [(ids[0], "Ada 1")]
    assert [each["track_id"] for each in rows["queue_tracks"]] == ids
    assert [(each["track_id"], each["action"]) for each in rows["history"]] == [(ids[0], "skip"), (ids[1], "play")]
    assert [each["track_count"] for each in rows["queue"]] == [3]
    assert [each["name"] for each in rows["api_keys"]] == ["Radio"]
    assert [each["playlist_id"] for each in rows["shuffles"]] == [playlist]
    assert len(rows["sessions"]) == 1
    assert {each["kind"] for each in rows["security_log"]} <= {"export_asked", "api_key_made"}


def test_it_holds_no_secrets(as_owner: APIClient, owner: User, make_tracks: MakeTracks, run_jobs: RunJobs) -> None:
    live(as_owner, owner, make_tracks(1))
    key = owner.api_keys.get()

    with exported(as_owner, run_jobs) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())

    token = Job.objects.get(kind=EXPORT).arguments["token"]
    for secret in (owner.password, key.digest, token):
        assert secret.encode() not in content


def test_it_is_for_its_owner_only(
    as_owner: APIClient, as_stranger: APIClient, as_moderator: APIClient, anonymous: APIClient, run_jobs: RunJobs
) -> None:
    at = f"{PATH}{as_owner.post(PATH).json()['id']}/"
    run_jobs()

    for other in (as_stranger, as_moderator):
        assert [other.get(path).status_code for path in (at, f"{at}download/")] == [404, 404]
        assert other.get(PATH).json() == []
    assert [anonymous.get(path).status_code for path in (PATH, at, f"{at}download/")] == [401, 401, 401]
    name = Job.objects.get(kind=EXPORT).result["file"]
    assert anonymous.get(f"/media/{name}").status_code == 404


def test_other_jobs_are_no_exports(as_owner: APIClient, owner: User) -> None:
    other = Job.objects.create(kind="other", key="1", owner=owner)

    assert as_owner.get(f"{PATH}{other.pk}/").status_code == 404
    assert as_owner.get(PATH).json() == []


def test_the_file_is_there_for_a_day(as_owner: APIClient, settings: Any, run_jobs: RunJobs) -> None:
    at = f"{PATH}{as_owner.post(PATH).json()['id']}/"
    run_jobs()
    remove_leftovers()
    assert len(files(settings.MEDIA_ROOT)) == 1
    Job.objects.update(finished_at=timezone.now() - timedelta(hours=24, seconds=1))

    gone = as_owner.get(f"{at}download/")
    assert (gone.status_code, gone.json()["code"]) == (404, "export_gone")
    assert as_owner.get(at).json()["download_url"] is None
    assert len(files(settings.MEDIA_ROOT)) == 1
    assert remove_leftovers()["files"] == 1
    assert files(settings.MEDIA_ROOT) == []


def test_a_new_export_replaces_the_one_before(as_owner: APIClient, settings: Any, run_jobs: RunJobs) -> None:
    first = as_owner.post(PATH).json()["id"]
    run_jobs()
    second = as_owner.post(PATH).json()["id"]
    run_jobs()

    assert first != second
    assert len(files(settings.MEDIA_ROOT)) == 1
    assert as_owner.get(f"{PATH}{first}/download/").json()["code"] == "export_gone"
    assert len(body(as_owner.get(f"{PATH}{second}/download/"))) > 0
    assert [each["download_url"] is None for each in as_owner.get(PATH).json()] == [False, True]


def test_a_file_that_has_vanished_is_gone(as_owner: APIClient, run_jobs: RunJobs) -> None:
    at = f"{PATH}{as_owner.post(PATH).json()['id']}/"
    run_jobs()
    default_storage.delete(Job.objects.get(kind=EXPORT).result["file"])

    assert as_owner.get(f"{at}download/").json()["code"] == "export_gone"


def test_an_export_that_runs_twice_has_one_file(as_owner: APIClient, settings: Any, run_jobs: RunJobs) -> None:
    job = as_owner.post(PATH).json()["id"]
    token = Job.objects.get(pk=job).arguments["token"]
    default_storage.save(f"exports/{token}-0.zip", ContentFile(b"half of it"))  # a worker that was killed left it
    run_jobs()
    app.tasks[EXPORT](job)

    assert len(body(as_owner.get(f"{PATH}{job}/download/"))) > 20
    Job.objects.update(finished_at=timezone.now() - timedelta(days=2))
    remove_leftovers()
    assert files(settings.MEDIA_ROOT) == []


def test_files_that_nobody_knows_are_removed(settings: Any, db: None) -> None:
    default_storage.save("exports/unknown-1.zip", ContentFile(b"from a job that is long gone"))

    assert remove_leftovers() == {"files": 1, "accounts": 0}
    assert files(settings.MEDIA_ROOT) == []


def test_a_failure_leaves_no_file_and_says_so(
    as_owner: APIClient, settings: Any, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"{PATH}{as_owner.post(PATH).json()['id']}/"

    def vanish(*args: Any, **kwargs: Any) -> None:
        raise ValueError("/srv/secret/path")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", vanish)
    run_jobs()

    answer = as_owner.get(at).json()
    assert (answer["state"], answer["error"]) == ("failed", "It could not be made. Ask for a new one.")
    assert answer["download_url"] is None
    assert as_owner.get(f"{at}download/").json()["code"] == "export_gone"
    assert files(settings.MEDIA_ROOT) == []
    assert as_owner.post(PATH).json()["id"] != answer["id"]


def test_a_job_that_is_taken_away_leaves_no_file(
    as_owner: APIClient, owner: User, settings: Any, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_owner.post(PATH)
    store = default_storage.save

    def store_late(name: str, content: Any) -> str:
        Job.objects.all().delete()
        return str(store(name, content))

    monkeypatch.setattr(default_storage, "save", store_late)
    with pytest.raises(Job.DoesNotExist):
        run_jobs()

    assert files(settings.MEDIA_ROOT) == []


def test_in_a_bucket_it_is_served_through_the_view(as_owner: APIClient, settings: Any, run_jobs: RunJobs) -> None:
    with running() as server:
        use(settings, server.address)
        at = f"{PATH}{as_owner.post(PATH).json()['id']}/"
        server.fault = 503
        [waiting] = run_jobs()
        assert waiting.state == "queued"
        server.fault = 0
        run_jobs()
        [name] = server.objects
        assert name.startswith("exports/")
        with zipfile.ZipFile(io.BytesIO(body(as_owner.get(f"{at}download/")))) as archive:
            assert "account.json" in archive.namelist()
        assert body(as_owner.get(f"{at}download/", HTTP_RANGE="bytes=0-1")) == b"PK"
        server.fault = 500
        away = as_owner.get(f"{at}download/")
        assert (away.status_code, away["Retry-After"]) == (503, "30")
        server.fault = 0
        with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
            assert remove_leftovers()["files"] == 1
        assert server.objects == {}


def test_a_large_history_is_read_a_few_rows_at_a_time(
    as_owner: APIClient, owner: User, make_tracks: MakeTracks, run_jobs: RunJobs, django_assert_max_num_queries: Any
) -> None:
    [track] = make_tracks(1)
    start = timezone.now()
    Activity.objects.bulk_create(
        Activity(user=owner, track=track, action="play", timestamp=start + timedelta(seconds=n // 2))
        for n in range(5_001)
    )
    as_owner.post(PATH)

    with django_assert_max_num_queries(200):  # two or three for each part that is empty
        [job] = run_jobs()

    assert job.result["rows"]["history"] == 5_001
    with default_storage.open(job.result["file"]) as file, zipfile.ZipFile(file) as archive:
        history = json.loads(archive.read("history.json"))
    assert len({row["id"] for row in history}) == 5_001
    assert [row["timestamp"] for row in history] == sorted(row["timestamp"] for row in history)
