"""GET /api/catalogue/suggest/"""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue import matching_postgres, matching_sqlite
from catalogue.folding import refold
from catalogue.models import Artist, Track
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

SUGGEST = "/api/catalogue/suggest/"


def suggested(client: APIClient, q: str, **query: Any) -> list[tuple[str, str]]:
    answer = client.get(SUGGEST, {"q": q, **query})
    assert answer.status_code == 200, answer.json()
    return [(each["type"], each["text"]) for each in answer.json()]


@pytest.fixture
def shelf(make_tracks: MakeTracks) -> list[Track]:
    rows = []
    for name, title, rank in (
        ("Radiohead", "Karma Police", 50),
        ("Ràdio Tarifa", "Rumba", 90),
        ("Kar", "Karmacoma", 9),
    ):
        track = make_tracks(1, artist=name, rank=rank)[0]
        assert track.album is not None
        track.title, track.artist.nb_fan, track.album.title = title, rank, f"{name} songs"
        for row in (track, track.artist, track.album):
            refold(row)
            row.save()
        rows.append(track)
    return rows


def test_every_key_is_there(as_owner: APIClient, shelf: list[Track]) -> None:
    first = as_owner.get(SUGGEST, {"q": "karma p"}).json()[0]

    assert first == {
        "type": "track",
        "id": str(shelf[0].catalogue_id),
        "text": "Karma Police",
        "artist_name": "Radiohead",
        "picture": None,
    }


def test_names_that_begin_so_come_first_popular_ones_before_others(as_owner: APIClient, shelf: list[Track]) -> None:
    assert suggested(as_owner, "radio") == [
        ("artist", "Ràdio Tarifa"),
        ("album", "Radiohead songs"),
        ("artist", "Radiohead"),
        ("album", "Ràdio Tarifa songs"),
        ("track", "Rumba"),
        ("track", "Karma Police"),
    ]
    assert suggested(as_owner, "karma")[:2] == [("track", "Karma Police"), ("track", "Karmacoma")]
    assert suggested(as_owner, "tari")[0] == ("artist", "Ràdio Tarifa")
    assert suggested(as_owner, "ra", limit=1) == [("artist", "Ràdio Tarifa")]
    assert suggested(as_owner, "r") == [("artist", "Ràdio Tarifa"), ("artist", "Radiohead")]
    assert suggested(as_owner, "arma") == []
    assert suggested(as_owner, "!?") == []


def test_what_thousands_begin_with_is_answered_from_the_popular_ones(
    as_owner: APIClient, shelf: list[Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = suggested(as_owner, "karma")
    monkeypatch.setattr(matching_sqlite, "COMMON", 0)
    monkeypatch.setattr(matching_postgres, "COMMON", 0)

    assert [each for each in suggested(as_owner, "karma") if each[0] == "track"] == [
        each for each in rare if each[0] == "track"
    ]


def test_one_name_is_suggested_once(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    make_tracks(1, artist="Ada")
    make_tracks(1, artist="ADA")

    assert (
        suggested(as_owner, "ada").count(("artist", "Ada")) + suggested(as_owner, "ada").count(("artist", "ADA")) == 1
    )


def test_copies_of_every_provider_are_suggested_and_nobody_is_asked(as_owner: APIClient, deezer: DeezerStandin) -> None:
    as_owner.get("/api/catalogue/search/", {"q": "velvet"})
    asked = len(deezer.paths)
    deezer.down()

    assert ("artist", "Velvet Harbour") in suggested(as_owner, "velv")
    assert len(deezer.paths) == asked


def test_what_is_hidden_is_not_suggested(as_owner: APIClient, shelf: list[Track]) -> None:
    Artist.objects.update(is_hidden=True)

    assert suggested(as_owner, "radio") == suggested(as_owner, "karma") == []


@pytest.mark.parametrize("query", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "a", "limit": "0"}])
def test_a_wrong_question_is_refused(as_owner: APIClient, query: dict[str, str]) -> None:
    assert as_owner.get(SUGGEST, query).status_code == 400


def test_it_needs_a_signed_in_user(anonymous: APIClient) -> None:
    assert anonymous.get(SUGGEST, {"q": "a"}).status_code == 401


def test_the_number_of_statements_does_not_depend_on_the_hits(
    as_owner: APIClient, make_tracks: MakeTracks, django_assert_max_num_queries: Any
) -> None:
    make_tracks(50, artist="Beda")

    with django_assert_max_num_queries(7):
        assert len(suggested(as_owner, "beda", limit=20)) == 20
