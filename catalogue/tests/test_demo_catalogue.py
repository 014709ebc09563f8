"""manage.py fill_demo_catalogue"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from PIL import Image
from rest_framework.test import APIClient

from catalogue.models import Album, Artist, Genre, Lyrics, Track

pytestmark = pytest.mark.django_db


def fill(*options: str) -> str:
    said = io.StringIO()
    call_command("fill_demo_catalogue", *options, stdout=said)
    return said.getvalue()


def counts() -> list[int]:
    return [model._default_manager.count() for model in (Genre, Artist, Album, Track, Lyrics)]


def test_it_fills_the_catalogue_and_a_repeat_changes_nothing(as_owner: APIClient, settings: Any) -> None:
    fill("--if-empty")
    first = counts()
    keys = set(Track.objects.values_list("pk", "external_id", "updated_at"))
    repeated = fill()

    assert min(first) >= 10
    assert counts() == first
    assert set(Track.objects.values_list("pk", "external_id", "updated_at")) == keys
    assert "0 pictures were drawn" in repeated
    assert "nothing to do" in fill("--if-empty")
    assert not Track.objects.filter(search_title="").exists()
    assert not Track.objects.filter(tone_seed=None).exists()
    assert not Track.objects.filter(genre=None).exists()
    answers_show_covers(as_owner, Path(settings.MEDIA_ROOT))


def answers_show_covers(client: APIClient, media: Path) -> None:
    """Every address of a picture in the answers leads to a square picture in the media folder."""
    top = client.get("/api/charts/top/").json()["tracks"][0]
    artist = client.get(f"/api/catalogue/artists/{top['artist']['id']}/").json()
    genre = client.get("/api/catalogue/genres/").json()[0]
    for url, width in (
        (top["album"]["cover_medium"], 250),
        (artist["artist"]["picture_medium"], 250),
        (artist["artist"]["picture_xl"], 640),
        (artist["albums"][0]["cover_medium"], 250),
        (genre["picture_medium"], 250),
    ):
        assert url.startswith("http://testserver/media/demo/")
        with Image.open(media / url.removeprefix("http://testserver/media/")) as picture:
            assert picture.size == (width, width)
