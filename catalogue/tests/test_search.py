"""GET /api/catalogue/search/"""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue.models import Album, Artist, Track
from catalogue.tests.fixtures import grow_old, in_another_process
from catalogue.text import fold
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

SEARCH = "/api/catalogue/search/"

TRACK_KEYS = {"id", "title", "artist", "album", "duration"}


def search(client: APIClient, q: str, **query: Any) -> Any:
    return client.get(SEARCH, {"q": q, **query})


def test_every_key_of_the_contract_is_there(as_owner: APIClient, deezer: DeezerStandin) -> None:
    body = search(as_owner, "velvet").json()

    track, artist, album = body["tracks"][0], body["artists"][0], body["albums"][0]
    assert track.keys() >= TRACK_KEYS
    assert track["artist"] == {"id": "7001", "name": "Velvet Harbour"}
    assert track["album"].keys() == {"id", "title", "cover_medium"}
    assert isinstance(track["duration"], int)
    assert (artist["id"], artist["name"]) == ("7001", "Velvet Harbour")
    assert artist["picture_medium"].startswith("http")
    assert album["artist"] == {"id": "7001", "name": "Velvet Harbour"}
    assert album["cover_medium"].startswith("http")


def test_it_needs_a_signed_in_user(anonymous: APIClient) -> None:
    assert search(anonymous, "velvet").status_code == 401


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "   "}, {"q": "x" * 201}, {"q": "a\x00b"}])
def test_a_query_has_1_to_200_characters(as_owner: APIClient, query: dict[str, str]) -> None:
    answer = as_owner.get(SEARCH, query)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["q"]


@pytest.mark.parametrize("limit", ["abc", "0", "-1", "1.5"])
def test_a_limit_is_a_number_from_1(as_owner: APIClient, limit: str) -> None:
    answer = search(as_owner, "velvet", limit=limit)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["limit"]


def test_the_limit_counts_per_category_and_ends_at_50(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    make_tracks(60, artist="Ada")

    assert len(search(as_owner, "ada").json()["tracks"]) == 10
    assert len(search(as_owner, "ada", limit=3).json()["tracks"]) == 3
    assert len(search(as_owner, "ada", limit=100000).json()["tracks"]) == 50


def test_limits_and_spellings_share_one_question(as_owner: APIClient, deezer: DeezerStandin) -> None:
    search(as_owner, "Velvet  Harbour", limit=2)
    asked = len(deezer.paths)
    search(as_owner, " velvet harbour", limit=50)

    assert asked == 3
    assert len(deezer.paths) == asked


def test_an_empty_result_is_an_answer_too(as_owner: APIClient, deezer: DeezerStandin) -> None:
    first = search(as_owner, "zzzz nothing")
    asked = len(deezer.paths)
    second = search(as_owner, "zzzz nothing")

    assert first.json() == second.json() == {"tracks": [], "artists": [], "albums": []}
    assert len(deezer.paths) == asked


def test_exact_matches_come_before_prefixes_words_and_parts(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    titles = ["Overseas", "By the Sea", "Seaside", "Sea"]
    for title, track in zip(titles, make_tracks(4), strict=True):
        Track.objects.filter(pk=track.pk).update(title=title, search_title=title.lower(), rank=len(titles))

    found = [track["title"] for track in search(as_owner, "SEA").json()["tracks"]]

    assert found == ["Sea", "Seaside", "By the Sea", "Overseas"]


def test_accents_case_and_marks_do_not_matter(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    track = make_tracks(1)[0]
    Track.objects.filter(pk=track.pk).update(title="Cœur d'Été", search_title="coeur dete")

    for q in ("coeur d'ete", "CŒUR D\u2019ÉTÉ", "coeur dete"):
        assert [each["title"] for each in search(as_owner, q).json()["tracks"]] == ["Cœur d'Été"]


def test_equal_matches_are_ordered_by_popularity(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    for rank, track in zip((5, None, 9), make_tracks(3), strict=True):
        Track.objects.filter(pk=track.pk).update(title="Tide", search_title="tide", rank=rank)

    assert [each["rank"] for each in search(as_owner, "tide").json()["tracks"]] == [9, 5, None]


def test_providers_take_turns_in_their_order(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks, settings: Any
) -> None:
    make_tracks(2, artist="Velvet Underpass")

    first = [len(each["id"]) for each in search(as_owner, "velvet").json()["tracks"]][:4]
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    second = [len(each["id"]) for each in search(as_owner, "velvet").json()["tracks"]][:4]

    assert first == [8, 36, 8, 36]
    assert second == [36, 8, 36, 8]


def test_what_two_providers_have_is_shown_once(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    theirs = search(as_owner, "salt and neon").json()["tracks"][0]
    ours = make_tracks(1, artist="VELVET HARBOUR")[0]
    Track.objects.filter(pk=ours.pk).update(title=theirs["title"], search_title=fold(theirs["title"]))

    found = search(as_owner, f"{theirs['title']} velvet harbour", limit=50).json()["tracks"]

    assert [each["id"] for each in found] == [theirs["id"]]


def test_the_others_answer_for_a_provider_that_is_down(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    deezer.down()
    make_tracks(2, artist="Velvet Underpass")

    answer = search(as_owner, "velvet")

    assert answer.status_code == 200
    assert len(answer.json()["tracks"]) == 2


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
def test_nobody_knows_whether_there_is_nothing_while_a_provider_fails(
    as_owner: APIClient, deezer: DeezerStandin, fault: str
) -> None:
    getattr(deezer, fault)()

    answer = search(as_owner, "velvet")

    assert answer.status_code == 503
    assert answer.json()["code"] == "catalogue_unavailable"
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.parametrize("fault", ["down", "quota_out", "garbage"])
def test_a_stored_answer_is_given_for_a_day(as_owner: APIClient, deezer: DeezerStandin, fault: str) -> None:
    before = search(as_owner, "velvet").json()
    grow_old(hours=23)
    getattr(deezer, fault)()

    answer = search(as_owner, "velvet")
    grow_old(hours=2)
    from_copies = search(as_owner, "velvet")
    for model in (Track, Album, Artist):
        model.objects.all().delete()
    a_day_later = search(as_owner, "velvet")

    assert (answer.status_code, answer["X-Cache"]) == (200, "stale")
    assert [each["id"] for each in answer.json()["tracks"]] == [each["id"] for each in before["tracks"]]
    assert (from_copies.status_code, from_copies["X-Cache"]) == (200, "stale")
    assert {each["id"] for each in before["tracks"]} >= {each["id"] for each in from_copies.json()["tracks"]} != set()
    assert a_day_later.status_code == 503


def test_a_slow_provider_is_given_up_after_the_budget(as_owner: APIClient, deezer: DeezerStandin) -> None:
    deezer.slow(30)

    assert search(as_owner, "velvet").status_code == 503


def test_an_incomplete_answer_is_given_and_asked_again(as_owner: APIClient, deezer: DeezerStandin) -> None:
    deezer.down(under="/search/album")

    body = search(as_owner, "velvet").json()
    asked = len(deezer.paths)
    deezer.reset()
    whole = search(as_owner, "velvet").json()

    assert (len(body["tracks"]), body["albums"]) == (10, [])
    assert asked >= 3
    assert len(whole["albums"]) == 2


def test_nothing_found_in_part_of_an_answer_is_no_answer(as_owner: APIClient, deezer: DeezerStandin) -> None:
    deezer.down(under="/search/album")

    assert search(as_owner, "zzzz nothing").status_code == 503


def test_what_a_moderator_hid_is_not_found(as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks) -> None:
    make_tracks(1, artist="Velvet Underpass")
    search(as_owner, "velvet")
    Artist.objects.update(is_hidden=True)

    assert search(as_owner, "velvet").json() == {"tracks": [], "artists": [], "albums": []}


def test_the_number_of_statements_does_not_depend_on_the_hits(
    as_owner: APIClient, make_tracks: MakeTracks, django_assert_num_queries: Any
) -> None:
    make_tracks(1, artist="Ada")
    make_tracks(50, artist="Beda")

    with django_assert_num_queries(6):
        search(as_owner, "ada 1", limit=50)
    in_another_process()
    with django_assert_num_queries(6):
        assert len(search(as_owner, "beda", limit=50).json()["tracks"]) == 50
