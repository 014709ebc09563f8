"""GET /api/catalogue/artists/{id}/, albums/{id}/ and tracks/{id}/"""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue.models import Album, Artist, Genre, Snapshot, Track
from catalogue.tests.answers import without_previews
from catalogue.tests.fixtures import grow_old, in_another_process
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

PAGES = ["artists/7001", "albums/81001", "tracks/81001001"]


def page(client: APIClient, path: str, **query: Any) -> Any:
    return client.get(f"/api/catalogue/{path}/", query)


def test_an_artist_comes_with_albums_and_top_tracks(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = page(as_owner, "artists/7001").json()

    assert body["artist"]["id"] == "7001"
    assert body["artist"].keys() >= {"id", "name", "picture_xl", "nb_album", "nb_fan"}
    assert [each["id"] for each in body["albums"]] == ["81001", "81002"]
    assert body["albums"][0]["release_date"] == "2024-05-17"
    assert body["albums"][0]["artist"] == {"id": "7001", "name": "Velvet Harbour"}
    assert body["top_tracks"][0].keys() >= {"id", "title", "duration", "preview", "album"}
    assert body["top_tracks"][0]["album"].keys() == {"id", "title", "cover_medium"}


def test_an_album_comes_with_its_tracks_in_order(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = page(as_owner, "albums/81010").json()

    assert body["album"].keys() >= {"id", "title", "cover_xl", "release_date", "artist"}
    assert body["album"]["artist"] == {"id": "7006", "name": "Old Mill Orchestra"}
    assert [each["track_position"] for each in body["tracks"]] == list(range(1, 121))
    assert body["tracks"][0]["album"]["id"] == "81010"


def test_a_track_comes_with_related_ones(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = page(as_owner, "tracks/81001001").json()

    assert body["track"].keys() >= {"id", "title", "duration", "preview", "artist", "album"}
    assert body["track"]["artist"] == {"id": "7001", "name": "Velvet Harbour"}
    assert len(body["related_tracks"]) == 10
    assert "81001001" not in [each["id"] for each in body["related_tracks"]]
    assert len(page(as_owner, "tracks/81001001", limit=50).json()["related_tracks"]) == 20


def test_a_zero_date_is_null(as_owner: APIClient, deezer: DeezerStandin) -> None:
    assert page(as_owner, "albums/81012").json()["album"]["release_date"] is None


def test_a_preview_is_our_own_address_or_null(as_owner: APIClient, deezer: DeezerStandin) -> None:
    tracks = page(as_owner, "albums/81001").json()["tracks"]

    assert tracks[0]["preview"].startswith("http://testserver/api/catalogue/stream/81001001/audio?expires=")
    assert tracks[8]["preview"] is None


@pytest.mark.parametrize("kind", ["artists", "albums", "tracks"])
@pytest.mark.parametrize("bad", ["abc", "0x1", "99999999999999999999", "apple:", "ü", "a" * 300, "-1", "deezer:x"])
def test_an_id_that_is_none_is_not_found(as_owner: APIClient, kind: str, bad: str) -> None:
    answer = page(as_owner, f"{kind}/{bad}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", PAGES)
def test_the_prefixed_id_is_the_same_thing(as_owner: APIClient, deezer: DeezerStandin, path: str) -> None:
    kind, number = path.split("/")
    plain = page(as_owner, path).json()
    asked = len(deezer.paths)

    assert without_previews(page(as_owner, f"{kind}/deezer:{number}").json()) == without_previews(plain)
    assert len(deezer.paths) == asked


@pytest.mark.parametrize("path", PAGES)
def test_it_needs_a_signed_in_user(anonymous: APIClient, path: str) -> None:
    assert page(anonymous, path).status_code == 401


@pytest.mark.parametrize("path", ["artists/999", "albums/999", "tracks/999"])
def test_what_the_provider_does_not_have_is_not_found_and_not_asked_again(
    as_owner: APIClient, deezer: DeezerStandin, path: str
) -> None:
    answers = [page(as_owner, path) for _ in range(2)]
    in_another_process()
    answers.append(page(as_owner, path))

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert answers[0].json()["code"] == f"{path.partition('s/')[0]}_not_found"
    # The listings beside it may still be under way.
    assert deezer.paths.count(f"/{path.replace('s/', '/')}") == 1


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
@pytest.mark.parametrize("path", PAGES)
def test_a_failing_provider_is_a_503_without_a_copy(
    as_owner: APIClient, deezer: DeezerStandin, path: str, fault: str
) -> None:
    getattr(deezer, fault)()

    answer = page(as_owner, path)

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
@pytest.mark.parametrize("path", PAGES)
def test_a_failing_provider_is_answered_for_by_the_copy(
    as_owner: APIClient, deezer: DeezerStandin, path: str, fault: str
) -> None:
    before = page(as_owner, path).json()
    grow_old(days=89)
    getattr(deezer, fault)()

    answer = page(as_owner, path)

    assert answer.status_code == 200
    assert without_previews(answer.json()) == without_previews(before)


@pytest.mark.parametrize("path", PAGES)
def test_a_failing_provider_is_answered_for_by_the_rows(as_owner: APIClient, deezer: DeezerStandin, path: str) -> None:
    for each in PAGES:
        page(as_owner, each)
    Snapshot.objects.all().delete()
    grow_old(days=1)
    deezer.down()

    answer = page(as_owner, path)

    assert answer.status_code == 200
    assert next(iter(answer.json().values()))["id"] == path.split("/")[1]


def test_what_the_provider_took_out_stays_not_found(as_owner: APIClient, deezer: DeezerStandin) -> None:
    page(as_owner, "artists/7001")
    grow_old(days=8)
    deezer.say({"error": {"type": "DataException", "message": "no data", "code": 800}}, under="/artist/7001")

    assert [page(as_owner, "artists/7001").status_code for _ in range(2)] == [404, 404]


def test_a_fresh_answer_is_not_asked_for_again(as_owner: APIClient, deezer: DeezerStandin) -> None:
    for path in PAGES:
        page(as_owner, path)
    asked = len(deezer.paths)
    for path in PAGES:
        assert page(as_owner, path).status_code == 200

    assert len(deezer.paths) == asked


def test_an_answer_older_than_a_week_is_asked_for_again(as_owner: APIClient, deezer: DeezerStandin) -> None:
    page(as_owner, "artists/7001")
    grow_old(days=7, hours=1)
    deezer.forget_requests()
    page(as_owner, "artists/7001")

    assert "/artist/7001" in [path.partition("?")[0] for path in deezer.paths]


def test_a_snapshot_of_another_shape_is_asked_for_again(as_owner: APIClient, deezer: DeezerStandin) -> None:
    before = page(as_owner, "artists/7001").json()
    Snapshot.objects.update(payload=["nonsense"])
    grow_old(hours=1)

    assert without_previews(page(as_owner, "artists/7001").json()) == without_previews(before)


def test_an_incomplete_page_is_not_kept(as_owner: APIClient, deezer: DeezerStandin) -> None:
    deezer.down(under="/artist/7001/albums")
    first = page(as_owner, "artists/7001").json()
    deezer.reset()
    second = page(as_owner, "artists/7001").json()

    assert (first["albums"], len(second["albums"])) == ([], 2)
    assert len(first["top_tracks"]) > 0


def test_related_tracks_that_fail_do_not_spoil_the_page(as_owner: APIClient, deezer: DeezerStandin) -> None:
    page(as_owner, "albums/81001")
    deezer.down(under="/artist")

    answer = page(as_owner, "tracks/81001001")

    assert answer.status_code == 200
    assert {each["artist"]["id"] for each in answer.json()["related_tracks"]} == {"7001"}


def test_a_provider_that_is_not_enabled_has_nothing_but_our_rows(
    as_owner: APIClient, deezer: DeezerStandin, settings: Any
) -> None:
    for path in PAGES:
        page(as_owner, path)
    Snapshot.objects.filter(key__startswith="album:").delete()
    grow_old(hours=1)
    settings.CATALOGUE_PROVIDERS = ["local"]

    for _ in range(2):
        assert [page(as_owner, path).status_code for path in PAGES] == [200, 200, 200]
    assert page(as_owner, "artists/7002").status_code == 200  # named by a related track
    assert page(as_owner, "artists/424242").status_code == 404
    assert page(as_owner, "tracks/3n3Ppam7vgaVa1iaRUc9Lp").status_code == 404


def test_our_own_pages_have_the_same_keys(as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks) -> None:
    track = make_tracks(3, artist="Ada")[0]
    assert track.album is not None
    ours = [f"artists/{track.artist.external_id}", f"albums/{track.album.external_id}", f"tracks/{track.external_id}"]

    for theirs, own in zip(PAGES, ours, strict=True):
        assert shape(page(as_owner, own).json()) == shape(page(as_owner, theirs).json())


def shape(value: Any) -> Any:
    """Keys all the way down, of lists those of the first entry."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value[:1]] if isinstance(value, list) else None


def test_a_track_without_an_album_still_has_the_keys(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    track = make_tracks(1)[0]
    Track.objects.update(album=None)

    body = page(as_owner, f"tracks/{track.external_id}").json()

    assert body["track"]["album"] == {"id": None, "title": None, "cover_medium": None}
    assert body["related_tracks"] == []


def test_our_own_related_tracks_are_spread_by_artist(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    genre = Genre.objects.create(number=132, name="Pop")
    seed = make_tracks(4, artist="Ada", genre=genre)[0]
    make_tracks(3, artist="Beda", genre=genre)
    make_tracks(3, artist="Clea", genre=genre)

    related = page(as_owner, f"tracks/{seed.external_id}").json()["related_tracks"]

    assert [each["artist"]["name"] for each in related] == ["Ada", "Beda", "Clea"] * 3


@pytest.mark.parametrize("model", [Artist, Album, Track])
def test_what_a_moderator_hid_is_not_found(as_owner: APIClient, deezer: DeezerStandin, model: Any) -> None:
    for path in PAGES:
        page(as_owner, path)
    model.objects.update(is_hidden=True)

    hidden = {Artist: [0, 1, 2], Album: [1, 2], Track: [2]}[model]
    assert [page(as_owner, path).status_code for path in PAGES] == [404 if at in hidden else 200 for at in range(3)]


def test_the_number_of_statements_is_the_same_for_1_track_and_50(
    as_owner: APIClient, make_tracks: MakeTracks, django_assert_num_queries: Any
) -> None:
    few, many = make_tracks(2, artist="Few")[0], make_tracks(50, artist="Many")[0]

    for track in (few, many):
        assert track.album is not None
        in_another_process()
        with django_assert_num_queries(5):
            page(as_owner, f"artists/{track.artist.external_id}")
        in_another_process()
        with django_assert_num_queries(4):
            page(as_owner, f"albums/{track.album.external_id}")
        in_another_process()
        with django_assert_num_queries(6):
            page(as_owner, f"tracks/{track.external_id}")


@pytest.mark.parametrize("path", PAGES)
def test_a_fresh_page_takes_the_one_statement_that_signs_in(
    as_owner: APIClient, deezer: DeezerStandin, django_assert_num_queries: Any, path: str
) -> None:
    page(as_owner, path)

    with django_assert_num_queries(1):
        page(as_owner, path)


@pytest.mark.parametrize("path", PAGES[:2])
def test_a_fresh_page_takes_three_statements_in_another_process(
    as_owner: APIClient, deezer: DeezerStandin, django_assert_max_num_queries: Any, path: str
) -> None:
    page(as_owner, path)
    in_another_process()

    with django_assert_max_num_queries(3):
        page(as_owner, path)
