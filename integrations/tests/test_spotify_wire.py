"""Odd entries of Spotify's lists and values: what is broken is left out, and nothing raises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.spotify.wire import read_album, read_artist, read_page, read_search, read_track, release_day

KEY = "PlayPodThing0000000001"
TRACK: dict[str, Any] = {"id": KEY, "name": "Song", "artists": [{"id": KEY, "name": "Singer"}]}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "name", "artists", "album", "items", "tracks", "images", "release_date", "external_ids", "next", "type"]
ANY_OBJECT = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON | st.just(KEY), max_size=8)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2004-03-23", date(2004, 3, 23)),
        ("2004-03", date(2004, 3, 1)),
        ("2004", date(2004, 1, 1)),
        ({"year": 1983, "month": None, "day": None}, date(1983, 1, 1)),
        ({"year": 1983, "month": 5, "day": 9}, date(1983, 5, 9)),
        ({"year": 1983, "month": 5}, date(1983, 5, 1)),
        ("0000", None),
        ("2004-13", None),
        ("", None),
        (None, None),
        ({}, None),
        (2004, None),
    ],
)
def test_release_dates_come_in_three_precisions(said: object, meant: date | None) -> None:
    assert release_day(said) == meant


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "x",
        {},
        {"id": None, "name": "Local file", "is_local": True},
        {"id": "too short", "name": "Song"},
        {"id": KEY, "name": ""},
        {"id": KEY, "name": "An episode", "type": "episode"},
    ],
)
def test_entries_that_are_no_tracks_spoil_no_page(broken: object) -> None:
    page = read_page({"items": [TRACK, broken, TRACK], "total": 3}, read_track)

    assert page
    assert (len(page.items), page.total) == (2, 3)


def test_a_local_files_album_and_artists_are_left_out() -> None:
    track = read_track({**TRACK, "album": {"id": None, "name": "Folder"}, "artists": [{"id": None, "name": "Me"}]})

    assert track
    assert (track.album, track.artists) == (None, ())


def test_what_older_apps_still_see_is_read() -> None:
    track = read_track({**TRACK, "popularity": 73.0, "disc_number": 1.0, "duration_ms": 1234.0})
    artist = read_artist({"id": KEY, "name": "Singer", "followers": {"href": None, "total": 306.0}})
    album = read_album({"id": KEY, "name": "Album", "label": "A Label", "album_type": "ALBUM"})

    assert track
    assert artist
    assert album
    assert (track.popularity, track.disc_number, track.duration_ms) == (73, 1, 1234)
    assert (artist.followers, album.label, album.album_type) == (306, "A Label", "album")


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("https://api.spotify.com/v1/search?offset=20&limit=10", 20),
        ("https://elsewhere.example/?offset=20", 20),
        ("https://api.spotify.com/v1/search?limit=10", 20),
        ("https://api.spotify.com/v1/search?offset=10", None),
        ("https://api.spotify.com/v1/search?offset=x", 20),
        ("//[bad", 20),
        (None, None),
        ("", None),
        (7, None),
    ],
)
def test_only_a_link_that_leads_on_is_followed(link: object, leads_to: int | None) -> None:
    page = read_page({"items": [], "offset": 10, "limit": 10, "next": link}, read_track)

    assert page
    assert page.next_offset == leads_to


def test_images_stand_in_order_of_their_size() -> None:
    images = [{"url": f"https://i.scdn.co/{size}", "width": size} for size in (64, 640, 300)]
    artist = read_artist({"id": KEY, "name": "x", "images": [*images, {"url": "javascript:x"}, None]})

    assert artist
    assert [image.width for image in artist.images] == [640, 300, 64]


@given(ANY_OBJECT)
def test_nothing_raises(value: dict[str, Any]) -> None:
    for read in (read_track, read_album, read_artist, read_search):
        read(value)
    read_page(value, read_track)
