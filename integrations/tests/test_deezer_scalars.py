from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations import scalars
from integrations.deezer import scalars as own
from integrations.deezer.wire import read_album, read_artist, read_chart, read_genre, read_page, read_track

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["id", "title", "name", "artist", "album", "data", "next", "tracks", "genres", "preview", "contributors"]
ANY_OBJECT = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON, max_size=8)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        ("7", 7),
        (" 7 ", 7),
        (7.0, 7),
        ("7.0", 7),
        (0, 0),
        (-1, None),
        (2**31, None),
        (True, None),
        (None, None),
        ("", None),
        ("seven", None),
        ("\u0667", None),
        (7.5, None),
        (float("inf"), None),
        (float("nan"), None),
        ([7], None),
        ("9" * 5000, None),
    ],
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert scalars.whole(value) == number


@pytest.mark.parametrize(
    ("value", "digits"),
    [
        (3135556, "3135556"),
        ("3135556", "3135556"),
        (0, ""),
        (-88, ""),
        ("-88", ""),
        (True, ""),
        (1.5, ""),
        (None, ""),
        ("abc", ""),
        ("007", ""),
        (10**30, ""),
        ({}, ""),
    ],
)
def test_identifiers(value: object, digits: str) -> None:
    assert own.identifier(value) == digits


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        (True, True),
        (1, True),
        ("true", True),
        ("1", True),
        (False, False),
        (0, False),
        ("false", False),
        ("0", False),
        ("", False),
        (2, None),
        (None, None),
        ("maybe", None),
        ([], None),
    ],
)
def test_flags(value: object, meaning: bool | None) -> None:  # noqa: FBT001 - what is expected
    assert scalars.flag(value) is meaning


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2001-03-07", date(2001, 3, 7)),
        ("2001-03-07 10:00:00", date(2001, 3, 7)),
        ("2001-03-07T10:00:00Z", date(2001, 3, 7)),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("2001-00-00", None),
        ("2001-02-30", None),
        ("2001", None),
        ("", None),
        (None, None),
        (20010307, None),
    ],
)
def test_days(value: object, found: date | None) -> None:
    assert scalars.day(value) == found


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://cdn-images.dzcdn.net/images/artist/ab/56x56.jpg", "https://cdn-images.dzcdn.net/images/artist/ab/56x56.jpg"),
        ("https://cdn-images.dzcdn.net/images/artist//56x56-000000-80-0-0.jpg", ""),
        ("", ""),
        (None, ""),
        ("images/x.jpg", ""),
        ("javascript:alert(1)", ""),
        ("https://x/ y", ""),
        ("http://[::1", ""),
        ("https://x/" + "a" * 500, ""),
    ],
)  # fmt: skip
def test_pictures(value: object, url: str) -> None:
    assert own.picture(value) == url


def test_text_fits_a_database_column() -> None:
    assert scalars.text(" a\x00b ", 10) == "ab"
    assert scalars.text("\ud800x", 10) == "?x"
    assert scalars.text("x" * 20, 5) == "xxxxx"
    assert scalars.text(1989, 10) == "1989"
    assert scalars.text(None, 10) == ""


@pytest.mark.parametrize(
    ("url", "expiry"),
    [
        ("https://p/x.mp3?hdnea=exp=1738408232~acl=/x.mp3*~hmac=00", datetime(2025, 2, 1, 11, 10, 32, tzinfo=UTC)),
        ("https://p/x.mp3?hdnea=exp%3D1738408232~acl%3D/x", datetime(2025, 2, 1, 11, 10, 32, tzinfo=UTC)),
        ("https://p/x.mp3?hdnea=st=1~exp=1738408232~acl=/x", datetime(2025, 2, 1, 11, 10, 32, tzinfo=UTC)),
        ("https://cdns-preview-d.dzcdn.net/stream/c-deda7fa9316d9e9e880d2c6207e92260-5.mp3", None),
        ("https://p/x.mp3?hdnea=exp=soon", None),
        ("https://p/x.mp3?hdnea=exp=9999999999999999", None),
        ("", None),
    ],
)
def test_the_expiry_of_a_preview_is_in_its_address(url: str, expiry: datetime | None) -> None:
    assert own.preview_expiry(url) == expiry


@given(ANY_JSON | ANY_OBJECT)
def test_no_json_value_makes_a_reader_raise(value: object) -> None:
    for read in (read_genre, read_artist, read_album, read_track, read_chart):
        read(value)
    read_page(value, read_track, index=0, limit=25)
