"""Whatever goes wrong at Spotify, at the catalogue or here: nothing is lost or doubled, and the listener is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Track
from catalogue.tests.fixtures import forget_upstreams
from config.batches import nobody_waits
from config.jobs.models import LEASE, Job
from config.personal_data import all_parts
from config.tests.plugin import RunJobs
from integrations.links.models import LinkedAccount
from integrations.links.spotify import NOT_REGISTERED
from integrations.links.spotify_tokens import ENDED
from integrations.links.tests.conftest import Linked
from integrations.standins.deezer.server import DeezerStandin
from integrations.standins.spotify.listeners import StandinPlaylist, playlist_id
from integrations.standins.spotify.server import SpotifyStandin
from playlists.importing import steps
from playlists.importing.models import ImportRun, Item, Source
from playlists.importing.services import LOST
from playlists.importing.tests.conftest import START, Import, source
from playlists.importing.tests.test_import import MIXED, keys, tracks_of
from playlists.models import Favorite, Playlist

Fault = Callable[[SpotifyStandin], None]


def shown(client: APIClient) -> dict[str, Any]:
    latest = client.get(START).json()[0]["id"]
    body: dict[str, Any] = client.get(f"{START}{latest}/").json()
    return body


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        (lambda spotify: spotify.rate_limited(17, "/v1/me/tracks"), 17),
        (lambda spotify: spotify.rate_limited_in_words("/v1/me/tracks"), 2),
        (lambda spotify: spotify.quota_exceeded(under="/v1/me/tracks"), 900),
        (lambda spotify: spotify.http_error(500, "/v1/me/tracks"), 1),
        (lambda spotify: spotify.http_error(503, "/v1/me/tracks", {"Retry-After": "40"}), 40),
        (lambda spotify: spotify.down("/v1/me/tracks"), 1),
        (lambda spotify: spotify.garbage("/v1/me/tracks"), 1),
        (lambda spotify: spotify.say({"error": {"status": 200, "message": "?"}}, "/v1/me/tracks"), 1),
        (lambda spotify: spotify.say({"items": "?"}, "/v1/me/tracks"), 1),
        (lambda spotify: spotify.http_error(403, "/v1/me/tracks"), 1),
    ],
)
def test_what_passes_is_waited_for(
    spotify: SpotifyStandin, imported: Import, as_owner: APIClient, run_jobs: RunJobs, fault: Fault, wait: float
) -> None:
    fault(spotify)
    run = imported(include=["saved_tracks"])
    job = Job.objects.get(kind=steps.STEP)

    assert (run["state"], job.state, Favorite.objects.count()) == ("running", "queued", 0)
    assert (job.alive_at - timezone.now()).total_seconds() > wait - 1.5, "not before it was said"
    assert "goes on by itself" in LinkedAccount.objects.get().last_error

    spotify.reset_faults()
    forget_upstreams()
    run_jobs()
    assert (shown(as_owner)["state"], Favorite.objects.count()) == ("done", 65)
    assert LinkedAccount.objects.get().last_error == ""


@pytest.mark.parametrize(
    ("fault", "code", "error"),
    [
        (lambda spotify: spotify.listener_not_registered(), "not_registered", NOT_REGISTERED),
        (lambda spotify: spotify.owner_without_premium(), "app_refused", "Spotify refuses the app of this server."),
        (lambda spotify: spotify.close_endpoint("/v1/me/playlists"), "refused", "Spotify refuses to tell."),
        (lambda spotify: spotify.close_endpoint("/v1/me/playlists", with_words=False), "refused", "Spotify refuses"),
        (lambda spotify: (spotify.expire_tokens(), spotify.consents.revoke_all()), "sign_in_again", "The link to this"),
        (
            lambda spotify: (spotify.expire_tokens(), spotify.say({"error": "invalid_client"}, "/api/token", 400)),
            "app_refused",
            "Spotify refuses the app of this server.",
        ),
    ],
)
def test_what_lasts_ends_the_import_with_a_reason(
    spotify: SpotifyStandin, imported: Import, as_owner: APIClient, fault: Fault, code: str, error: str
) -> None:
    fault(spotify)
    run = imported(include=["playlist"])

    assert (run["state"], run["error_code"]) == ("failed", code)
    assert run["error"].startswith(error)
    assert as_owner.get("/api/integrations/spotify/").json()["last_error"] in (run["error"], ENDED)
    assert not Job.objects.unfinished().exists()


def test_one_source_that_is_refused_or_gone_does_not_stop_the_others(spotify: SpotifyStandin, imported: Import) -> None:
    spotify.close_endpoint("/v1/me/tracks")
    spotify.gone(f"/v1/playlists/{playlist_id(2)}/items")
    spotify.say({"error": {"status": 404, "message": "Resource not found"}}, f"/v1/playlists/{playlist_id(3)}", 404)
    run = imported(include=["playlist", "saved_tracks"])
    unknown = imported(playlists=["3sPyrAW9PVUMxL9i6QFbaV"])

    assert run["state"] == "done"
    assert {each["name"]: each["reason"] for each in run["sources"]} == {
        MIXED: "",
        "Short walk": "not_found",
        "Ours": "not_found",
        "Somebody else's": "forbidden",
        "Nothing yet": "",
        "Liked songs": "forbidden",
    }
    assert [(each["spotify_id"], each["reason"]) for each in unknown["sources"]] == [
        ("3sPyrAW9PVUMxL9i6QFbaV", "not_found")
    ]


def test_a_catalogue_that_is_away_is_waited_for_and_nothing_is_called_not_found(
    spotify: SpotifyStandin,
    deezer: DeezerStandin,
    imported: Import,
    as_owner: APIClient,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("playlists.importing.matching.PATIENCE_SECONDS", 0.0)
    numbers = list(spotify.library.tracks)
    entries = [*numbers[:5], *numbers[140:145]]
    spotify.listeners["ada"].playlists = [StandinPlaylist(playlist_id(9), "Both", "ada", list(entries))]
    deezer.down()
    run = imported(include=["playlist"])
    assert (run["state"], source(run, "Both")["counts"]) == ("running", {"waiting": 10})

    deezer.reset()
    run_jobs()
    told = source(shown(as_owner), "Both")
    assert (told["state"], told["added"]) == ("done", 10)
    assert told["counts"]["isrc"] == 10
    theirs = Track.objects.filter(provider="deezer").values_list("isrc", flat=True)
    assert {spotify.library.tracks[number].isrc for number in numbers[140:145]} <= set(theirs)


def test_a_step_hands_over_to_the_next_and_each_goes_on_where_the_last_one_was(
    spotify: SpotifyStandin, imported: Import, music: dict[int, Track], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "STEP_SECONDS", 0.05)
    run = imported()
    assert run["state"] == "done"
    assert Job.objects.filter(kind=steps.STEP, state=Job.State.DONE).count() > 3
    assert tracks_of(Playlist.objects.get(name=MIXED)) == keys(music, list(spotify.library.tracks)[:70])
    pages = [path for path in spotify.api_paths if path.startswith(f"/playlists/{playlist_id(1)}/items")]
    assert len(pages) == 2, "no page was read twice"


class Killed(BaseException):
    """As a kill: nothing catches it."""


@pytest.mark.parametrize("place", ["listing", "reading", "matching", "placing", "asking"])
def test_a_worker_that_dies_anywhere_loses_and_doubles_nothing(
    spotify: SpotifyStandin,
    linked: Linked,
    owner: User,
    as_owner: APIClient,
    music: dict[int, Track],
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    linked(owner)
    as_owner.post(START, {"include": ["playlist", "saved_tracks"]})
    whole = {
        "listing": ("playlists.importing.listing.Source.objects.bulk_create", 1),
        "reading": ("playlists.importing.reading.Item.objects.bulk_create", 2),
        "matching": ("playlists.importing.matching.identify_patiently", 1),
        "placing": ("playlists.importing.playlist_placing._remember", 1),
        "asking": ("playlists.importing.placing.place_favorites", 1),
    }
    name, times = whole[place]
    left = [times]

    def die(*args: Any, **kwargs: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise Killed
        return original(*args, **kwargs)  # type: ignore[no-any-return]

    with monkeypatch.context() as patched:
        original = _named(name)
        patched.setattr(name, die)
        with pytest.raises(Killed):
            run_jobs()
    job = Job.objects.get(kind=steps.STEP)
    assert job.state == "running", "as a worker leaves it that was killed"
    Job.objects.update(state="queued", alive_at=timezone.now() - LEASE)
    run_jobs()

    run = shown(as_owner)
    assert (run["state"], run["totals"]["added"], Favorite.objects.count()) == ("done", 152, 65)
    assert tracks_of(Playlist.objects.get(name=MIXED)) == keys(music, list(spotify.library.tracks)[:70])
    assert sorted(Playlist.objects.values_list("name", flat=True)) == [MIXED, "Nothing yet", "Ours", "Short walk"]
    assert Item.objects.filter(source__name=MIXED).count() == 73


def _named(path: str) -> Any:
    module, _, rest = path.partition(".Source." if ".Source." in path else ".Item." if ".Item." in path else "\0")
    import importlib

    if rest:
        model = Source if ".Source." in path else Item
        return model.objects.bulk_create
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def test_a_job_that_failed_behind_its_back_ends_the_import(
    linked: Linked, owner: User, as_owner: APIClient, run_jobs: RunJobs
) -> None:
    linked(owner)
    first = as_owner.post(START, {"include": ["saved_tracks"]}).json()
    Job.objects.update(state=Job.State.FAILED)
    assert (shown(as_owner)["error_code"], shown(as_owner)["error"]) == ("lost", LOST)
    again = as_owner.post(START, {"include": ["saved_tracks"]}).json()
    assert again["id"] != first["id"]


def test_an_outage_of_half_a_day_is_given_up(
    spotify: SpotifyStandin, imported: Import, as_owner: APIClient, run_jobs: RunJobs
) -> None:
    spotify.down("/v1/me/tracks")
    imported(include=["saved_tracks"])
    for _ in range(8):
        run_jobs()
    assert shown(as_owner)["state"] == "running", "a job that is at its last attempt hands over to a fresh one"
    ImportRun.objects.update(stalled_since=timezone.now() - timedelta(hours=13))
    run_jobs()
    assert (shown(as_owner)["state"], shown(as_owner)["error_code"]) == ("failed", "service_unavailable")


def test_what_is_remembered_is_exported_and_erased(imported: Import, owner: User) -> None:
    imported()
    parts = {part.name: part for part in all_parts() if part.name.startswith("import")}
    counts = {name: part.count(owner) for name, part in parts.items()}
    assert (counts["imports"], counts["imported_playlists"], counts["imported_tracks"] > 200) == (1, 10, True)
    for name, part in parts.items():
        rows = list(part.rows(owner))
        assert (len(rows), {frozenset(row) for row in rows}) == (counts[name], {frozenset(part.columns)})
    for part in reversed(parts.values()):
        part.erase(owner, nobody_waits)
    assert (ImportRun.objects.count(), Source.objects.count(), Item.objects.count()) == (0, 0, 0)
    assert Playlist.objects.count() == 4


def test_imports_that_ended_long_ago_are_forgotten_and_what_they_know_is_not(imported: Import) -> None:
    from playlists.importing.expiry import prune

    imported(include=["playlist"])
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=91))
    assert (prune(), ImportRun.objects.count(), Source.objects.count()) == (1, 0, 5)
    assert {each["reason"] for each in imported(include=["playlist"])["sources"]} == {"unchanged", "forbidden"}
