"""Search in what is stored: typing errors, accents, order, and the index that follows the rows."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from rest_framework.test import APIClient

from catalogue.closeness import distance, edits
from catalogue.folding import refold
from catalogue.matching import index_of, keep_index, take_triggers_away
from catalogue.models import Album, Artist, Track
from conftest import MakeTracks

SEARCH = "/api/catalogue/search/"


@pytest.fixture
def titled(make_tracks: MakeTracks) -> Any:
    """`titled("Karma Police", artist="Radiohead", rank=9)` stores one track."""

    def make(title: str, *, artist: str = "Somebody", **fields: Any) -> Track:
        track = make_tracks(1, artist=artist, **fields)[0]
        track.title = title
        for row in (track, track.artist):
            refold(row)
            row.save()
        return track

    return make


def tracks(client: APIClient, q: str, **query: Any) -> list[str]:
    return [each["title"] for each in client.get(SEARCH, {"q": q, **query}).json()["tracks"]]


def artists(client: APIClient, q: str) -> list[str]:
    return [each["name"] for each in client.get(SEARCH, {"q": q}).json()["artists"]]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("beyonce", "Beyoncé"),
        ("BEYONCÉ", "Beyoncé"),
        ("beyonse", "Beyoncé"),
        ("beynoce", "Beyoncé"),
        ("beyo", "Beyoncé"),
        ("radiohed", "Radiohead"),
        ("raidohead", "Radiohead"),
        ("radioohead", "Radiohead"),
        ("qeen", "Queen"),
        ("quxen", "Queen"),
        ("sigur ros", "Sigur Rós"),
        ("siguur rós", "Sigur Rós"),
        ("motorhaed", "Motörhead"),
        ("!!!", "!!!"),
        ("u2", "U2"),
        ("東京", "東京事変"),
        ("京事", "東京事変"),
    ],
)
def test_an_artist_is_found_as_people_type(as_owner: APIClient, titled: Any, typed: str, meant: str) -> None:
    for name in ("Beyoncé", "Radiohead", "Queen", "Sigur Rós", "Motörhead", "!!!", "U2", "東京事変", "Bonobo"):
        titled("Song", artist=name)

    assert artists(as_owner, typed) == [meant]


@pytest.mark.parametrize("typed", ["zzzz", "xqen", "be", "radi0h3ad", "%", "_", "\\", '"', "'", "a:b", "AND", "* OR"])
def test_what_is_like_nothing_finds_nothing_and_breaks_nothing(as_owner: APIClient, titled: Any, typed: str) -> None:
    titled("Song", artist="Queen")
    titled("Wire", artist="Robot")

    assert artists(as_owner, typed) == []


def test_exact_before_prefix_before_word_before_part_before_near(as_owner: APIClient, titled: Any) -> None:
    for rank, title in enumerate(("Tide", "Tidewater", "High Tide", "Eventide")):
        titled(title, rank=rank)
    titled("Tidal", artist="Other", rank=100)

    assert tracks(as_owner, "tide") == ["Tide", "Tidewater", "High Tide", "Eventide"]
    Track.objects.exclude(title__in=["Tide", "Tidal"]).delete()
    titled("Time", rank=200)
    assert tracks(as_owner, "tide") == ["Tide", "Time"]


def test_title_and_artist_together_are_found_in_both_orders_and_with_an_error(as_owner: APIClient, titled: Any) -> None:
    titled("Karma Police", artist="Radiohead", rank=1)
    titled("Karma", artist="Other", rank=900)

    for typed in ("karma police radiohead", "radiohead karma police", "radiohed karma", "polise radiohead"):
        assert tracks(as_owner, typed) == ["Karma Police"], typed


def test_popularity_orders_equal_matches(as_owner: APIClient, titled: Any) -> None:
    for rank in (3, None, 7):
        titled("Mirror", artist=f"By {rank}", rank=rank)

    for typed in ("mirror", "miror"):
        found = as_owner.get(SEARCH, {"q": typed}).json()["tracks"]
        assert [each["rank"] for each in found] == [7, 3, None], typed


def test_the_index_follows_every_change(as_owner: APIClient, titled: Any) -> None:
    track = titled("Lantern", artist="Ada")
    Track.objects.filter(pk=track.pk).update(title="Beacon", search_title="beacon")
    Artist.objects.filter(pk=track.artist_id).update(name="Beda", search_name="beda")

    assert tracks(as_owner, "lantern") == tracks(as_owner, "beacon ada") == []
    assert tracks(as_owner, "beacon beda") == ["Beacon"]
    Track.objects.all().delete()
    assert tracks(as_owner, "beacon") == []
    other = Artist.objects.create(provider="local", external_id="x", name="Ceda", search_name="ceda")
    Album.objects.update(artist=other, search_title="harbour")
    found = as_owner.get(SEARCH, {"q": "harbour ceda"}).json()["albums"]
    assert len(found) == 1


def rows_of(kind: str) -> list[tuple[Any, ...]]:
    key = "id" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, document FROM catalogue_{kind}_text ORDER BY {key}")  # noqa: S608
        return list(cursor.fetchall())


def test_rebuild_search_makes_the_same_index_again(titled: Any) -> None:
    titled("Karma Police", artist="Radiohead")
    before = {kind: rows_of(kind) for kind in ("artist", "album", "track")}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_track_text")
    said = io.StringIO()

    call_command("rebuild_search", stdout=said)

    assert {kind: rows_of(kind) for kind in before} == before
    assert len(before["track"]) == 1
    assert said.getvalue() == "1 artists, 1 albums and 1 tracks can be found.\n"


def test_the_index_survives_a_migration_of_its_tables(titled: Any) -> None:
    class OfCatalogue:
        app_label = "catalogue"

    titled("Karma Police", artist="Radiohead")
    before = rows_of("track")
    take_triggers_away(plan=[(OfCatalogue(), False)])
    kept = index_of(connection).is_kept(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalogue_track_text")

    if connection.vendor == "postgresql":
        index_of(connection).drop_triggers(connection)
        kept = False
    keep_index()

    assert kept is False
    assert index_of(connection).is_kept(connection)
    assert rows_of("track") == before
    titled("Lucky", artist="Other")
    assert len(rows_of("track")) == 2


def test_what_is_hidden_is_not_found_by_an_error_either(as_owner: APIClient, titled: Any) -> None:
    track = titled("Lantern", artist="Radiohead")
    Artist.objects.filter(pk=track.artist_id).update(is_hidden=True)

    assert artists(as_owner, "radiohed") == tracks(as_owner, "lanterm") == []


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("queen", "queen", 0),
        ("qeen", "queen", 1),
        ("queeen", "queen", 1),
        ("quene", "queen", 1),
        ("quxen", "queen", 1),
        ("abcd", "badc", 2),
        ("radoihed", "radiohead", 2),
        ("", "ab", 2),
        ("abc", "xyz", None),
        ("abcdef", "abc", None),
    ],
)
def test_edits_are_counted(one: str, other: str, apart: int | None) -> None:
    assert edits(one, other, 2) == edits(other, one, 2) == apart


@pytest.mark.parametrize(
    ("words", "text", "apart"),
    [
        (["sea"], "over the sea", 0),
        (["sae"], "over the sea", None),
        (["karma", "polise"], "karma police radiohead", 1),
        (["radoih"], "radiohead", 1),
        (["mirrror", "cracckt"], "mirror cracked", None),
    ],
)
def test_words_are_compared_one_by_one(words: list[str], text: str, apart: int | None) -> None:
    assert distance(words, text) == apart
