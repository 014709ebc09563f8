"""The admin's import and export of songs."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from catalogue.models import Track
from conftest import MakeTracks

IMPORT = "/admin/catalogue/track/import/"
EXPORT = "/admin/catalogue/track/export/"


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.com", "correct horse battery"))
    return client


def post(client: Client, content: bytes, **fields: Any) -> str:
    answer = client.post(IMPORT, {"file": SimpleUploadedFile("songs.csv", content), **fields})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_file_is_imported_and_refused_rows_are_listed(admin: Client) -> None:
    content = b"title,artist,isrc\nA,Ada,\nB,Ada,<b>\n"

    tried = post(admin, content, dry_run="on")
    nothing_yet = Track.objects.count()
    done = post(admin, content)

    assert "It would be: 1 new, 0 changed, 1 refused" in tried
    assert nothing_yet == 0
    assert "<h2>1 new, 0 changed, 1 refused</h2>" in done
    assert "<td>3</td><td>isrc</td>" in done
    assert Track.objects.get().title == "A"


def test_a_file_that_cannot_be_read_is_a_message_in_the_form(admin: Client) -> None:
    assert "The first line has to name the columns" in post(admin, b"title\nA\n")
    assert "The submitted file is empty" in post(admin, b"")
    assert admin.get(IMPORT).status_code == 200


def test_everything_or_a_selection_is_exported(admin: Client, make_tracks: MakeTracks) -> None:
    tracks = make_tracks(3, artist="Ada")
    make_tracks(1, artist="Beda", provider="deezer", external_id="4711")

    whole = admin.get(EXPORT)
    chosen = admin.post("/admin/catalogue/track/", {"action": "export_selected", "_selected_action": [tracks[1].pk]})

    lines = whole.getvalue().decode().splitlines()
    some = chosen.getvalue().decode().splitlines()
    assert whole["Content-Disposition"] == 'attachment; filename="songs.csv"'
    assert [line.split(",")[1] for line in lines] == ["title", "Ada 1", "Ada 2", "Ada 3"]
    assert [line.split(",")[1] for line in some] == ["title", "Ada 2"]


def test_the_list_of_tracks_leads_there(admin: Client) -> None:
    page = admin.get("/admin/catalogue/track/").content.decode()

    assert 'href="import/"' in page
    assert 'href="export/"' in page


def test_staff_without_the_permission_are_refused(db: None) -> None:
    client = Client()
    client.force_login(User.objects.create_user("clerk", "c@example.com", "correct horse battery", is_staff=True))

    assert client.get(IMPORT).status_code == client.get(EXPORT).status_code == 403
    assert client.post(IMPORT, {"file": SimpleUploadedFile("a.csv", b"title,artist\nA,Ada\n")}).status_code == 403
    assert not Track.objects.exists()
    assert Client().get(EXPORT).status_code == 302
