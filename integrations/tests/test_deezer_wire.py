"""Deezer's objects, hand-written in its shapes, to records."""

from __future__ import annotations

from datetime import date

import pytest

from integrations.deezer.records import DeezerAlbum, DeezerArtist, DeezerGenre, DeezerPage, DeezerTrack
from integrations.deezer.wire import read_album, read_artist, read_chart, read_genre, read_page, read_track

MD5 = "0123456789abcdef0123456789abcdef"
NO_PICTURE = "https://cdn-images.dzcdn.net/images/artist//250x250-000000-80-0-0.jpg"
ARTIST: dict[str, object] = {"id": 501, "name": "Some Band", "type": "artist"}
TRACK: dict[str, object] = {"id": 901, "title": "Some Song", "duration": 215, "artist": ARTIST, "type": "track"}


def test_a_full_track() -> None:
    told = {
        **TRACK,
        "readable": True,
        "isrc": "FR-Z03-98-00212",
        "track_position": 4,
        "disk_number": 1,
        "rank": 1_200_000,
        "release_date": "1998-01-16",
        "explicit_lyrics": False,
        "preview": "https://p.example/a.mp3",
        "album": {"id": 601, "title": "Some Album", "cover_medium": "https://i.example/m.jpg"},
    }

    assert read_track(told) == DeezerTrack(
        id="901",
        title="Some Song",
        artist=DeezerArtist("501", "Some Band"),
        album=DeezerAlbum("601", "Some Album", cover_medium="https://i.example/m.jpg"),
        duration=215,
        isrc="FRZ039800212",
        track_position=4,
        disk_number=1,
        rank=1_000_000,
        explicit=False,
        readable=True,
        preview="https://p.example/a.mp3",
        release_date=date(1998, 1, 16),
    )


def test_scalars_as_strings_mean_the_same() -> None:
    told = {**TRACK, "id": "901", "duration": "215", "rank": "7", "readable": "true", "artist": {**ARTIST, "id": "501"}}

    assert read_track(told) == read_track({**TRACK, "rank": 7, "readable": True})


def test_a_track_that_says_nearly_nothing() -> None:
    assert read_track({"id": 1, "title": "x"}) == DeezerTrack("1", "x")


def test_a_title_may_come_in_two_pieces() -> None:
    track = read_track({"id": 1, "title_short": "Song", "title_version": "(Live)"})

    assert track
    assert track.title == "Song (Live)"


@pytest.mark.parametrize(
    ("fields", "readable", "preview"),
    [
        ({"readable": False, "preview": "https://p.example/a.mp3"}, False, "https://p.example/a.mp3"),
        ({"readable": False, "preview": ""}, False, ""),
        ({"readable": True, "preview": ""}, True, ""),
        ({"readable": True, "preview": None}, True, ""),
        ({"preview": "https://p.example/a.mp3"}, None, "https://p.example/a.mp3"),
        ({}, None, None),
    ],
)
def test_readable_and_preview_are_two_questions(
    fields: dict[str, object],
    readable: bool | None,  # noqa: FBT001 - what is expected
    preview: str | None,
) -> None:
    track = read_track({**TRACK, **fields})

    assert track
    assert (track.readable, track.preview) == (readable, preview)


def test_an_alternative_is_a_track_of_its_own() -> None:
    track = read_track({**TRACK, "readable": False, "alternative": {"id": 902, "title": "Same", "artist": ARTIST}})

    assert track
    assert track.alternative == DeezerTrack("902", "Same", DeezerArtist("501", "Some Band"))


@pytest.mark.parametrize("value", [None, [], "x", 5, {}, {"id": 0, "title": "x"}, {"id": -9, "title": "x"}, {"id": 5}])
def test_what_is_no_track_is_none(value: object) -> None:
    assert read_track(value) is None


def test_a_contributor_stands_in_for_a_missing_artist() -> None:
    track = read_track({**TRACK, "artist": None, "contributors": [None, {"id": 502, "name": "Guest", "role": "Main"}]})

    assert track
    assert track.artist == DeezerArtist("502", "Guest")


def test_an_artist_without_a_picture_has_none() -> None:
    told = {**ARTIST, "picture_medium": NO_PICTURE, "picture_xl": "https://i.example/x.jpg", "nb_album": 3, "nb_fan": 0}

    assert read_artist(told) == DeezerArtist("501", "Some Band", "", "https://i.example/x.jpg", 3, 0)


def test_a_full_album() -> None:
    told = {
        "id": 601,
        "title": "Some Album",
        "upc": "724384960650",
        "cover_medium": "https://i.example/m.jpg",
        "cover_xl": "https://i.example/x.jpg",
        "genre_id": 113,
        "label": "A Label",
        "nb_tracks": 1,
        "fans": 229_000,
        "release_date": "2001-03-07",
        "record_type": "compile",
        "artist": ARTIST,
        "tracks": {"data": [TRACK, None, {"id": "broken"}]},
    }

    assert read_album(told) == DeezerAlbum(
        id="601",
        title="Some Album",
        artist=DeezerArtist("501", "Some Band"),
        cover_medium="https://i.example/m.jpg",
        cover_xl="https://i.example/x.jpg",
        release_date=date(2001, 3, 7),
        nb_tracks=1,
        fans=229_000,
        record_type="compile",
        genre_id=113,
        label="A Label",
        upc="724384960650",
        tracks=(DeezerTrack("901", "Some Song", DeezerArtist("501", "Some Band"), duration=215),),
    )


@pytest.mark.parametrize(
    ("fields", "genre"),
    [
        ({"genre_id": -1}, None),
        ({"genre_id": 0}, None),
        ({}, None),
        ({"genre_id": "132"}, 132),
        ({"genre_id": -1, "genres": {"data": [{"id": 106, "name": "Electro"}]}}, 106),
        ({"genres": {"data": []}}, None),
        ({"genres": []}, None),
    ],
)
def test_the_genre_of_an_album(fields: dict[str, object], genre: int | None) -> None:
    album = read_album({"id": 1, "title": "x", **fields})

    assert album
    assert album.genre_id == genre


def test_a_missing_cover_is_made_from_its_hash() -> None:
    album = read_album({"id": 1, "title": "x", "md5_image": MD5, "release_date": "0000-00-00"})

    assert album == DeezerAlbum(
        "1",
        "x",
        cover_medium=f"https://cdn-images.dzcdn.net/images/cover/{MD5}/250x250-000000-80-0-0.jpg",
        cover_xl=f"https://cdn-images.dzcdn.net/images/cover/{MD5}/1000x1000-000000-80-0-0.jpg",
    )


def test_a_genre_may_have_the_number_zero() -> None:
    assert read_genre({"id": 0, "name": "All"}) == DeezerGenre(0, "All")


def test_broken_entries_are_passed_over() -> None:
    told: dict[str, object] = {"data": [None, 5, "x", [], {}, {"id": None, "title": "?"}, TRACK], "total": "40"}
    track = DeezerTrack("901", "Some Song", DeezerArtist("501", "Some Band"), duration=215)

    assert read_page(told, read_track, index=0, limit=25) == DeezerPage((track,), 40, None)


@pytest.mark.parametrize(
    ("following", "index"),
    [
        ("https://api.deezer.com/search?q=x&index=25", 25),
        ("https://elsewhere.example/search?q=x&limit=25&index=30", 30),
        ("https://api.deezer.com/search?q=x", 25),
        ("http://[broken", 25),
        ("https://api.deezer.com/search?index=0", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_only_the_index_of_next_counts(following: object, index: int | None) -> None:
    page = read_page({"data": [TRACK], "next": following}, read_track, index=0, limit=25)

    assert page
    assert page.next_index == index


def test_an_empty_page_is_the_end_whatever_it_says() -> None:
    page = read_page({"data": [], "next": "https://api.deezer.com/x?index=50"}, read_track, index=25, limit=25)

    assert page == DeezerPage((), None, None)


@pytest.mark.parametrize("value", [None, [], {}, {"data": None}, {"data": {"id": 1}}, {"data": "x"}, False])
def test_what_is_no_page_is_none(value: object) -> None:
    assert read_page(value, read_track, index=0, limit=25) is None


def test_a_chart_may_lack_some_of_its_lists() -> None:
    chart = read_chart({"artists": {"data": [ARTIST]}, "albums": None, "podcasts": {"data": [{"id": 1}]}})

    assert chart
    assert (chart.tracks, chart.albums, chart.artists) == ((), (), (DeezerArtist("501", "Some Band"),))
    assert read_chart({"tracks": []}) is None
