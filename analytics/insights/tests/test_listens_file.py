from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from analytics.insights.listens_file import COLUMNS, csv_lines, listens_between
from analytics.insights.tests.histories import activity, in_zone, moment
from analytics.models import Activity
from analytics.rollups.triggers import paused
from catalogue.models import Artist, Track

Ask = Callable[..., Any]
MakeTracks = Callable[..., list[Track]]


def read(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_says_all_there_is_to_a_listen(ask: Ask, owner: User, make_tracks: MakeTracks) -> None:
    [track] = make_tracks(1, artist="Ada", isrc="QZPPD2600001")
    in_zone(owner, "Asia/Kolkata")
    playlist = "0199d7a2-9a10-7b1d-a4f3-2b1c9e774410"
    Activity.objects.bulk_create(
        [
            activity(owner, track, "2026-03-14 18:45", ms=61_500, source="radio", context=playlist),
            activity(owner, track, "2026-03-14 18:40", "skip"),
            activity(owner, track, "2026-03-14 19:00", "like"),
        ]
    )

    answer = ask("me/listens.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="listens.csv"'
    skip, play = read(answer)
    assert play == {
        "timestamp": "2026-03-14T18:45:00Z",
        "local_time": "2026-03-15T00:15:00+05:30",
        "action": "play",
        "track_id": str(track.catalogue_id),
        "track_title": "Ada 1",
        "artist_name": "Ada",
        "album_title": "Ada album",
        "isrc": "QZPPD2600001",
        "duration_ms": "200000",
        "played_ms": "61500",
        "source": "radio",
        "playlist_id": playlist,
    }
    assert (skip["action"], skip["played_ms"], skip["playlist_id"]) == ("skip", "10000", "")


def test_a_newcomer_gets_the_names_of_the_columns(ask: Ask) -> None:
    assert b"".join(ask("me/listens.csv").streaming_content).decode() == ",".join(COLUMNS) + "\r\n"


def test_days_are_the_listeners_own(ask: Ask, owner: User, make_tracks: MakeTracks) -> None:
    [track] = make_tracks(1)
    in_zone(owner, "Europe/Berlin")
    times = ("2026-03-13 22:59", "2026-03-13 23:00", "2026-03-14 22:59", "2026-03-14 23:00")
    Activity.objects.bulk_create([activity(owner, track, at) for at in times])

    def hours(**days: str) -> list[str]:
        return [row["timestamp"][11:16] for row in read(ask("me/listens.csv", **days))]

    assert hours(first_day="2026-03-14", last_day="2026-03-14") == ["23:00", "22:59"]
    assert hours(first_day="2026-03-15") == ["23:00"]
    assert hours(last_day="2026-03-13") == ["22:59"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"first_day": "2026-02-30"}, "first_day"),
        ({"last_day": "yesterday"}, "last_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"last_day": "9999-12-31"}, "last_day"),
        ({"first_day": "2026-03-02", "last_day": "2026-03-01"}, "last_day"),
    ],
)
def test_days_that_are_none_are_refused(ask: Ask, query: dict[str, str], field: str) -> None:
    assert list(ask("me/listens.csv", status=400, **query)["errors"]) == [field]


def test_csv_may_be_asked_for_by_its_type(owner: User, client_for: Callable[[User], Any]) -> None:
    client = client_for(owner)

    assert client.get("/api/analytics/me/listens.csv", headers={"accept": "text/csv"}).status_code == 200
    refused = client.get("/api/analytics/me/listens.csv?first_day=x", headers={"accept": "text/csv"})
    assert refused["Content-Type"] == "application/problem+json"


def test_no_cell_is_a_formula(ask: Ask, owner: User, make_tracks: MakeTracks) -> None:
    tracks = make_tracks(4)
    for track, title in zip(tracks, ("=1+1", "+1", "@SUM(A1)", "-2"), strict=True):
        Track.objects.filter(pk=track.pk).update(title=title)
    Artist.objects.update(name='\t=cmd|"/c calc"')
    Activity.objects.bulk_create([activity(owner, track, f"2026-03-14 1{n}:00") for n, track in enumerate(tracks)])

    rows = read(ask("me/listens.csv"))

    assert [row["track_title"] for row in rows] == ["'=1+1", "'+1", "'@SUM(A1)", "'-2"]
    assert {row["artist_name"] for row in rows} == {'\'\t=cmd|"/c calc"'}


def test_many_listens_are_read_a_batch_at_a_time(owner: User, make_tracks: MakeTracks) -> None:
    [track] = make_tracks(1)
    rows = [activity(owner, track, "2026-03-01 00:00") for _ in range(9_000)]
    for number, row in enumerate(rows):
        row.timestamp = moment("2026-03-01 00:00") + timedelta(seconds=number // 2)  # two at a time
    with paused():
        Activity.objects.bulk_create(rows, batch_size=3_000)
    lines = csv_lines(listens_between(owner, first=None, last=None, zone=ZoneInfo("UTC")), ZoneInfo("UTC"))

    with CaptureQueriesContext(connection) as captured:
        assert next(lines).startswith("timestamp,")
        next(lines)
        first = len(captured)
        tracemalloc.start()
        times = [line[:20] for line in lines]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert (first, len(captured)) == (1, 5)
    assert len(times) == 8_999
    assert times == sorted(times)
    # 9,000 rows at once would take some 15 MB.
    assert most < 8_000_000
