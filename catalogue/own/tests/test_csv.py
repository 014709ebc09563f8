"""import_catalogue and export_catalogue"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue.models import Album, Artist, Genre, Lyrics, Track
from catalogue.own.csv_format import COLUMNS
from catalogue.own.csv_import import import_songs
from conftest import MakeTracks

pytestmark = pytest.mark.django_db


class Watched(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "songs.csv"


def run(file: Path, content: str | bytes, **options: Any) -> list[str]:
    """What the import says, line by line."""
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    said = io.StringIO()
    call_command("import_catalogue", str(file), stdout=said, **options)
    return said.getvalue().splitlines()


FULL = (
    "title,artist,album,genre,release_date,duration,isrc,explicit,track_position,disk_number,rank,lyrics,synced_lyrics\n"
    'Été,Ébène,Low Water,Sea Pop,2026-03-20,214,qz-abc-26-00001,true,3,1,9,"La\nla",[00:01]La\n'
    "Ebb,Ebene,Low Water,,,,,,,,,,\n"
)


def test_songs_come_with_artist_album_genre_and_lyrics(file: Path) -> None:
    assert run(file, FULL) == ["2 songs new, 0 changed, 0 rows refused."]

    song = Track.objects.get(title="Été")
    assert (song.search_title, song.artist.name, song.artist.search_name) == ("ete", "Ébène", "ebene")
    assert (song.isrc, song.explicit, song.duration, song.rank) == ("QZABC2600001", True, 214, 9)
    assert (str(song.release_date), song.track_position, song.disk_number) == ("2026-03-20", 3, 1)
    assert song.genre is not None
    assert (song.genre.name, song.genre.number) == ("Sea Pop", 1_000_000)
    assert (song.lyrics.plain, song.lyrics.synced) == ("La\nla", "[00:01]La")
    assert (song.provider, song.has_preview, song.readable) == ("local", False, True)
    assert Album.objects.get().nb_tracks == 2
    assert Artist.objects.get().nb_album == 1


def test_a_second_import_changes_what_it_names_and_nothing_else(file: Path) -> None:
    run(file, FULL)

    said = run(file, "title,artist,album,isrc,rank\nÉté (live),Ébène,,QZABC2600001,10\nEBB,ebene,LOW WATER,,5\n")

    assert said == ["0 songs new, 2 changed, 0 rows refused."]
    live, ebb = Track.objects.order_by("-rank")
    assert (live.title, live.search_title, live.rank, live.duration) == ("Été (live)", "ete live", 10, 214)
    assert live.album is not None
    assert live.lyrics.plain == "La\nla"
    assert (ebb.title, ebb.rank) == ("EBB", 5)
    assert (Artist.objects.count(), Album.objects.count(), Genre.objects.count()) == (1, 1, 1)


def test_rows_that_are_wrong_are_named_and_the_others_stay(file: Path, make_tracks: MakeTracks) -> None:
    make_tracks(2, artist="Twin", title="Same", search_title="same", album=None)
    removed = make_tracks(1, artist="Gone", is_hidden=True)[0].external_id
    rows = [
        "id,title,artist,isrc,release_date,explicit,synced_lyrics",
        ",Good,Ada,,,,",
        ",,Ada,,,,",
        ",No artist,,,,,",
        ",Bad code,Ada,123,,,",
        ',"Two\nlines",Ada,,never,,',
        ",Bad flag,Ada,,,perhaps,",
        ",Bad lyrics,Ada,,,,la",
        ",Too,Ada,,,,,many",
        "no-id,Bad id,Ada,,,,",
        ",Same,Twin,,,,",
        f"{removed},Gone 1,Gone,,,,",
        ",,,,,,",
        ",Good too,Ada,,,,",
    ]

    said = run(file, "\n".join(rows).encode() + b"\n,Caf\xe9,Ada,,,,\n")

    assert [line.split(":")[0:2] for line in said[:-1]] == [
        ["line 3", " title"],
        ["line 4", " artist"],
        ["line 5", " isrc"],
        ["line 6", " release_date"],
        ["line 8", " explicit"],
        ["line 9", " synced_lyrics"],
        ["line 10", " The row has 8 cells, the first line names 7 columns."],
        ["line 11", " id"],
        ["line 16", " title"],
        ["line 12", " title"],
        ["line 13", " id"],
    ]
    assert said[-1] == "2 songs new, 0 changed, 11 rows refused."
    assert sorted(Track.objects.filter(artist__name="Ada").values_list("title", flat=True)) == ["Good", "Good too"]


def test_a_dry_run_says_the_same_and_changes_nothing(file: Path) -> None:
    said = run(file, FULL + "Été,Ébène,Low Water,,,,,,,,,,\n,,,,,,,,,,,,x\n", dry_run=True)

    assert said[-1] == "Would be: 2 songs new, 0 changed, 1 rows refused."
    assert not Track.objects.exists()
    assert not Artist.objects.exists()
    assert not Genre.objects.exists()


def test_rows_of_one_file_see_each_other(file: Path) -> None:
    said = run(file, "title,artist,isrc,rank\nA,Ada,QZABC2600001,1\nB,Ada,QZABC2600001,2\nC,Ada,,3\nc,ADA,,4\n")

    assert said == ["2 songs new, 0 changed, 0 rows refused."]
    assert sorted(Track.objects.values_list("title", "rank")) == [("B", 2), ("c", 4)]


def test_an_id_that_is_unknown_is_kept(file: Path) -> None:
    identity = str(uuid4())

    run(file, f"id,title,artist\n{identity},A,Ada\n")
    said = run(file, f"id,title,artist\n{identity},B,Beda\n")

    assert said == ["0 songs new, 1 changed, 0 rows refused."]
    assert Track.objects.get().external_id == identity
    assert Track.objects.get().artist.name == "Beda"


def test_a_recording_with_a_code_of_its_own_is_another_song(file: Path) -> None:
    said = run(file, "title,artist,isrc\nA,Ada,QZABC2600001\nA,Ada,QZABC2600002\n")

    assert said == ["2 songs new, 0 changed, 0 rows refused."]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "title and artist are needed"),
        ("title\nA\n", "artist are needed"),
        ("title,artist,colour\n", "'colour'"),
        ("title,artist,title\n", "named twice"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "Unknown columns"),
    ],
    ids=["empty", "missing", "unknown", "twice", "picture"],
)
def test_a_file_that_is_no_list_of_songs_is_refused_whole(file: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(file, content)


def test_a_file_that_is_not_there_is_said_to_be_so(file: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_catalogue", str(file))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_catalogue", str(file / "inside"))


def test_spreadsheets_with_semicolons_and_a_mark_are_read(file: Path) -> None:
    assert run(file, "\ufefftitle;artist\nA, b;Ada\n")[-1] == "1 songs new, 0 changed, 0 rows refused."
    assert Track.objects.get().title == "A, b"


def export(file: Path) -> list[list[str]]:
    call_command("export_catalogue", str(file), stdout=io.StringIO())
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))


def test_an_export_is_imported_again_into_the_same_songs(file: Path, make_tracks: MakeTracks) -> None:
    run(file, FULL + "=cmd(),-Minus,'@At,,,,,,,,,,\n")
    make_tracks(1, provider="deezer", external_id="4711")
    make_tracks(1, is_hidden=True)
    first = export(file)

    said = run(file, file.read_bytes())
    second = export(file)

    assert said == ["0 songs new, 3 changed, 0 rows refused."]
    assert first == second
    assert first[0] == list(COLUMNS)
    assert [row[1] for row in first[1:]] == ["Été", "Ebb", "'=cmd()"]
    assert Track.objects.filter(title="=cmd()", artist__name="-Minus", album__title="@At").exists()
    Track.objects.all().delete()
    assert run(file, file.read_bytes()) == ["3 songs new, 0 changed, 0 rows refused."]
    assert export(file) == first
    assert Lyrics.objects.count() == 1


def many(rows: int) -> bytes:
    lines = (f"Song {each},Artist {each % 50},Album {each % 200},Genre {each % 5}" for each in range(rows))
    return "\n".join(["title,artist,album,genre", *lines]).encode()


def test_statements_count_by_portions_and_not_by_rows() -> None:
    Genre.objects.bulk_create(Genre(number=2_000_000 + each, name=f"Genre {each}") for each in range(5))
    import_songs(io.BytesIO(many(200)))
    counts = []
    for rows in (10, 400):
        with CaptureQueriesContext(connection) as queries:
            import_songs(io.BytesIO(many(rows)), dry_run=True)
        counts.append(len(queries))

    assert max(counts) < 40


def test_10_000_songs_are_imported(file: Path) -> None:
    assert run(file, many(10_000)) == ["10000 songs new, 0 changed, 0 rows refused."]
    assert (Track.objects.count(), Artist.objects.count(), Album.objects.count()) == (10_000, 50, 200)


def test_a_person_who_watches_sees_a_bar(file: Path) -> None:
    watched, unwatched = Watched(), io.StringIO()

    run(file, many(3), stderr=watched)
    run(file, many(3), stderr=unwatched)
    call_command("export_catalogue", str(file), stdout=io.StringIO(), stderr=watched)

    assert "[##############################] 100% 3 rows" in watched.getvalue()
    assert "[##############################] 100% 3 songs" in watched.getvalue()
    assert unwatched.getvalue() == ""
