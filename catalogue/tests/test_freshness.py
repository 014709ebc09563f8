"""How long answers are given, and what says so: `X-Cache`, `Age`, renewal in the background."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue import tiers
from catalogue.lifetimes import LIFETIMES, NOT_FOUND_FOR, State, fresh_seconds, state_of
from catalogue.models import Snapshot
from catalogue.tests.answers import without_previews
from catalogue.tests.fixtures import CatalogueDeezer, RunRenewals, grow_old, in_another_process
from config.tests.plugin import clear_cache
from conftest import MakeTracks

SEARCH = "/api/catalogue/search/?q=velvet"
ARTIST, ALBUM, TRACK = (f"/api/catalogue/{path}/" for path in ("artists/7001", "albums/81001", "tracks/81001001"))
GENRES, GENRE = "/api/catalogue/genres/", "/api/charts/genre/132/"
TOP, TOP_ALBUMS, NEW = (f"/api/charts/{path}/" for path in ("top", "top-albums", "new-releases"))
ALL = [SEARCH, ARTIST, ALBUM, TRACK, GENRES, GENRE, TOP, TOP_ALBUMS, NEW]

STALE_AFTER = {
    SEARCH: {"minutes": 6},
    ARTIST: {"days": 2},
    TRACK: {"days": 2},
    GENRES: {"days": 8},
    NEW: {"minutes": 12},
}
"""Older than fresh, and given at once."""


def given(client: APIClient, path: str) -> tuple[int, str, int]:
    answer = client.get(path)
    return answer.status_code, answer["X-Cache"], int(answer["Age"])


@pytest.mark.parametrize("path", ALL)
def test_the_first_answer_is_a_miss_and_the_next_ones_are_hits(
    as_owner: APIClient, deezer: CatalogueDeezer, path: str
) -> None:
    first = as_owner.get(path)
    asked = len(deezer.paths)
    second = as_owner.get(path)
    in_another_process()
    third = as_owner.get(path)

    assert [(each.status_code, each["X-Cache"], each["Age"]) for each in (first, second, third)] == [
        (200, "miss", "0"),
        (200, "hit", "0"),
        (200, "hit", "0"),
    ]
    assert without_previews(first.json()) == without_previews(second.json()) == without_previews(third.json())
    assert len(deezer.paths) == asked


def test_our_own_catalogue_is_always_at_hand(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    track = make_tracks(1, artist="Ada")[0]

    for path in ("/api/catalogue/search/?q=ada", f"/api/catalogue/tracks/{track.external_id}/", TOP):
        assert given(as_owner, path) == (200, "hit", 0)


def test_the_age_counts_from_the_provider_s_answer(as_owner: APIClient, deezer: CatalogueDeezer) -> None:
    as_owner.get(SEARCH)
    grow_old(minutes=2)

    status, source, age = given(as_owner, SEARCH)
    assert (status, source) == (200, "hit")
    assert 120 <= age < 150
    assert 120 <= given(as_owner, SEARCH)[2] < 150


def test_a_page_is_as_old_as_its_oldest_part_and_as_stale(as_owner: APIClient, deezer: CatalogueDeezer) -> None:
    as_owner.get(TRACK)
    of_the_track = Snapshot.objects.get(key__startswith="track:").fetched_at
    grow_old(days=2)
    Snapshot.objects.filter(key__startswith="track:").update(fetched_at=of_the_track)

    status, source, age = given(as_owner, TRACK)
    assert (status, source) == (200, "stale")
    assert age >= 2 * 86_400


@pytest.mark.parametrize("path", STALE_AFTER)
def test_a_stale_answer_is_given_at_once_and_renewed_behind_the_listener_s_back(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals, path: str
) -> None:
    before = as_owner.get(path).json()
    grow_old(**STALE_AFTER[path])
    only_deezer.forget_requests()

    answers = [as_owner.get(path) for _ in range(3)]

    assert [(each.status_code, each["X-Cache"]) for each in answers] == [(200, "stale")] * 3
    assert without_previews(answers[0].json()) == without_previews(before)
    assert only_deezer.paths == []
    renewed = run_renewals()
    assert renewed == sorted(set(renewed))
    assert only_deezer.paths
    in_another_process()
    assert given(as_owner, path) == (200, "hit", 0)


def test_a_hot_answer_is_renewed_before_it_is_stale(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals
) -> None:
    as_owner.get(TOP)
    assert run_renewals() == []
    # Fresh for 9 to 11 minutes, due after four fifths of that.
    grow_old(minutes=8.9)

    assert [given(as_owner, TOP)[1] for _ in range(3)] == ["hit"] * 3
    assert run_renewals() == ["chart-tracks:deezer:all"]
    in_another_process()
    assert given(as_owner, TOP) == (200, "hit", 0)


def test_what_was_renewed_meanwhile_is_not_renewed_again(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals
) -> None:
    as_owner.get(TOP)
    grow_old(minutes=30)
    as_owner.get(TOP)
    grow_old(minutes=-30)
    only_deezer.forget_requests()

    assert run_renewals() == ["chart-tracks:deezer:all"]
    assert only_deezer.paths == []


def test_a_renewal_that_fails_changes_nothing(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals
) -> None:
    as_owner.get(TOP)
    grow_old(minutes=30)
    only_deezer.down()
    as_owner.get(TOP)
    run_renewals()

    assert given(as_owner, TOP)[:2] == (200, "stale")


def test_a_renewal_that_finds_nothing_any_more_takes_the_copy_away(
    as_owner: APIClient, only_deezer: CatalogueDeezer, run_renewals: RunRenewals
) -> None:
    as_owner.get(ARTIST)
    grow_old(days=2)
    only_deezer.say({"error": {"type": "DataException", "message": "no data", "code": 800}}, under="/artist/7001")
    as_owner.get(ARTIST)
    run_renewals()
    in_another_process()

    assert as_owner.get(ARTIST).status_code == 404
    assert not Snapshot.objects.filter(key="artist:1:deezer:7001").exists()


@pytest.mark.parametrize(
    ("path", "last", "too_late"),
    [
        ("/api/catalogue/search/?q=zzzz", {"hours": 23}, {"hours": 25}),
        (TOP, {"days": 6}, {"days": 8}),
        (NEW, {"days": 6}, {"days": 8}),
        (GENRE, {"days": 6}, {"days": 8}),
        (GENRES, {"days": 89}, {"days": 91}),
    ],
)
def test_an_old_copy_stands_in_for_a_failing_provider_until_it_is_too_old(
    as_owner: APIClient, only_deezer: CatalogueDeezer, path: str, last: dict[str, float], too_late: dict[str, float]
) -> None:
    as_owner.get(path)
    only_deezer.down()
    grow_old(**last)
    assert given(as_owner, path)[:2] == (200, "stale")

    grow_old(**{unit: too_late[unit] - last[unit] for unit in last})

    assert as_owner.get(path).status_code == 503


@pytest.mark.parametrize("path", [ARTIST, ALBUM, TRACK, SEARCH])
def test_beyond_that_our_own_rows_stand_in_for_what_they_hold(
    as_owner: APIClient, only_deezer: CatalogueDeezer, path: str
) -> None:
    as_owner.get(path)
    grow_old(days=91)
    only_deezer.down()

    assert given(as_owner, path)[:2] == (200, "stale")


def test_limits_and_spellings_do_not_multiply_what_is_kept(as_owner: APIClient, only_deezer: CatalogueDeezer) -> None:
    for q in ("velvet harbour", " VELVET  Harbour ", "\uff56elvet\u3000harbour"):
        for limit in (1, 7, 50):
            assert as_owner.get("/api/catalogue/search/", {"q": q, "limit": limit}).status_code == 200
    for limit in (1, 20, 100):
        as_owner.get(TOP, {"limit": limit})

    assert set(Snapshot.objects.values_list("key", flat=True)) == {
        "search:1:deezer:velvet harbour",
        "chart-tracks:1:deezer:all",
    }
    assert len(only_deezer.paths) == 4


def test_an_empty_answer_is_a_hit(as_owner: APIClient, only_deezer: CatalogueDeezer) -> None:
    path = "/api/catalogue/search/?q=zzzz"

    assert given(as_owner, path) == (200, "miss", 0)
    in_another_process()
    assert given(as_owner, path) == (200, "hit", 0)
    assert len(only_deezer.paths) == 3


def test_that_there_is_no_such_thing_is_believed_for_a_minute(
    as_owner: APIClient, only_deezer: CatalogueDeezer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert timedelta(seconds=60) == NOT_FOUND_FOR
    monkeypatch.setattr(tiers, "NOT_FOUND_FOR", timedelta(seconds=1))
    path = "/api/catalogue/tracks/999/"

    assert [as_owner.get(path).status_code for _ in range(3)] == [404] * 3
    in_another_process()
    assert as_owner.get(path).status_code == 404
    assert only_deezer.paths == ["/track/999"]
    time.sleep(1.05)
    in_another_process()
    assert as_owner.get(path).status_code == 404
    assert only_deezer.paths == ["/track/999"] * 2


def test_lives_differ_by_a_tenth_and_every_process_agrees_on_them() -> None:
    lifetime = LIFETIMES["chart-tracks"]
    lives = [fresh_seconds(lifetime, f"chart-tracks:{number}", fetched_at=1e9) for number in range(300)]
    again = [fresh_seconds(lifetime, f"chart-tracks:{number}", fetched_at=1e9) for number in range(300)]

    assert lives == again
    assert 540 <= min(lives) < 550
    assert 650 < max(lives) <= 660
    assert fresh_seconds(lifetime, "a", fetched_at=1e9) != fresh_seconds(lifetime, "a", fetched_at=1e9 + 1)


def test_an_answer_grows_old_step_by_step() -> None:
    lifetime = LIFETIMES["artist"]
    ages = [-600, 0, 12 * 3600, 21.55 * 3600, 27 * 3600, 6.9 * 86_400, 7.1 * 86_400, 89 * 86_400, 91 * 86_400]

    assert [state_of(lifetime, "k", fetched_at=1e9, now=1e9 + age) for age in ages] == [
        State.DEAD,
        State.FRESH,
        State.FRESH,
        State.DUE,
        State.STALE,
        State.STALE,
        State.EXPIRED,
        State.EXPIRED,
        State.DEAD,
    ]


def test_what_another_process_has_cached_needs_no_row(
    as_owner: APIClient, only_deezer: CatalogueDeezer, settings: Any
) -> None:
    as_owner.get(TOP)
    Snapshot.objects.all().delete()
    in_another_process()

    assert given(as_owner, TOP)[1] == ("hit" if settings.REDIS_URL else "miss")
    clear_cache()
    Snapshot.objects.all().delete()
    in_another_process()
    assert given(as_owner, TOP)[1] == "miss"


def test_who_changes_our_own_catalogue_sees_the_change_at_once(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    def found() -> list[str]:
        return [each["title"] for each in as_owner.get("/api/catalogue/search/?q=ada").json()["tracks"]]

    make_tracks(1, artist="Ada")
    assert found() == ["Ada 1"]
    more = make_tracks(1, artist="Adam")[0]
    assert found() == ["Ada 1", "Adam 1"]
    more.title = "Renamed"
    more.save()
    assert found() == ["Ada 1", "Renamed"]
    more.delete()
    assert found() == ["Ada 1"]
