"""Records as rows: nothing known is lost, many cost no more statements than few, parallel writers all succeed."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.ids import CatalogueId
from catalogue.models import Album, Artist, Genre, Track
from catalogue.providers.records import AlbumRecord, ArtistRecord, GenreRecord, TrackRecord
from catalogue.store import store_genres, store_tracks


def deezer(number: int) -> CatalogueId:
    return CatalogueId("deezer", str(number))


def record(number: int, **fields: Any) -> TrackRecord:
    at = number % 77
    artist = ArtistRecord(deezer(at % 7 + 1), f"Artist {at % 7}", picture_medium="https://x.example/a.jpg")
    album = AlbumRecord(deezer(at + 1), f"Album {at}", artist=artist, release_date=date(2026, 1, 2))
    full: dict[str, Any] = {"duration": 180, "isrc": "ZZAAA2600001", "rank": 500, "has_preview": True}
    return TrackRecord(deezer(number), f"Tréck {number}", artist, album, **(full | fields))


def test_rows_come_back_in_order_with_artist_and_album(db: None) -> None:
    rows = store_tracks([record(3), record(1), record(2), record(1)])

    with CaptureQueriesContext(
        connection,
    ) as queries:
        shown = [(row.title, row.artist.name, row.album and row.album.title) for row in rows]
    assert [title for title, _, _ in shown] == ["Tréck 3", "Tréck 1", "Tréck 2", "Tréck 1"]
    assert shown[0] == ("Tréck 3", "Artist 3", "Album 3")
    assert len(queries) == 0
    assert rows[0].search_title == "treck 3"


def test_what_an_answer_did_not_say_keeps_its_value(db: None) -> None:
    store_tracks([record(1, genre_number=132, explicit=False)])
    bare = replace(record(1), album=None, duration=0, isrc="", rank=None, has_preview=None, explicit=None)
    row = store_tracks([replace(bare, artist=ArtistRecord(deezer(2), "Renamed"))])[0]

    row.refresh_from_db()
    assert (row.duration, row.isrc, row.rank, row.has_preview, row.explicit) == (180, "ZZAAA2600001", 500, True, False)
    assert row.album is not None
    assert (row.album.title, row.album.release_date) == ("Album 1", date(2026, 1, 2))
    assert (row.artist.name, row.artist.search_name) == ("Renamed", "renamed")
    assert row.artist.picture_medium == "https://x.example/a.jpg"
    assert row.genre == Genre.objects.get(number=132, name="Pop")


def test_a_row_without_an_album_in_the_answer_still_has_it_loaded(db: None) -> None:
    store_tracks([record(1), record(2)])
    rows = store_tracks([replace(record(1), album=None), replace(record(2), album=None)])

    with CaptureQueriesContext(connection) as queries:
        assert [row.album and row.album.title for row in rows] == ["Album 1", "Album 2"]
    assert len(queries) == 0


def test_new_values_replace_known_ones(db: None) -> None:
    store_tracks([record(1)])
    store_tracks([record(1, rank=900, has_preview=False)])

    row = Track.objects.get()
    assert (row.rank, row.has_preview) == (900, False)


def test_the_number_of_statements_does_not_depend_on_the_number_of_records(db: None) -> None:
    def statements(records: list[TrackRecord]) -> int:
        with CaptureQueriesContext(connection) as queries:
            store_tracks(records)
        return len(queries)

    one, many = statements([record(1)]), statements([record(number) for number in range(100, 400)])
    changed = statements([record(number, rank=7) for number in range(100, 400)])
    same = statements([record(number, rank=7) for number in range(100, 400)])

    assert many <= one
    assert (one, changed, same) == (9, 7, 3)


def test_values_that_no_column_can_hold_do_not_fail(db: None) -> None:
    strange = record(1, isrc="Z" * 99, rank=-5, duration=10**12, track_position=2**40)
    artist = replace(strange.artist, name="ﷺ" * 299, picture_xl="https://x.example/" + "p" * 600)
    row = store_tracks([replace(strange, title="\x00a\ud800" + "x" * 900, artist=artist, album=None)])[0]

    row.refresh_from_db()
    assert row.title == ("a?" + "x" * 900)[:500]
    assert (row.rank, row.duration, row.track_position) == (None, 0, None)
    assert (row.artist.picture_xl, len(row.artist.search_name)) == ("", 300)


def test_genres_keep_their_names_and_pictures(db: None) -> None:
    store_genres([GenreRecord(132, "Pop", "https://x.example/pop.jpg"), GenreRecord(152, "Rock")])
    store_genres([GenreRecord(132, ""), GenreRecord(152, "Rock", "/media/rock.jpg")])

    assert list(Genre.objects.order_by("number").values_list("number", "name", "picture_medium")) == [
        (132, "Pop", "https://x.example/pop.jpg"),
        (152, "Rock", "/media/rock.jpg"),
    ]


@pytest.fixture
def postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: the race is PostgreSQL's.")


def _store_in_thread(records: list[TrackRecord]) -> list[int]:
    try:
        return [row.pk for row in store_tracks(records)]
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_parallel_stores_of_the_same_new_tracks_all_succeed(postgresql: None) -> None:
    orders = []
    for seed in range(8):
        records = [record(number, rank=seed) for number in range(200)]
        random.Random(seed).shuffle(records)
        orders.append(records)

    with ThreadPoolExecutor(8) as writers:
        keys = list(writers.map(_store_in_thread, orders))

    assert all(set(each) == set(keys[0]) for each in keys)
    assert (Artist.objects.count(), Album.objects.count(), Track.objects.count()) == (7, 77, 200)


@pytest.mark.django_db(transaction=True)
def test_parallel_stores_of_known_tracks_neither_deadlock_nor_lose(postgresql: None) -> None:
    store_tracks([record(number, rank=None, isrc="") for number in range(100)])
    said: list[dict[str, Any]] = [{"rank": 77, "isrc": ""}, {"rank": None, "isrc": "ZZBBB2600002"}] * 4
    batches = []
    for seed, fields in enumerate(said):
        records = [record(number, **fields) for number in range(100)]
        random.Random(seed).shuffle(records)
        batches.append(records)

    with ThreadPoolExecutor(8) as writers:
        list(writers.map(_store_in_thread, batches))

    assert set(Track.objects.values_list("rank", "isrc")) == {(77, "ZZBBB2600002")}


@pytest.mark.django_db(transaction=True)
def test_two_threads_store_one_new_track(make_tracks: Any) -> None:
    with ThreadPoolExecutor(2) as writers:
        keys = list(writers.map(_store_in_thread, [[record(5)], [record(5)]]))

    assert keys[0] == keys[1]
    assert Track.objects.filter(provider="deezer").count() == 1
