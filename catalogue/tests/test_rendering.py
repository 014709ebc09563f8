"""What is shown is what the serializers describe, key by key and value by value."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework.renderers import JSONRenderer

from catalogue.chart_serializers import (
    GenreSerializer,
    GenreTracksSerializer,
    NewReleasesSerializer,
    TopAlbumSerializer,
    TopTrackSerializer,
)
from catalogue.ids import CatalogueId
from catalogue.models import Genre
from catalogue.providers.records import (
    AlbumPage,
    AlbumRecord,
    ArtistPage,
    ArtistRecord,
    GenreRecord,
    SearchPage,
    TrackRecord,
)
from catalogue.rendering import Rendering, counted
from catalogue.serializers import (
    AlbumPageSerializer,
    ArtistPageSerializer,
    SearchSerializer,
    TrackPageSerializer,
)

ARTIST = ArtistRecord(CatalogueId("deezer", "1"), "Ada", "/media/ö.jpg", "https://x.example/xl.jpg", 3, 9)
ALBUM = AlbumRecord(
    CatalogueId("apple", "2"),
    "Tide",
    ARTIST,
    "/media/cover.jpg",
    "",
    date(2026, 3, 1),
    9,
    4,
    "album",
    132,
    "Quay",
    "0001",
)
TRACK = TrackRecord(
    CatalogueId("local", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    "Sea",
    ARTIST,
    ALBUM,
    200,
    "ZZ1",
    1,
    2,
    5,
    explicit=True,
    readable=False,
    has_preview=True,
    release_date=date(2026, 3, 2),
    genre_number=7,
)
BARE_ARTIST = ArtistRecord(CatalogueId("deezer", "3"), "")
BARE_ALBUM = AlbumRecord(CatalogueId("deezer", "4"), "")
BARE = TrackRecord(CatalogueId("deezer", "5"), "", BARE_ARTIST, has_preview=False)

TRACKS, ALBUMS, ARTISTS = [TRACK, BARE], [ALBUM, BARE_ALBUM], [ARTIST, BARE_ARTIST]
GENRE = Genre(number=132, name="Pop")


def shown(serializer: Any, value: Any, **options: Any) -> Any:
    request = RequestFactory().get("/", SERVER_NAME="testserver")
    return json.loads(JSONRenderer().render(serializer(value, context={"request": request}, **options).data))


@pytest.mark.parametrize(
    ("serializer", "value", "method"),
    [
        (SearchSerializer, SearchPage(TRACKS, ARTISTS, ALBUMS), "search_page"),
        (ArtistPageSerializer, ArtistPage(ARTIST, ALBUMS, TRACKS), "artist_page"),
        (ArtistPageSerializer, ArtistPage(BARE_ARTIST), "artist_page"),
        (AlbumPageSerializer, AlbumPage(ALBUM, TRACKS), "album_page"),
        (AlbumPageSerializer, AlbumPage(BARE_ALBUM), "album_page"),
        (GenreSerializer, GenreRecord(132, "Pop", "/media/pop.jpg"), "genre"),
    ],
)
def test_pages_are_as_described(serializer: Any, value: Any, method: str) -> None:
    assert getattr(Rendering("http://testserver"), method)(value) == shown(serializer, value)


@pytest.mark.parametrize("track", TRACKS)
def test_a_track_s_page_is_as_described(track: TrackRecord) -> None:
    described = shown(TrackPageSerializer, {"track": track, "related_tracks": TRACKS})

    assert Rendering("http://testserver").track_page(track, TRACKS) == described


def test_charts_are_as_described() -> None:
    rendering = Rendering("http://testserver")
    tracks, albums = counted(rendering.tracks(TRACKS)), counted(rendering.albums(ALBUMS))

    assert [each["position"] for each in tracks] == [each["position"] for each in albums] == [1, 2]
    assert tracks[0].keys() == TopTrackSerializer().fields.keys()
    assert albums[0].keys() == TopAlbumSerializer().fields.keys()
    assert rendering.genre_tracks(GENRE, TRACKS) == shown(GenreTracksSerializer, {"genre": GENRE, "tracks": TRACKS})
    assert {"albums": rendering.albums(ALBUMS)} == shown(NewReleasesSerializer, {"albums": ALBUMS})
