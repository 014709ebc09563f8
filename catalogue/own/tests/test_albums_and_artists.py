"""/api/albums/ and /api/artists/"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from catalogue.models import Album, Artist
from catalogue.own.tests.conftest import New, picture
from conftest import MakeTracks


def test_an_artist_is_made_changed_and_read(as_moderator: APIClient, as_owner: APIClient, new_artist: New) -> None:
    artist = new_artist("Ébène", nb_fan=7)
    path = f"/api/artists/{artist['id']}/"

    as_moderator.patch(path, {"name": "Ébène & Co"})
    replaced = as_moderator.put(path, {"name": "Ebony", "nb_fan": None})

    assert replaced.status_code == 200
    assert as_owner.get(path).json() == replaced.json()
    assert (replaced.json()["name"], replaced.json()["nb_fan"], replaced.json()["nb_album"]) == ("Ebony", None, 0)
    assert Artist.objects.get().search_name == "ebony"
    assert as_moderator.put(path, {}).status_code == 400


def test_an_album_is_made_changed_and_read(
    as_moderator: APIClient, as_owner: APIClient, new_artist: New, new_album: New, new_song: New
) -> None:
    ada, beda = new_artist("Ada"), new_artist("Beda")
    album = new_album(ada, "Été", genre="Rock", release_date="2001-02-03", record_type="ep", label="Quay", upc="1")
    new_song(ada, album_id=album["id"])
    path = f"/api/albums/{album['id']}/"

    moved = as_moderator.patch(path, {"artist_id": beda["id"]})

    assert moved.status_code == 200
    body = as_owner.get(path).json()
    assert body["artist"] == {"id": beda["id"], "name": "Beda"}
    assert (body["title"], body["genre"], body["release_date"]) == ("Été", {"id": 152, "name": "Rock"}, "2001-02-03")
    assert (body["record_type"], body["label"], body["upc"], body["nb_tracks"]) == ("ep", "Quay", "1", 1)
    assert Album.objects.get().search_title == "ete"
    assert [as_owner.get(f"/api/artists/{each['id']}/").json()["nb_album"] for each in (ada, beda)] == [0, 1]


@pytest.mark.parametrize("kind", ["albums", "artists"])
def test_only_staff_write(
    as_owner: APIClient, anonymous: APIClient, new_artist: New, new_album: New, kind: str
) -> None:
    artist = new_artist()
    row = {"artists": artist, "albums": new_album(artist)}[kind]
    path, upload = f"/api/{kind}/{row['id']}/", {"albums": "cover", "artists": "picture"}[kind]

    for client, status in ((as_owner, 403), (anonymous, 401)):
        answers = [
            client.post(f"/api/{kind}/", {"name": "x", "title": "x", "artist_id": artist["id"]}),
            client.put(path, {"name": "x"}),
            client.patch(path, {"name": "x"}),
            client.delete(path),
            client.post(f"{path}{upload}/"),
        ]
        assert [answer.status_code for answer in answers] == [status] * 5
    assert as_owner.get(path).json() == {**row, "nb_album": 1} if kind == "artists" else row


def test_lists_are_narrowed_and_ordered(as_owner: APIClient, new_artist: New, new_album: New, new_song: New) -> None:
    ada, beda = new_artist("Ada"), new_artist("Béda")
    new_album(ada, "Old", release_date="1999-01-01", genre="Rock")
    new_album(beda, "New", release_date="2020-01-01")
    new_song(beda, genre="Jazz")

    def names(path: str, **query: Any) -> list[str]:
        return [each.get("name") or each["title"] for each in as_owner.get(path, query).json()]

    assert names("/api/artists/", search="BEDA") == ["Béda"]
    assert names("/api/artists/", ordering="-name") == ["Béda", "Ada"]
    assert names("/api/artists/", genre="jazz") == ["Béda"]
    assert names("/api/albums/") == ["New", "Old"]
    assert names("/api/albums/", year_to=2000) == ["Old"]
    assert names("/api/albums/", genre="Rock") == ["Old"]
    assert names("/api/albums/", artist=beda["id"]) == ["New"]
    assert names("/api/albums/", search="ada") == ["Old"]
    assert names("/api/albums/", ordering="-release_date") == ["New", "Old"]


@pytest.mark.parametrize("path", ["/api/albums/", "/api/artists/"])
def test_a_list_takes_as_many_statements_for_50_rows_as_for_1(
    as_owner: APIClient, make_tracks: MakeTracks, django_assert_num_queries: Any, path: str
) -> None:
    make_tracks(1, artist="Ada")
    with django_assert_num_queries(3):
        as_owner.get(path)
    for number in range(49):
        make_tracks(1, artist=f"Beda {number}")
    with django_assert_num_queries(3):
        assert len(as_owner.get(path).json()) == 50


def size_of(file: Path) -> tuple[int, int]:
    with Image.open(file) as opened:
        return opened.size


def uploaded(client: APIClient, path: str, field: str, content: bytes) -> Any:
    return client.post(path, {field: SimpleUploadedFile("x.exe", content)}, format="multipart")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "field"), [("albums", "cover"), ("artists", "picture")])
def test_a_picture_is_kept_in_two_sizes_and_replaced(
    as_moderator: APIClient, as_owner: APIClient, new_artist: New, new_album: New, settings: Any, kind: str, field: str
) -> None:
    artist = new_artist()
    row = {"artists": artist, "albums": new_album(artist)}[kind]
    path = f"/api/{kind}/{row['id']}/{field}/"

    first = uploaded(as_moderator, path, field, picture())
    second = uploaded(as_moderator, path, field, picture(kind="PNG"))

    assert (first.status_code, second.status_code) == (200, 200)
    files = sorted((Path(settings.MEDIA_ROOT) / "catalogue").iterdir())
    assert sorted(size_of(file) for file in files) == [(250, 250), (1000, 1000)]
    assert {file.suffix for file in files} == {".png"}
    shown = as_owner.get(f"/api/{kind}/{row['id']}/").json()
    assert shown[f"{field}_medium"].startswith("http://testserver/media/catalogue/")
    assert as_owner.get(shown[f"{field}_xl"]).getvalue() in [file.read_bytes() for file in files]
    as_moderator.delete(f"/api/{kind}/{row['id']}/")
    assert list((Path(settings.MEDIA_ROOT) / "catalogue").iterdir()) == []


def test_what_is_no_picture_changes_nothing(as_moderator: APIClient, new_artist: New, settings: Any) -> None:
    path = f"/api/artists/{new_artist()['id']}/picture/"

    answer = uploaded(as_moderator, path, "picture", b"<svg/>")

    assert answer.status_code == 400
    assert answer.json()["errors"]["picture"][0]["code"] == "invalid_image"
    assert not (Path(settings.MEDIA_ROOT) / "catalogue").exists()
    assert as_moderator.post(path, {}, format="multipart").status_code == 400
