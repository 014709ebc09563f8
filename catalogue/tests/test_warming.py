"""What the schedule keeps warm."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from catalogue import questions, warming
from catalogue.genre_names import DEEZER_GENRES
from catalogue.ids import CatalogueId
from catalogue.models import Snapshot
from catalogue.providers import registry
from catalogue.rebuilding import rebuilt, rebuilt_from_key
from catalogue.tasks import prune_task, refresh_stale_pages_task, renew_task, warm_lists_task
from catalogue.tests.fixtures import CatalogueDeezer, grow_old, in_another_process
from catalogue.warming import refresh_stale_pages, warm_artists, warm_lists
from conftest import MakeTracks
from integrations.quota import Rate

pytestmark = pytest.mark.django_db

LISTS = 4 + len(DEEZER_GENRES)
CLOCK = 10.0
"""How much faster than Deezer's the clock of both ends goes: of the quota that is kept, and of the one that refuses."""


def artists(*numbers: int) -> list[CatalogueId]:
    return [CatalogueId("deezer", str(number)) for number in numbers]


@pytest.fixture(autouse=True)
def _short_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "DEEZER_RATE", Rate(window=Rate().window / CLOCK))


def test_lists_are_asked_for_ahead_of_their_time_and_not_earlier(deezer: CatalogueDeezer) -> None:
    deezer.quota(limit=50, window=5.0 / CLOCK)

    assert [warm_lists(), warm_lists()] == [LISTS, 0]
    grow_old(minutes=7)
    # Genres stay fresh for a week; the others would not last until the next run.
    assert warm_lists() == LISTS - 1
    assert deezer.refused == 0


def test_a_listener_finds_warm_lists_there(as_owner: APIClient, deezer: CatalogueDeezer) -> None:
    warm_lists_task()
    deezer.forget_requests()
    in_another_process()

    for path in ("charts/top", "charts/top-albums", "charts/new-releases", "catalogue/genres", "charts/genre/132"):
        assert as_owner.get(f"/api/{path}/")["X-Cache"] == "hit"
    assert deezer.paths == []


def test_a_provider_that_fails_is_left_alone_for_the_rest_of_the_run(deezer: CatalogueDeezer) -> None:
    deezer.down()

    assert warm_lists() == 0
    # One question, asked again, and none of the others.
    assert {path.partition("?")[0] for path in deezer.paths} == {deezer.paths[0].partition("?")[0]}


def test_nothing_is_asked_where_no_provider_is(settings: object, make_tracks: MakeTracks) -> None:
    track = make_tracks(1)[0]

    assert warm_lists() == 0
    assert warm_artists([track.artist.catalogue_id, *artists(7001)]) == 0
    assert Snapshot.objects.count() == 0


def test_artists_are_renewed_when_they_are_due(deezer: CatalogueDeezer) -> None:
    assert warm_artists(artists(7001, 7002)) == 2
    assert warm_artists(artists(7001, 7002, 7003)) == 1
    grow_old(hours=23)
    assert warm_artists(artists(7001, 999)) == 2
    assert set(Snapshot.objects.values_list("key", flat=True)) == {f"artist:1:deezer:{n}" for n in (7001, 7002, 7003)}


def test_a_run_ends_in_time(deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "RUN_SECONDS", 0.0)

    assert warm_artists(artists(7001, 7002)) == 0


def test_pages_nobody_asked_for_are_refreshed_in_small_portions(
    as_owner: APIClient, deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warming, "STALE_AT_ONCE", 2)
    warm_artists(artists(7001, 7002, 7003))
    as_owner.get("/api/catalogue/search/?q=velvet")
    grow_old(days=6)
    assert refresh_stale_pages() == 0
    grow_old(days=2)
    deezer.say({"error": {"type": "DataException", "message": "no data", "code": 800}}, under="/artist/7001")

    refreshed = [refresh_stale_pages() for _ in range(3)]

    assert refreshed == [2, 1, 0]
    assert set(Snapshot.objects.filter(key__startswith="artist:").values_list("key", flat=True)) == {
        "artist:1:deezer:7002",
        "artist:1:deezer:7003",
    }


def test_every_kind_that_is_kept_can_be_asked_again(as_owner: APIClient, deezer: CatalogueDeezer) -> None:
    for path in ("search/?q=velvet", "artists/7001/", "albums/81001/", "tracks/81001001/", "genres/"):
        as_owner.get(f"/api/catalogue/{path}")
    for path in ("top", "top-albums", "new-releases", "genre/132"):
        as_owner.get(f"/api/charts/{path}/")

    keys = list(Snapshot.objects.values_list("key", flat=True))
    again = [rebuilt_from_key(key) for key in keys]

    assert len(keys) == 10
    assert [each and each.key for each in again] == keys
    assert rebuilt("preview", "deezer", "1") is None
    assert rebuilt("genre-tracks", "deezer", "pop") is None
    assert rebuilt("related", "deezer", "424242") is None
    assert rebuilt_from_key("artist:0:deezer:1") is None
    assert rebuilt_from_key("nonsense") is None


def test_tasks_bear_what_is_gone(deezer: CatalogueDeezer) -> None:
    renew_task("nonsense", "deezer", "1")
    renew_task("artist", "deezer", "999")
    renew_task("artist", "spotify", "3n3Ppam7vgaVa1iaRUc9Lp")
    deezer.down()
    renew_task("artist", "deezer", "7001")
    refresh_stale_pages_task()
    prune_task()

    assert Snapshot.objects.count() == 0


def test_questions_of_one_kind_share_a_lifetime() -> None:
    for name, kind in questions.KINDS.items():
        assert (kind.lifetime is None) == (name == "preview")
        if kind.lifetime is not None:
            assert timedelta() < kind.lifetime.fresh < kind.lifetime.revalidate < kind.lifetime.on_error
