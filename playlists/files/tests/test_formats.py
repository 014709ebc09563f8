"""The file formats: exact round trips, what others write, and what nobody should."""

from __future__ import annotations

import string
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.ids import CatalogueId
from playlists.files.formats.table import FORMATS, format_of
from playlists.files.listed import BadPlaylistFile, Heading, ListedPlaylist, ListedTrack

IDS = st.one_of(
    st.none(),
    st.integers(1, 10**12).map(lambda number: CatalogueId("deezer", str(number))),
    st.text(string.ascii_letters + string.digits, min_size=22, max_size=22).map(
        lambda text: CatalogueId("spotify", text)
    ),
    st.integers(1, 10**12).map(lambda number: CatalogueId("apple", str(number))),
    st.uuids().map(lambda number: CatalogueId("local", str(number))),
)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"], exclude_characters="\\\ufeff")
NAMES = st.text(LETTERS, max_size=40).map(lambda text: " ".join(text.split())).filter(lambda text: "'" not in text[:1])
FILLED = NAMES.filter(bool)
TRACKS = st.builds(
    ListedTrack,
    title=FILLED,
    artists=FILLED.map(lambda name: (name,)),
    album=NAMES,
    duration_ms=st.one_of(st.none(), st.integers(1, 86_400).map(lambda seconds: seconds * 1000)),
    isrc=st.sampled_from(["", "QZES72600012"]),
    id=IDS,
    added_at=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (given)
)


def written(name: str, heading: Heading, tracks: list[ListedTrack]) -> bytes:
    return "".join(FORMATS[name].write(heading, tracks)).encode()


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=40, deadline=None)
@given(heading=st.builds(Heading, NAMES, NAMES), tracks=st.lists(TRACKS, max_size=5))
def test_what_is_written_is_read_again(name: str, heading: Heading, tracks: list[ListedTrack]) -> None:
    read = FORMATS[name].read(written(name, heading, tracks))

    added = name in ("jspf", "csv")
    expected = [
        each if added else ListedTrack(each.title, each.artists, each.album, each.duration_ms, each.isrc, each.id)
        for each in tracks
    ]
    assert read.tracks == expected
    if name != "csv":
        assert read.heading.name == heading.name


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(
    content=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
)
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    with suppress(BadPlaylistFile):
        assert isinstance(FORMATS[name].read(content), ListedPlaylist)


@pytest.mark.parametrize(
    ("name", "content", "tracks"),
    [
        (
            "m3u8",
            b"\xef\xbb\xbf#EXTM3U\r\n#EXTINF:200,Velvet Harbour - Amber Avenue\r\n"
            b"C:\\Music\\01 - x.mp3\r\n\r\n"
            b"03. Low Tide.flac\r\n",
            [ListedTrack("Amber Avenue", ("Velvet Harbour",), "", 200_000), ListedTrack("Low Tide")],
        ),
        (
            "m3u8",
            b'#EXTM3U\n#EXTINF:-1 tvg-id="x",Beyonc\xe9 - D\xe9j\xe0 Vu\nspotify:track:3n3Ppam7vgaVa1iaRUc9Lp\n',
            [ListedTrack("Déjà Vu", ("Beyoncé",), id=CatalogueId("spotify", "3n3Ppam7vgaVa1iaRUc9Lp"))],
        ),
        ("m3u8", "#EXTM3U\n#EXTINF:90,Ada - One\na.mp3\n".encode("utf-16"), [ListedTrack("One", ("Ada",), "", 90_000)]),
        (
            "xspf",
            b'<playlist version="0"><trackList><track><title> A &amp; B </title><duration>x</duration></track>'
            b"</trackList></playlist>",
            [ListedTrack("A & B")],
        ),
        (
            "jspf",
            b'{"playlist": {"title": "x", "track": [3,'
            b'{"title": "One", "identifier": "https://www.deezer.com/track/5", "creator": 7}]}}',
            [ListedTrack("One", id=CatalogueId("deezer", "5"))],
        ),
        (
            "csv",
            b"Spotify ID;Track Name;Artist Name(s);Duration (ms)\r\n3n3Ppam7vgaVa1iaRUc9Lp;'=One;Ada\\, Bo;90000\r\n",
            [ListedTrack("=One", ("Ada, Bo",), "", 90_000, id=CatalogueId("spotify", "3n3Ppam7vgaVa1iaRUc9Lp"))],
        ),
        (
            "csv",
            b'"Track URI","Track Name","Album Name","Artist Name(s)","ISRC"\n'
            b'"spotify:local:x","Amber Avenue","Salt and Neon","Velvet Harbour, Ada","ZZPLP1001001"\n',
            [ListedTrack("Amber Avenue", ("Velvet Harbour", "Ada"), "Salt and Neon", None, "ZZPLP1001001")],
        ),
    ],
)  # fmt: skip
def test_what_others_write_is_read(name: str, content: bytes, tracks: list[ListedTrack]) -> None:
    assert FORMATS[name].read(content).tracks == tracks


BILLION_LAUGHS = b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><playlist><title>&b;</title></playlist>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><playlist><title>&a;</title></playlist>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xspf", BILLION_LAUGHS),
        ("xspf", OUTSIDE),
        ("xspf", b"<html></html>"),
        ("xspf", b"<playlist>"),
        ("xspf", b"<playlist>" + b"<a>" * 500_000),
        ("xspf", b"<playlist>" + b"<a/>" * 500_000 + b"</playlist>"),
        ("jspf", b"[" * 100_000),
        ("jspf", b'{"playlist": []}'),
        ("jspf", b"\xff\xfe{"),
        ("csv", b"name,artist\nx,y\n"),
        ("csv", b'Track Name\n"' + b"x" * 200_000),
        ("m3u8", b"#EXTM3U\n\x00\x01"),
    ],
)
def test_hostile_and_broken_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(BadPlaylistFile):
        FORMATS[name].read(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("m3u8", b"a\n" * 50_000), ("csv", b"track name\n" + b"a\n" * 50_000)],
)
def test_no_more_tracks_are_read_than_tell_that_there_are_too_many(name: str, content: bytes) -> None:
    assert len(FORMATS[name].read(content).tracks) == 10_001


def test_no_cell_is_a_formula() -> None:
    tracks = [ListedTrack('=HYPERLINK("http://evil.example")', ("@Ada",), "+1", None)]

    text = written("csv", Heading(), tracks).decode("utf-8-sig")

    cells = text.splitlines()[1]
    assert "'=HYPERLINK" in cells
    assert "'@Ada" in cells
    assert "'+1" in cells


def test_exportify_s_columns_are_written() -> None:
    assert written("csv", Heading(), []).decode("utf-8-sig") == (
        "Track URI,Track Name,Artist URI(s),Artist Name(s),Album URI,Album Name,Album Artist URI(s),"
        "Album Artist Name(s),Album Release Date,Album Image URL,Disc Number,Track Number,Track Duration (ms),"
        "Track Preview URL,Explicit,Popularity,ISRC,Added By,Added At\r\n"
    )


@pytest.mark.parametrize(
    ("file_name", "beginning", "name"),
    [
        ("a.M3U", b"", "m3u8"),
        ("a.xml", b"", "xspf"),
        ("backup", b"\xef\xbb\xbf#EXTM3U\n", "m3u8"),
        ("backup", b" {", "jspf"),
        ("backup", b"<?xml", "xspf"),
        ("backup.txt", b"hello", None),
    ],
)
def test_the_format_is_found_out(file_name: str, beginning: bytes, name: str | None) -> None:
    assert format_of(file_name, beginning) == name
