"""A list's rows are made without the serializer: they have to be what it makes."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.test import APIClient

from playlists.models import Playlist
from playlists.tests.conftest import MakePlaylist
from playlists.tests.test_covers import picture, upload

URL = "/api/playlists/playlists/"


def test_a_row_of_a_list_is_what_the_playlist_itself_answers(
    as_owner: APIClient, as_stranger: APIClient, make_playlist: MakePlaylist
) -> None:
    plain, followed, hidden = (make_playlist(name=name, is_public=True) for name in ("plain", "followed", "hidden"))
    upload(as_owner, followed, cover_image=picture())
    as_owner.patch(f"{URL}{followed.pk}/", {"description": "With a cover,\nand a follower."})
    as_stranger.post(f"{URL}{followed.pk}/follow/")
    as_stranger.post(f"{URL}{plain.pk}/copy/")
    Playlist.objects.filter(pk=hidden.pk).update(hidden_at=timezone.now())
    for client, count in ((as_owner, 3), (as_stranger, 3)):
        rows = client.get(URL).json()
        assert len(rows) == count
        for row in rows:
            whole = client.get(f"{URL}{row['id']}/").json()
            del whole["tracks"]
            assert list(row.items()) == list(whole.items())
