"""Odd resources of Apple's: what is broken is left out, and nothing raises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.apple.wire import (
    artwork_url,
    read_album,
    read_artist,
    read_named_artist,
    read_page,
    read_search,
    read_single,
    read_song,
)

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "type", "attributes", "relationships", "data", "next", "name", "results", "songs", "artists", "url"]
ANY_OBJECT = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=8)


def song(attributes: dict[str, Any] | None = None, relationships: dict[str, Any] | None = None) -> dict[str, Any]:
    said = {"name": "Song", "artistName": "One & Two", **(attributes or {})}
    return {"id": "1", "type": "songs", "attributes": said, "relationships": relationships or {}}


def test_artists_by_reference_take_the_songs_word_for_their_name() -> None:
    alone = read_song(song(relationships={"artists": {"data": [{"id": "7", "type": "artists"}]}}))
    several = read_song(song(relationships={"artists": {"data": [{"id": "7"}, {"id": "8"}]}}))

    assert alone
    assert several
    assert [(artist.id, artist.name) for artist in alone.artists] == [("7", "One & Two")]
    assert [(artist.id, artist.name) for artist in several.artists] == [("7", "One & Two"), ("8", "")]


def test_included_artists_have_their_own_names() -> None:
    data = [{"id": "7", "attributes": {"name": "One"}}, {"id": "8", "attributes": {"name": "Two"}}]
    read = read_song(song(relationships={"artists": {"data": data}}))

    assert read
    assert [artist.name for artist in read.artists] == ["One", "Two"]


def test_without_relationships_the_addresses_tell_artist_and_album() -> None:
    attributes = {
        "artistUrl": "https://music.apple.com/us/artist/one-two/178834",
        "url": "https://music.apple.com/us/album/some-name/900032785?i=900032829",
        "albumName": "Album",
    }
    read = read_song(song(attributes))
    old = read_song(song({"artistUrl": "https://itunes.apple.com/us/artist/one/id178834"}))

    assert read
    assert read.album
    assert old
    assert (read.artists[0].id, read.album.id, read.album.name) == ("178834", "900032785", "Album")
    assert (old.artists[0].id, old.album) == ("178834", None)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2014-07-11", date(2014, 7, 11)),
        ("2014-07", date(2014, 7, 1)),
        ("2014", date(2014, 1, 1)),
        ("x", None),
        (5, None),
    ],
)
def test_dates_may_be_short(said: object, meant: date | None) -> None:
    read = read_song(song({"releaseDate": said}))

    assert read
    assert read.release_date == meant


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("https://a.mzstatic.com/x/{w}x{h}bb.jpg", "https://a.mzstatic.com/x/250x250bb.jpg"),
        ("https://a.mzstatic.com/x/{w}x{h}{c}.{f}", "https://a.mzstatic.com/x/250x250bb.jpg"),
        ("https://a.mzstatic.com/x.jpg", "https://a.mzstatic.com/x.jpg"),
        ("https://a.mzstatic.com/{unknown}.jpg", ""),
        ("javascript:{w}", ""),
        ("", ""),
    ],
)
def test_artwork_addresses_are_filled(template: str, url: str) -> None:
    assert artwork_url(template, 250) == url


@pytest.mark.parametrize(
    ("said", "preview"),
    [([{"url": "https://x.example/a.m4a"}], "https://x.example/a.m4a"), ([], ""), ([None, {}], ""), (None, None)],
)
def test_previews(said: object, preview: str | None) -> None:
    read = read_song(song({"previews": said}))

    assert read
    assert read.preview == preview


@pytest.mark.parametrize("link", [None, "", 7, "/v1/x", "/v1/x?offset=0", "/v1/x?offset=x", "//[bad"])
def test_a_link_that_leads_nowhere_is_the_end(link: object) -> None:
    page = read_page({"data": [song()], "next": link}, read_song)

    assert page
    assert (len(page.items), page.next_offset) == (1, None)


@given(ANY_OBJECT)
def test_nothing_raises(value: dict[str, Any]) -> None:
    for read in (read_song, read_album, read_artist, read_named_artist, read_search):
        read(value)
        read_single(value, read)
    read_page(value, read_song)
