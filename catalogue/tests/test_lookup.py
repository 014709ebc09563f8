"""`find_track`, `find_tracks`, learning related tracks, and the field for ids in requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework import serializers

from catalogue.errors import CatalogueUnavailable, TrackNotFound
from catalogue.ids import CatalogueId
from catalogue.lookup import find_track, find_tracks
from catalogue.models import Artist, RelatedTrack, Snapshot, Track
from catalogue.related import learn_later, prune_related
from catalogue.serializers import CatalogueIdField
from catalogue.snapshots import prune
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

pytestmark = pytest.mark.django_db


def ids(*texts: object) -> list[CatalogueId]:
    return [CatalogueId.parse(str(text)) for text in texts]


def test_an_unknown_track_is_fetched_and_stored(deezer: DeezerStandin, django_assert_num_queries: Any) -> None:
    row = find_track(*ids(81001001))

    assert (row.external_id, row.artist.name) == ("81001001", "Velvet Harbour")
    assert row.album is not None
    assert row.album.title == "Salt and Neon"
    asked = len(deezer.paths)
    with django_assert_num_queries(1):
        assert find_track(*ids("deezer:81001001")).artist.name == "Velvet Harbour"
    assert len(deezer.paths) == asked


def test_a_track_that_nobody_has_is_not_found(deezer: DeezerStandin) -> None:
    for text in ("999", "3n3Ppam7vgaVa1iaRUc9Lp", "apple:77", "0f8fad5b-d9cb-469f-a165-70867728950e"):
        with pytest.raises(TrackNotFound):
            find_track(*ids(text))


def test_a_track_that_cannot_be_asked_for_is_unavailable(deezer: DeezerStandin) -> None:
    deezer.quota_out()

    with pytest.raises(CatalogueUnavailable) as raised:
        find_track(*ids(81001001))
    assert int(raised.value.headers["Retry-After"]) >= 1


def test_many_are_sorted_into_found_missing_and_unavailable(deezer: DeezerStandin, make_tracks: MakeTracks) -> None:
    ours = make_tracks(1)[0]
    deezer.down(under="/track/81001003")
    wanted = ids(81001001, ours.external_id, 999, 81001003, 81001002, 81001001)

    looked_up = find_tracks(wanted)

    assert list(looked_up.found) == [wanted[0], wanted[1], wanted[4]]
    assert [row.catalogue_id for row in looked_up.found.values()] == list(looked_up.found)
    assert (looked_up.missing, looked_up.unavailable) == ([wanted[2]], [wanted[3]])


def test_many_unknown_tracks_cost_as_many_statements_as_few(deezer: DeezerStandin) -> None:
    def statements(numbers: range) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(find_tracks(ids(*numbers)).found) == len(numbers)
        return len(queries)

    assert statements(range(81001001, 81001003)) >= statements(range(81010001, 81010021))


def test_a_hidden_track_is_not_found(make_tracks: MakeTracks) -> None:
    track = make_tracks(1)[0]
    Artist.objects.update(is_hidden=True)

    with pytest.raises(TrackNotFound):
        find_track(track.catalogue_id)


def test_related_tracks_are_learned_once_a_week(deezer: DeezerStandin, run_jobs: RunJobs) -> None:
    track = find_track(*ids(81001001))
    learn_later([track])
    learn_later([track])

    (job,) = run_jobs()

    related = RelatedTrack.objects.filter(artist=track.artist)
    assert (job.state, job.result) == ("done", {"tracks": related.count()})
    assert 10 < related.count() <= 60
    assert [each.position for each in related] == list(range(related.count()))
    learn_later([find_track(*ids(81001001))])
    assert Job.objects.count() == 1
    Artist.objects.update(related_at=timezone.now() - timedelta(days=8))
    learn_later([find_track(*ids(81001001))])
    assert Job.objects.count() == 2
    assert [each.result for each in run_jobs()] == [{"tracks": related.all().count()}]


def test_at_most_five_artists_are_queued_in_two_statements(
    make_tracks: MakeTracks, django_assert_num_queries: Any
) -> None:
    tracks = [make_tracks(2, artist=f"Artist {number}")[0] for number in range(7)]

    with django_assert_num_queries(2):
        learn_later(tracks)

    assert Job.objects.count() == 5
    Artist.objects.update(related_at=timezone.now())
    fresh = list(Track.objects.for_display())
    with django_assert_num_queries(0):
        learn_later(fresh)


def test_learning_is_tried_again_when_the_provider_is_down(deezer: DeezerStandin, run_jobs: RunJobs) -> None:
    learn_later([find_track(*ids(81001001))])
    deezer.down()

    (job,) = run_jobs()

    assert (job.state, job.attempts) == ("queued", 1)


class _Request(serializers.Serializer[Any]):
    track_id = CatalogueIdField()


@pytest.mark.parametrize("data", [{"track_id": "3135556"}, {"track_id": 3135556}, {"track_id": " deezer:3135556 "}])
def test_an_id_in_a_request_is_read(data: dict[str, Any]) -> None:
    request = _Request(data=data)

    assert request.is_valid()
    assert request.validated_data == {"track_id": CatalogueId("deezer", "3135556")}


@pytest.mark.parametrize("data", [{}, {"track_id": ""}, {"track_id": "x"}, {"track_id": []}, {"track_id": "9" * 500}])
def test_a_bad_id_in_a_request_names_the_field(data: dict[str, Any]) -> None:
    request = _Request(data=data)

    assert not request.is_valid()
    assert list(request.errors) == ["track_id"]


def test_answers_too_old_to_be_given_are_deleted_and_nothing_else() -> None:
    now = timezone.now()
    ages = {"search": (0.9, 1.1), "chart-tracks": (6, 8), "artist": (89, 91), "genres": (89, 91), "unknown": (89, 91)}
    for kind, days in ages.items():
        for age in days:
            Snapshot.objects.create(key=f"{kind}:1:deezer:{age}", payload={}, fetched_at=now - timedelta(days=age))

    assert prune() == 5
    assert set(Snapshot.objects.values_list("key", flat=True)) == {f"{kind}:1:deezer:{ages[kind][0]}" for kind in ages}


def test_what_was_learned_of_artists_nobody_plays_any_more_is_deleted(make_tracks: MakeTracks) -> None:
    played, forgotten = (make_tracks(2, artist=name) for name in ("Played", "Forgotten"))
    for age, tracks in ((89, played), (91, forgotten)):
        RelatedTrack.objects.create(artist=tracks[0].artist, track=tracks[1], position=0)
        Artist.objects.filter(pk=tracks[0].artist_id).update(related_at=timezone.now() - timedelta(days=age))

    assert prune_related() == 1
    assert RelatedTrack.objects.get().artist == played[0].artist
    assert Artist.objects.get(name="Forgotten").related_at is None


def test_a_track_that_only_a_copy_knows_is_stored_again(deezer: DeezerStandin) -> None:
    find_track(*ids(81001001))
    Track.objects.all().delete()
    asked = len(deezer.paths)

    assert find_track(*ids(81001001)).artist.name == "Velvet Harbour"
    assert len(deezer.paths) == asked
