"""Bringing listens from elsewhere and taking them along, over HTTP."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from analytics.archives import importing, opening
from analytics.archives.models import HistoryImport
from analytics.models import Activity
from analytics.recording import NewActivity, record_activities
from catalogue.models import Track
from catalogue.tests.fixtures import CatalogueDeezer
from config.jobs import made_files
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import MakeTracks
from integrations.standins.library import Library

IMPORTS = "/api/analytics/history/imports/"
EXPORTS = "/api/analytics/history/exports/"
START = datetime(2019, 5, 1, 10, 0, tzinfo=UTC)


def streamed(track: Track | None = None, *, minute: int = 0, ms: int = 200_000, **changes: Any) -> dict[str, Any]:
    """An entry of Spotify's extended history; ``minute`` after `START` the listen began."""
    ended = START + timedelta(minutes=minute, milliseconds=ms)
    return {
        "ts": ended.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ms_played": ms,
        "ip_addr": "192.0.2.1",
        "master_metadata_track_name": track.title if track else None,
        "master_metadata_album_artist_name": track.artist.name if track else None,
        "master_metadata_album_album_name": track.album.title if track and track.album else None,
        "spotify_track_uri": "spotify:track:3n3Ppam7vgaVa1iaRUc9Lp" if track else None,
        "episode_name": None,
        "incognito_mode": False,
        **changes,
    }


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def spotify_zip(*entries: dict[str, Any]) -> bytes:
    name = "Spotify Extended Streaming History/Streaming_History_Audio_2019_0.json"
    return zipped(**{name: json.dumps(entries).encode(), "ReadMeFirst.pdf": b"%PDF", "__MACOSX/x": b""})


def upload(client: APIClient, content: bytes, name: str = "my_spotify_data.zip") -> Any:
    return client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)}, format="multipart")


def imported(client: APIClient, run_jobs: RunJobs, content: bytes, name: str = "my_spotify_data.zip") -> Any:
    begun = upload(client, content, name)
    assert begun.status_code == 202, begun.json()
    run_jobs()
    return client.get(f"{IMPORTS}{begun.json()['id']}/").json()


def counted(done: dict[str, Any]) -> dict[str, int]:
    return {key: number for key, number in done["counts"].items() if number}


def test_spotify_s_archive_becomes_history(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, owner: User
) -> None:
    one, two = make_tracks(2, artist="Ada")
    archive = spotify_zip(
        streamed(one, minute=0),
        streamed(two, minute=10, ms=12_000),
        streamed(one, minute=20, ms=0),
        streamed(one, minute=30, incognito_mode=True),
        streamed(minute=40, episode_name="Talk", spotify_episode_uri="spotify:episode:x"),
        streamed(minute=50, audiobook_title="Long"),
        streamed(one, minute=60, ts="soon"),
        streamed(one, minute=60, ts="2999-01-01T00:00:00Z"),
        streamed(one, minute=70, master_metadata_track_name="Nobody knows"),
        streamed(one, minute=75, master_metadata_track_name="Nobody knows"),
    )

    done = imported(as_owner, run_jobs, archive)

    assert (done["state"], done["done"], done["total"], done["error"]) == ("done", 10, 10, "")
    assert counted(done) == {
        "recorded": 2, "not_played": 1, "private_session": 1, "episode": 1, "audiobook": 1, "unreadable": 2,
        "not_found": 2,
    }  # fmt: skip
    assert done["unmatched"] == [
        {"artist_name": "Ada", "track_title": "Nobody knows", "reason": "not_found", "listens": 2}
    ]
    rows = Activity.objects.visible_to(owner).order_by("timestamp")
    assert [(row.track_id, row.action, row.played_ms, row.source, row.timestamp) for row in rows] == [
        (one.pk, "play", 200_000, "import", START),
        (two.pk, "skip", 12_000, "import", START + timedelta(minutes=10)),
    ]
    assert "192.0.2.1" not in json.dumps([row.metadata for row in rows])


def test_the_same_archive_again_and_what_was_there_are_recorded_once(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, owner: User
) -> None:
    one, two = make_tracks(2, artist="Ada")
    there = NewActivity(track=two, timestamp=START + timedelta(minutes=10, seconds=30), played_ms=190_000)
    record_activities(user=owner, activities=[there], source=Activity.Source.SCROBBLE)
    archive = spotify_zip(streamed(one), streamed(two, minute=10), streamed(one))

    assert counted(imported(as_owner, run_jobs, archive)) == {"recorded": 1, "duplicate": 2}
    assert counted(imported(as_owner, run_jobs, archive)) == {"duplicate": 3}
    assert Activity.objects.count() == 2


def test_the_short_archive_and_single_files_are_read(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs
) -> None:
    (one,) = make_tracks(1, artist="Ada")
    short = [{"endTime": "2019-05-01 10:04", "artistName": "Ada", "trackName": one.title, "msPlayed": 200_000}]

    for name in ("StreamingHistory_music_0.json", "endsong_0.json", "whatever"):
        done = imported(as_owner, run_jobs, json.dumps(short).encode(), name)
        assert done["state"] == "done"
    assert [row.timestamp for row in Activity.objects.all()] == [START + timedelta(seconds=40)]


@pytest.mark.parametrize("file_format", ["csv", "listenbrainz"])
def test_history_comes_back_as_it_left(
    as_owner: APIClient,
    as_stranger: APIClient,
    stranger: User,
    owner: User,
    make_tracks: MakeTracks,
    run_jobs: RunJobs,
    file_format: str,
) -> None:
    tracks = make_tracks(3, artist='=Ada, "Bo" & Çy')
    heard = [
        NewActivity(track=track, timestamp=START + timedelta(hours=number), played_ms=200_000 if number else 5_000)
        for number, track in enumerate(tracks)
    ]
    record_activities(user=owner, activities=heard, source=Activity.Source.CLIENT)
    job = as_owner.post(EXPORTS, {"file_format": file_format}).json()
    assert as_owner.get(f"{EXPORTS}{job['id']}/download/").json()["code"] == "file_not_ready"
    run_jobs()
    shown = as_owner.get(f"{EXPORTS}{job['id']}/").json()
    answer = as_owner.get(shown["download_url"])
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert (shown["state"], shown["done"], shown["size"]) == ("done", 3, len(content))
    assert as_stranger.get(f"{EXPORTS}{job['id']}/").status_code == 404
    done = imported(as_stranger, run_jobs, content, f"x.{'csv' if file_format == 'csv' else 'jsonl'}")

    def kept(user: User) -> list[Any]:
        rows = Activity.objects.visible_to(user).order_by("timestamp")
        return [(row.track_id, row.timestamp, row.action, row.played_ms) for row in rows]

    expected = kept(owner) if file_format == "csv" else kept(owner)[1:]
    assert (counted(done), kept(stranger)) == ({"recorded": len(expected)}, expected)


def test_listenbrainz_exports_are_read(as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs) -> None:
    one, two = make_tracks(2, artist="Ada")
    Track.objects.filter(pk=two.pk).update(isrc="QZES72600012")
    lines = [
        {"listened_at": 1_556_704_800, "track_metadata": {"artist_name": "Ada", "track_name": one.title}},
        {
            "listened_at": 1_556_704_900,
            "track_metadata": {
                "artist_name": "A.",
                "track_name": two.title,
                "additional_info": {"isrc": "QZES72600012", "duration": 200, "origin_url": "https://evil.example/"},
            },
        },
        {"listened_at": "never", "track_metadata": {}},
        {"listened_at": 1_556_705_000, "track_metadata": []},
    ]
    content = zipped(**{"listens/2019/5.jsonl": "\n".join(map(json.dumps, lines)).encode() + b"\nnonsense\n"})

    done = imported(as_owner, run_jobs, content, "listenbrainz.zip")

    assert counted(done) == {"recorded": 2, "unreadable": 3}
    assert [row.track_id for row in Activity.objects.order_by("timestamp")] == [one.pk, two.pk]


def deflated_zeros(megabytes: int) -> bytes:
    return zipped(**{"Streaming_History_Audio_2019_0.json": b"[" + b" " * megabytes * 1024 * 1024 + b"]"})


def encrypted() -> bytes:
    """An archive that says its file needs a password."""
    content = bytearray(spotify_zip())
    at = content.index(b"PK\x01\x02") + 8
    content[at] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.zip", deflated_zeros(8)),
        ("no.zip", zipped(**{"a.txt": b"x"})),
        ("cut.zip", spotify_zip()[:-30] + b"PK\x05\x06" + b"\x00" * 18),
        ("password.zip", encrypted()),
        ("x.zip", zipped(**{"endsong_0.json": b'[{"ts": "2019'})),
        ("x.zip", zipped(**{"endsong_0.json": b"[" * 200_000})),
        ("x.json", b"hello"),
        ("x.jsonl", b"hello\n"),
        ("x.csv", b"a,b\n1,2\n"),
        ("x.csv", b'listened_at,track_title,artist_name\n"' + b"x" * 200_000),
    ],
)
def test_hostile_and_broken_archives_change_nothing(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, name: str, content: bytes
) -> None:
    done = imported(as_owner, run_jobs, content, name)

    assert (done["state"], bool(done["error"]), counted(done)) == ("done", True, {})
    assert Activity.objects.count() == 0


def test_what_unpacks_to_too_much_is_refused(
    as_owner: APIClient, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MOST_MEMBERS", 1)
    assert "more than 1 files" in imported(as_owner, run_jobs, zipped(a=b"", b=b""))["error"]
    monkeypatch.setattr(opening, "MOST_BYTES", 10)
    assert "unpacks to more" in imported(as_owner, run_jobs, json.dumps([streamed()]).encode(), "x.json")["error"]
    monkeypatch.setattr("analytics.archives.starting.MAX_BYTES", 5)
    assert "file_too_large" in json.dumps(upload(as_owner, b"123456").json())


def test_one_at_a_time_and_cancelling(as_owner: APIClient, as_stranger: APIClient, run_jobs: RunJobs) -> None:
    begun = upload(as_owner, spotify_zip()).json()
    stored = Job.objects.get(pk=begun["id"]).arguments["handed_in"]

    assert upload(as_owner, spotify_zip()).json()["code"] == "import_running"
    assert as_stranger.get(f"{IMPORTS}{begun['id']}/").json()["code"] == "import_not_found"
    assert as_stranger.delete(f"{IMPORTS}{begun['id']}/").status_code == 404
    assert default_storage.exists(stored)
    assert as_owner.delete(f"{IMPORTS}{begun['id']}/").status_code == 204
    run_jobs()
    assert not default_storage.exists(stored)
    assert as_owner.delete(f"{IMPORTS}{begun['id']}/").json()["code"] == "job_finished"
    assert [each["state"] for each in as_owner.get(IMPORTS).json()] == ["cancelled"]


def test_files_go_when_their_job_has_ended(as_owner: APIClient, run_jobs: RunJobs) -> None:
    begun = upload(as_owner, spotify_zip()).json()
    stored = Job.objects.get(pk=begun["id"]).arguments["handed_in"]
    later = timezone.now() + timedelta(hours=2)

    assert (made_files.remove_old_files(now=later), default_storage.exists(stored)) == (0, True)
    run_jobs()
    assert (made_files.remove_old_files(now=later), default_storage.exists(stored)) == (1, False)


def test_a_worker_that_dies_goes_on_where_it_was(
    as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks = make_tracks(6, artist="Ada")
    monkeypatch.setattr(importing, "AT_ONCE", 2)
    begun = upload(as_owner, spotify_zip(*(streamed(each, minute=at * 5) for at, each in enumerate(tracks)))).json()
    record, calls = importing._record, list[int]()

    def dies(*args: Any) -> None:
        record(*args)
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit  # recorded, and not yet written down

    monkeypatch.setattr(importing, "_record", dies)
    with pytest.raises(SystemExit):
        run_jobs()
    assert (HistoryImport.objects.get().read, Activity.objects.count()) == (2, 4)
    Job.objects.update(state=Job.State.QUEUED)
    run_jobs()

    done = as_owner.get(f"{IMPORTS}{begun['id']}/").json()
    assert (done["state"], done["done"], counted(done)) == ("done", 6, {"recorded": 4, "duplicate": 2})
    assert Activity.objects.count() == 6


@pytest.mark.django_db
def test_tracks_are_found_at_the_provider(as_owner: APIClient, deezer: CatalogueDeezer, run_jobs: RunJobs) -> None:
    track = Library().tracks[81001001]
    entry = {
        **streamed(ms=100_000),
        "master_metadata_track_name": track.title,
        "master_metadata_album_artist_name": track.artist.name,
        "master_metadata_album_album_name": "Salt and Neon",
    }

    assert counted(imported(as_owner, run_jobs, spotify_zip(entry))) == {"recorded": 1}
    assert Activity.objects.get().track.external_id == "81001001"


def test_nothing_is_taken_in_during_a_private_session(as_owner: APIClient, owner: User) -> None:
    from analytics.listening_models import ListeningSettings

    ListeningSettings.objects.create(user=owner, private_session=True)

    assert upload(as_owner, spotify_zip()).json()["code"] == "private_session"
    assert Job.objects.count() == 0


def test_many_entries_take_few_statements(as_owner: APIClient, make_tracks: MakeTracks, run_jobs: RunJobs) -> None:
    tracks = make_tracks(20, artist="Ada")
    entries = [streamed(tracks[at % 20], minute=at * 5) for at in range(3_000)]
    upload(as_owner, spotify_zip(*entries))

    with CaptureQueriesContext(connection) as asked:
        run_jobs()

    assert Activity.objects.count() == 3_000
    assert len(asked) <= 6 * 30
