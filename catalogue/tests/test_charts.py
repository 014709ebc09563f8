"""GET /api/charts/... and /api/catalogue/genres/"""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue.charts import chart_track_rows, find_genre, genre_track_rows
from catalogue.errors import GenreNotFound
from catalogue.models import Album, Genre, Track
from catalogue.tests.answers import without_previews
from catalogue.tests.fixtures import grow_old
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

TOP, TOP_ALBUMS, NEW = "/api/charts/top/", "/api/charts/top-albums/", "/api/charts/new-releases/"
GENRE, GENRES = "/api/charts/genre/132/", "/api/catalogue/genres/"
LISTS = {TOP: "tracks", TOP_ALBUMS: "albums", NEW: "albums", GENRE: "tracks"}


def test_top_tracks_count_from_1(as_owner: APIClient, deezer: DeezerStandin) -> None:
    tracks = as_owner.get(TOP).json()["tracks"]

    assert [each["position"] for each in tracks] == list(range(1, 21))
    assert tracks[0].keys() >= {"id", "title", "artist", "album", "duration", "position"}
    assert [each["rank"] for each in tracks] == sorted((each["rank"] for each in tracks), reverse=True)


def test_top_albums_count_from_1(as_owner: APIClient, deezer: DeezerStandin) -> None:
    albums = as_owner.get(TOP_ALBUMS, {"limit": 3}).json()["albums"]

    assert [each["position"] for each in albums] == [1, 2, 3]
    assert albums[0].keys() >= {"id", "title", "artist", "cover_medium", "position"}


def test_new_releases_have_dates(as_owner: APIClient, deezer: DeezerStandin) -> None:
    albums = as_owner.get(NEW, {"limit": 2}).json()["albums"]

    assert [each["release_date"] for each in albums] == ["2026-11-06", "2026-10-02"]
    assert albums[0].keys() >= {"id", "title", "artist", "cover_medium", "release_date"}


def test_a_genre_has_its_own_top_tracks(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = as_owner.get(GENRE).json()

    assert body["genre"] == {"id": 132, "name": "Pop"}
    assert {each["artist"]["name"] for each in body["tracks"]} == {"Velvet Harbour", "青い灯台"}
    assert set(Track.objects.filter(provider="deezer").values_list("genre__number", flat=True)) == {132}


def test_genre_0_is_everything(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = as_owner.get("/api/charts/genre/0/").json()

    assert body["genre"] == {"id": 0, "name": "All"}
    assert len(body["tracks"]) == 20


@pytest.mark.parametrize("bad", ["pop", "-1", "1.5", "99999999999999", "999999", "\uff14"])
def test_a_genre_that_is_none_is_not_found(as_owner: APIClient, deezer: DeezerStandin, bad: str) -> None:
    assert as_owner.get(f"/api/charts/genre/{bad}/").status_code == 404


def test_genres_are_a_plain_list(as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks) -> None:
    make_tracks(1, genre=Genre.objects.create(number=1_000_000, name="Lo-Fi", picture_medium="/media/lofi.png"))

    body = as_owner.get(GENRES).json()

    assert {each["id"]: each["name"] for each in body} == {
        132: "Pop",
        116: "Rap/Hip Hop",
        152: "Rock",
        106: "Electro",
        129: "Jazz",
        98: "Classical",
        1_000_000: "Lo-Fi",
    }
    assert body[-1] == {"id": 1_000_000, "name": "Lo-Fi", "picture_medium": "http://testserver/media/lofi.png"}


@pytest.mark.parametrize("path", [*LISTS, GENRES])
def test_it_needs_a_signed_in_user(anonymous: APIClient, path: str) -> None:
    assert anonymous.get(path).status_code == 401


@pytest.mark.parametrize("path", LISTS)
def test_limits_have_a_range(as_owner: APIClient, deezer: DeezerStandin, path: str) -> None:
    assert as_owner.get(path, {"limit": "many"}).status_code == 400
    assert as_owner.get(path, {"limit": 0}).status_code == 400
    assert len(as_owner.get(path, {"limit": 2}).json()[LISTS[path]]) == 2
    assert 2 < len(as_owner.get(path, {"limit": 100_000}).json()[LISTS[path]]) <= 100


@pytest.mark.parametrize("path", LISTS)
def test_one_question_serves_every_limit(as_owner: APIClient, deezer: DeezerStandin, path: str) -> None:
    as_owner.get(path, {"limit": 1})
    asked = len(deezer.paths)
    as_owner.get(path, {"limit": 100})

    assert len(deezer.paths) == asked


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
@pytest.mark.parametrize("path", [*LISTS, GENRES])
def test_a_failing_provider_is_503_then_a_copy(
    as_owner: APIClient, deezer: DeezerStandin, path: str, fault: str
) -> None:
    getattr(deezer, fault)()
    assert as_owner.get(path).status_code == 503
    deezer.reset()
    before = as_owner.get(path).json()
    grow_old(days=6)
    getattr(deezer, fault)()

    answer = as_owner.get(path)

    assert answer.status_code == 200
    assert without_previews(answer.json()) == without_previews(before)


@pytest.mark.parametrize("path", LISTS)
def test_a_failing_provider_is_left_out_where_another_has_entries(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks, path: str
) -> None:
    make_tracks(3, artist="Ada", genre=Genre.objects.create(number=132, name="Pop"))
    deezer.down()

    answer = as_owner.get(path)

    assert answer.status_code == 200
    assert {each["artist"]["name"] for each in answer.json()[LISTS[path]]} == {"Ada"}


def test_later_providers_fill_up_the_first_ones_list(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks, settings: Any
) -> None:
    make_tracks(3, artist="Ada", genre=Genre.objects.create(number=129, name="Jazz"))
    jazz = "/api/charts/genre/129/"

    deezers = [each["artist"]["name"] for each in as_owner.get(jazz).json()["tracks"]]
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    ours = [each["artist"]["name"] for each in as_owner.get(jazz).json()["tracks"]]

    assert deezers == ["Mira Solano Trio"] * 16 + ["Ada"] * 3
    assert ours == ["Ada"] * 3 + ["Mira Solano Trio"] * 16


def test_our_own_charts_go_by_rank_and_date(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    for place, name in enumerate(["Ada", "Beda", "Clea"]):
        make_tracks(2, artist=name, rank=place * 10)
        Album.objects.filter(artist__name=name).update(release_date=f"202{place}-01-01")

    assert [each["title"] for each in as_owner.get(TOP, {"limit": 2}).json()["tracks"]] == ["Clea 1", "Clea 2"]
    for path in (TOP_ALBUMS, NEW):
        titles = [each["title"] for each in as_owner.get(path).json()["albums"]]
        assert titles == ["Clea album", "Beda album", "Ada album"]


def test_what_a_moderator_hid_is_left_out(as_owner: APIClient, deezer: DeezerStandin) -> None:
    first = as_owner.get(TOP).json()["tracks"][0]
    Track.objects.filter(external_id=first["id"]).update(is_hidden=True)

    after = as_owner.get(TOP).json()["tracks"]

    assert first["id"] not in [each["id"] for each in after]
    assert [each["position"] for each in after] == list(range(1, 21))


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_statements_is_constant(
    as_owner: APIClient, deezer: DeezerStandin, django_assert_max_num_queries: Any, path: str
) -> None:
    as_owner.get(path)

    with django_assert_max_num_queries(5):
        as_owner.get(path, {"limit": 1})
    with django_assert_max_num_queries(5):
        as_owner.get(path, {"limit": 100})


def test_rows_of_charts_are_stored_tracks(db: None, deezer: DeezerStandin, django_assert_num_queries: Any) -> None:
    rows = chart_track_rows(limit=5)

    assert [row.rank for row in rows] == sorted((row.rank or 0 for row in rows), reverse=True)
    with django_assert_num_queries(0):
        assert all(row.artist.name and row.album and row.album.title for row in rows)
    assert [row.genre and row.genre.number for row in genre_track_rows(152, limit=2)] == [152, 152]


def test_rows_that_are_gone_are_stored_again(db: None, deezer: DeezerStandin) -> None:
    before = [str(row.catalogue_id) for row in chart_track_rows(limit=5)]
    Track.objects.all().delete()

    assert [str(row.catalogue_id) for row in chart_track_rows(limit=5)] == before


def test_a_genre_is_found_by_number_or_name(db: None, deezer: DeezerStandin) -> None:
    assert find_genre(number=132).name == "Pop"
    assert find_genre(name="rap / HIP-hop").number == 116
    with pytest.raises(GenreNotFound):
        find_genre(name="polka")
