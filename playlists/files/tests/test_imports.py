"""Importing playlist files over HTTP, and exporting them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.identifying import patience
from catalogue.models import Track
from catalogue.tests.fixtures import CatalogueDeezer
from config.jobs import made_files
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import MakeTracks
from integrations.standins.library import Library
from playlists.files import importing
from playlists.files.formats.table import FORMATS
from playlists.files.models import FileImport, ImportedTrack
from playlists.models import Playlist

IMPORTS = "/api/playlists/files/imports/"
EXPORTS = "/api/playlists/files/exports/"


def upload(client: APIClient, content: str | bytes, name: str = "list.m3u8", **form: Any) -> Any:
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(IMPORTS, {"file": file, **form}, format="multipart")


def m3u(*lines: str) -> str:
    return "#EXTM3U\n" + "".join(f"#EXTINF:200,{line}\nx.mp3\n" for line in lines)


def titles(client: APIClient, playlist_id: str) -> list[str]:
    return [each["track_title"] for each in client.get(f"/api/playlists/playlists/{playlist_id}/").json()["tracks"]]


def exported(client: APIClient, run_jobs: RunJobs, playlist_id: str, file_format: str) -> Any:
    job = client.post(EXPORTS, {"playlist_id": playlist_id, "file_format": file_format}).json()
    run_jobs()
    return client.get(client.get(f"{EXPORTS}{job['id']}/").json()["download_url"])


def make_playlist(client: APIClient, tracks: list[Track], name: str = "Mine") -> str:
    made = client.post("/api/playlists/playlists/", {"name": name, "description": "For rain."}).json()["id"]
    ids = [str(track.catalogue_id) for track in tracks]
    client.post(f"/api/playlists/playlists/{made}/add_tracks/", {"tracks": ids}, format="json")
    return str(made)


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_export_imported_again_is_the_same_playlist(
    as_owner: APIClient, as_stranger: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, file_format: str
) -> None:
    tracks = make_tracks(3, artist="Ada, Bo & Cy")
    answer = exported(as_owner, run_jobs, make_playlist(as_owner, tracks, "Rain / =1"), file_format)
    content = b"".join(answer.streaming_content)

    begun = upload(as_stranger, content, f"x.{file_format}")
    run_jobs()
    done = as_stranger.get(f"{IMPORTS}{begun.json()['id']}/").json()

    assert answer["Content-Disposition"] == f'attachment; filename="Rain _ _1.{file_format}"'
    assert answer["Cache-Control"] == "private, no-store"
    assert (begun.status_code, begun.json()["state"], done["state"], done["done"], done["total"]) == (
        202, "queued", "done", 3, 3,
    )  # fmt: skip
    assert done["name"] == ("x" if file_format == "csv" else "Rain / =1")
    assert (done["counts"]["added"], done["counts"]["by_id"]) == (3, 3)
    assert titles(as_stranger, done["playlist_id"]) == [track.title for track in tracks]
    assert Playlist.objects.get(pk=done["playlist_id"]).is_public is False


def test_what_is_not_recognised_is_listed_and_chosen_by_hand(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs
) -> None:
    one, two, three = make_tracks(3, artist="Ada")
    (other,) = make_tracks(1, artist="Bo")
    job = upload(as_owner, m3u("Ada - Ada 1", "Nobody - Nothing", "Ada - Ada 2", "ada - ADA 1", "Ada - Ada 3")).json()
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{job['id']}/").json()
    assert {key: value for key, value in done["counts"].items() if value} == {
        "added": 3, "already_there": 1, "not_found": 1, "by_name": 4,
    }  # fmt: skip
    (row,) = as_owner.get(f"{IMPORTS}{job['id']}/tracks/?state=not_found").json()
    assert (row["title"], row["artists"], row["position"], row["track_id"]) == ("Nothing", ["Nobody"], 1, None)
    path = f"{IMPORTS}{job['id']}/tracks/{row['id']}/match/"
    assert as_owner.post(path, {"track_id": "nonsense"}).status_code == 400
    assert as_owner.post(path, {"track_id": "99"}).status_code == 404

    chosen = as_owner.post(path, {"track_id": other.external_id})

    assert (chosen.status_code, chosen.json()["state"], chosen.json()["matched_by"]) == (200, "added", "hand")
    assert titles(as_owner, done["playlist_id"]) == [one.title, other.title, two.title, three.title]
    assert as_owner.post(path, {"track_id": other.external_id}).json()["code"] == "already_matched"


def test_several_takes_are_offered(as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs) -> None:
    make_tracks(2, artist="Ada", title="Same")
    Track.objects.filter(track_position=2).update(duration=300)
    job = upload(as_owner, "Track Name,Artist Name(s)\nSame,Ada\n", "x.csv").json()
    run_jobs()

    (row,) = as_owner.get(f"{IMPORTS}{job['id']}/tracks/?state=ambiguous").json()

    assert len(row["candidates"]) == 2
    assert as_owner.get(f"{IMPORTS}{job['id']}/tracks/?state=nonsense").status_code == 400


def test_a_dry_run_changes_nothing(as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs) -> None:
    make_tracks(1, artist="Ada")
    job = upload(as_owner, m3u("Ada - Ada 1", "No - One"), dry_run="true").json()
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{job['id']}/").json()
    (row,) = as_owner.get(f"{IMPORTS}{job['id']}/tracks/?state=not_found").json()
    refused = as_owner.post(f"{IMPORTS}{job['id']}/tracks/{row['id']}/match/", {"track_id": "5"})

    assert (done["playlist_id"], done["counts"]["found"], done["counts"]["not_found"]) == (None, 1, 1)
    [told] = as_owner.get("/api/notifications/").json()
    assert (told["kind"], told["text"]) == ("import_finished", f"{done['name']}: 1 of 2 tracks were found.")
    assert refused.json()["code"] == "playlist_gone"
    assert Playlist.objects.count() == 0


def test_a_file_is_added_to_a_playlist_of_one_s_own(
    as_owner: APIClient, as_stranger: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs
) -> None:
    one, two = make_tracks(2, artist="Ada")
    playlist = make_playlist(as_owner, [two])
    as_owner.patch(f"/api/playlists/playlists/{playlist}/", {"is_public": True})

    upload(as_owner, m3u("Ada - Ada 1", "Ada - Ada 2"), playlist_id=playlist)
    run_jobs()

    assert titles(as_owner, playlist) == [two.title, one.title]
    assert upload(as_stranger, m3u("Ada - Ada 1"), playlist_id=playlist).status_code == 403


@pytest.mark.parametrize(
    ("content", "name", "form", "code"),
    [
        (b"#EXTM3U\n", "x.m3u", {}, "empty_file"),
        (b"hello", "x.txt", {}, "unknown_format"),
        (b"<html/>", "x.xspf", {}, "invalid_file"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><playlist>&a;</playlist>", "x.xspf", {}, "invalid_file"),
        (b"x.mp3\n" * 10_001, "x.m3u8", {}, "too_many_tracks"),
        (b"#EXTM3U\nx.mp3\n", "x.m3u8", {"file_format": "pls"}, "invalid_choice"),
        (b"", "x.m3u8", {}, "empty"),
    ],
)
def test_bad_files_change_nothing(as_owner: APIClient, content: bytes, name: str, form: Any, code: str) -> None:
    answer = upload(as_owner, content, name, **form)

    assert answer.status_code == 400
    assert code in json.dumps(answer.json()["errors"])
    assert (Job.objects.count(), FileImport.objects.count(), Playlist.objects.count()) == (0, 0, 0)


def test_too_large_a_file_is_refused(as_owner: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playlists.files.starting.MAX_BYTES", 20)

    assert "file_too_large" in json.dumps(upload(as_owner, m3u("Ada - Ada 1")).json())


def test_a_listener_has_few_imports_at_a_time(as_owner: APIClient) -> None:
    begun = [upload(as_owner, m3u("Ada - Ada 1")).json()["id"] for _ in range(5)]

    assert upload(as_owner, m3u("Ada - Ada 1")).json()["code"] == "too_many_imports"
    assert as_owner.delete(f"{IMPORTS}{begun[0]}/").status_code == 204
    assert as_owner.delete(f"{IMPORTS}{begun[0]}/").json()["code"] == "job_finished"
    assert upload(as_owner, m3u("Ada - Ada 1")).status_code == 202
    assert [each["id"] for each in as_owner.get(IMPORTS).json()][1:] == begun[::-1]


@pytest.mark.django_db
def test_tracks_are_found_at_the_provider(as_owner: APIClient, deezer: CatalogueDeezer, run_jobs: RunJobs) -> None:
    tracks = [Library().tracks[number] for number in (81001001, 81001002)]
    lines = f"Track Name,Artist Name(s),ISRC\n{tracks[0].title},x,{tracks[0].isrc}\n{tracks[1].title},Velvet Harbour,\n"
    job = upload(as_owner, lines, "x.csv").json()
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{job['id']}/").json()

    assert (done["counts"]["by_isrc"], done["counts"]["by_name"], done["counts"]["added"]) == (1, 1, 2)
    assert titles(as_owner, done["playlist_id"]) == [track.title for track in tracks]


def test_an_outage_keeps_nobody_from_what_is_known(
    as_owner: APIClient,
    deezer: CatalogueDeezer,
    make_tracks: MakeTracks,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (ours,) = make_tracks(1, artist="Ada")
    track = Library().tracks[81001001]
    lines = f"Track Name,Artist Name(s)\n{track.title},Velvet Harbour\n{ours.title},Ada\n"
    pauses: list[float] = []
    monkeypatch.setattr(patience, "sleep", pauses.append)
    monkeypatch.setattr(patience, "monotonic", lambda: sum(pauses))
    deezer.down()

    job = upload(as_owner, lines, "x.csv").json()
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{job['id']}/").json()
    (row,) = as_owner.get(f"{IMPORTS}{job['id']}/tracks/?state=unavailable").json()
    assert (done["state"], done["counts"]["added"], done["counts"]["unavailable"]) == ("done", 1, 1)
    assert (row["title"], sum(pauses) > 200) == (track.title, True)
    deezer.reset()
    matched = as_owner.post(f"{IMPORTS}{job['id']}/tracks/{row['id']}/match/", {"track_id": str(track.id)})
    assert matched.status_code == 200
    assert titles(as_owner, done["playlist_id"]) == [track.title, ours.title]


def test_a_worker_that_dies_leaves_nothing_twice(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = make_tracks(4, artist="Ada")
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    job = upload(as_owner, m3u(*(f"Ada - {track.title}" for track in tracks))).json()
    recognise, calls = importing._recognise, list[int]()

    def dies(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        recognise(*args)

    monkeypatch.setattr(importing, "_recognise", dies)
    with pytest.raises(SystemExit):
        run_jobs()
    assert ImportedTrack.objects.filter(state="added").count() == 2
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{job['id']}/").json()
    assert (done["state"], done["counts"]["added"], done["counts"]["already_there"]) == ("done", 4, 0)
    assert titles(as_owner, done["playlist_id"]) == [track.title for track in tracks]


def test_many_tracks_take_few_statements(
    owner: User, as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = make_tracks(600, artist="Ada")
    lines = "".join(f"{track.catalogue_id.link}\n" for track in tracks)

    with CaptureQueriesContext(connection) as asked:
        job = upload(as_owner, lines).json()
    with CaptureQueriesContext(connection) as ran:
        run_jobs()

    playlist = as_owner.get(f"{IMPORTS}{job['id']}/").json()["playlist_id"]
    assert Playlist.objects.get(pk=playlist).track_count == 600
    assert (len(asked) <= 25, len(ran) <= 6 * 25) == (True, True)
    with CaptureQueriesContext(connection) as exporting:
        lines_out = b"".join(exported(as_owner, run_jobs, playlist, "m3u8").streaming_content)
    assert lines_out.count(b"#EXTINF") == 600
    assert len(exporting) <= 25


def test_files_are_private_and_go(
    as_owner: APIClient,
    as_stranger: APIClient,
    make_tracks: MakeTracks,
    run_jobs: RunJobs,
) -> None:
    playlist = make_playlist(as_owner, make_tracks(1))
    job = as_owner.post(EXPORTS, {"playlist_id": playlist, "file_format": "jspf"}).json()
    waiting = as_owner.get(f"{EXPORTS}{job['id']}/download/")
    again = as_owner.post(EXPORTS, {"playlist_id": playlist, "file_format": "jspf"}).json()
    run_jobs()
    row = Job.objects.get(pk=job["id"])

    assert (waiting.status_code, waiting.json()["code"], again["id"]) == (409, "file_not_ready", job["id"])
    assert as_stranger.get(f"{EXPORTS}{job['id']}/download/").json()["code"] == "job_not_found"
    assert as_stranger.post(EXPORTS, {"playlist_id": playlist, "file_format": "jspf"}).status_code == 404
    assert b'"playlist"' in b"".join(as_owner.get(f"{EXPORTS}{job['id']}/download/").streaming_content)  # type: ignore[attr-defined]
    assert (made_files.remove_old_files(now=timezone.now()), default_storage.exists(row.result["file"])) == (0, True)
    assert made_files.remove_old_files(now=timezone.now() + made_files.KEPT_FOR) == 1
    assert as_owner.get(f"{EXPORTS}{job['id']}/download/").json()["code"] == "file_gone"
