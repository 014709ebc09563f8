"""Folding text, merging lists, and records as JSON."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from catalogue.codec import decode, encode
from catalogue.ids import CatalogueId
from catalogue.merging import filled_up, merged_search
from catalogue.providers.records import AlbumPage, AlbumRecord, ArtistRecord, Preview, SearchPage, TrackRecord
from catalogue.questions import search
from catalogue.text import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Beyoncé ", "beyonce"),
        ("Don't Stop", "dont stop"),
        ("Don\u2019t Stop", "dont stop"),
        ("AC/DC", "ac dc"),
        ("Simon & Garfunkel", "simon and garfunkel"),
        ("Straße", "strasse"),
        ("Ørsted Ångström Łódź", "orsted angstrom lodz"),
        ("ДЁМА", "дема"),
        ("ガンダム", "ガンダム"),
        ("한국", "한국"),
        ("!!!", "!!!"),
        ("\uff21\uff22\uff23", "abc"),
        ("", ""),
    ],
)
def test_text_is_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


def track(provider: str, value: str, title: str, *, by: str = "Ada", isrc: str = "") -> TrackRecord:
    return TrackRecord(CatalogueId(provider, value), title, ArtistRecord(CatalogueId(provider, by), by), isrc=isrc)


def values(entries: Any) -> list[str]:
    return [entry.id.value for entry in entries]


def test_exact_titles_come_first_and_providers_take_turns() -> None:
    first = SearchPage(tracks=[track("deezer", "1", "Seas"), track("deezer", "2", "Sea"), track("deezer", "3", "Seal")])
    second = SearchPage(tracks=[track("local", "a", "Seam"), track("local", "b", "SEA!", by="Beda")])

    assert values(merged_search("sea", [first, second], limit=50).tracks) == ["2", "b", "1", "a", "3"]


def test_the_same_recording_is_shown_once() -> None:
    ours = [track("local", "a", "Other name", isrc="ZZ-AAA-26-00001"), track("local", "b", "séa")]
    theirs = [track("deezer", "1", "Sea"), track("deezer", "2", "Tide", isrc="zzaaa2600001")]

    assert values(filled_up([theirs, ours], limit=50)) == ["1", "2"]
    assert values(filled_up([ours, theirs], limit=50)) == ["a", "b"]


def test_two_recordings_with_different_isrcs_are_two() -> None:
    one, other = track("deezer", "1", "Sea", isrc="ZZAAA2600001"), track("local", "a", "Sea", isrc="ZZAAA2600002")

    assert values(filled_up([[one], [other]], limit=50)) == ["1", "a"]


def test_one_providers_editions_stay_apart_but_not_its_repeats() -> None:
    editions = [track("deezer", "1", "Sea"), track("deezer", "2", "Sea"), track("deezer", "1", "Sea")]

    assert values(filled_up([editions], limit=50)) == ["1", "2"]


def test_records_survive_json() -> None:
    artist = ArtistRecord(CatalogueId("deezer", "1"), "Ada", nb_fan=0)
    album = AlbumRecord(CatalogueId("apple", "x.1"), "Sea", artist, release_date=date(2026, 1, 2), genre_number=132)
    page = AlbumPage(album, [TrackRecord(CatalogueId("deezer", "5"), "T", artist, explicit=False)], complete=False)

    assert decode(AlbumPage, json.loads(json.dumps(encode(page)))) == page
    preview = Preview("https://x.example/1", datetime(2026, 1, 2, tzinfo=UTC))
    assert decode(Preview, encode(preview)) == preview
    assert encode(ArtistRecord(CatalogueId("deezer", "1"), "")) == {"id": "deezer:1"}
    assert decode(ArtistRecord, {"id": "deezer:1"}).name == ""


def test_text_that_databases_cannot_hold_is_cleaned() -> None:
    assert encode(["a\x00b\ud83d"]) == ["ab?"]


@pytest.mark.parametrize("payload", [[], "x", 7, None, {"artist": {}}, {"album": {"id": "?"}}])
def test_nonsense_is_not_decoded(payload: Any) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        decode(AlbumPage, payload)


def test_a_key_names_the_question_in_250_characters() -> None:
    assert search("deezer", " Sea  SIDE").key == search("deezer", "sea side").key == "search:1:deezer:sea side"
    long = [search("deezer", text * 100).key for text in ("ﷺx", "ﷺy")]
    assert max(len(key) for key in long) <= 250
    assert long[0] != long[1]
    assert search("deezer", "Sea side") == search("deezer", "sea  SIDE") != search("local", "Sea side")
