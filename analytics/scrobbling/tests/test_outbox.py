"""Which listens go into the outbox, when, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from analytics.listening_models import ListeningSettings
from analytics.listens import close_listen, record_listen
from analytics.models import Activity
from analytics.recording import NewActivity, record_activities
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.outbox import enlist, heard_enough
from analytics.scrobbling.tests.conftest import Linked, Listen
from catalogue.models import Track
from config.jobs.models import Job
from integrations.links.services import mark_sign_in_again, unlink

Tracks = Callable[..., list[Track]]


@pytest.mark.parametrize(
    ("duration", "played_ms", "enough"),
    [
        (200, 100_000, True),
        (200, 99_999, False),
        (31, 15_500, True),
        (30, 30_000, False),
        (900, 240_000, True),
        (900, 239_999, False),
        (0, 240_000, True),
        (0, 239_999, False),
        (200, None, True),
        (30, None, False),
        (0, None, False),
    ],
)
def test_a_track_longer_than_30_s_heard_for_half_or_4_minutes(
    duration: int,
    played_ms: int | None,
    enough: bool,  # noqa: FBT001 - a parameter
) -> None:
    assert heard_enough(played_ms, duration) is enough


def test_closing_a_listen_puts_it_down_for_each_service(owner: User, linked: Linked, make_tracks: Tracks) -> None:
    accounts = [linked(owner, "lastfm"), linked(owner, "listenbrainz")]
    [track] = make_tracks(1, artist="Ada", isrc="ZZPLP1001001", track_position=7)
    made = record_listen(user=owner, track=track, source=Activity.Source.QUEUE)
    assert made

    close_listen(made, played_ms=150_000)
    close_listen(made, played_ms=150_000)

    rows = Scrobble.objects.order_by("link__service")
    assert [(row.link, row.listen, row.state) for row in rows] == [(each, made.pk, "pending") for each in accounts]
    row = rows[0]
    assert (row.artist, row.title, row.album, row.album_artist) == ("Ada", "Ada 1", "Ada album", "Ada")
    assert (row.duration, row.isrc, row.track_number, row.track_id) == (200, "ZZPLP1001001", 7, track.external_id)
    assert row.listened_at == made.timestamp
    jobs = Job.objects.filter(kind="scrobbling.flush").values_list("key", flat=True)
    assert set(jobs) == {str(each.pk) for each in accounts}


def test_what_the_transaction_takes_back_is_not_in_the_outbox(owner: User, linked: Linked, make_tracks: Tracks) -> None:
    linked(owner, "lastfm")
    made = record_listen(user=owner, track=make_tracks(1)[0], source=Activity.Source.QUEUE)
    assert made

    with transaction.atomic():
        close_listen(made, played_ms=150_000)
        transaction.set_rollback(True)

    assert not Scrobble.objects.exists()
    assert not Job.objects.filter(kind="scrobbling.flush").exists()


@pytest.mark.parametrize(
    ("fields", "goes"),
    [
        ({}, True),
        ({"source": "radio"}, True),
        ({"source": "client"}, True),
        ({"source": "scrobble"}, False),
        ({"source": "import"}, False),
        ({"action": "skip"}, False),
        ({"action": "like"}, False),
        ({"played_ms": 60_000}, False),
    ],
)
def test_only_plays_that_were_made_here_go_out(
    owner: User,
    linked: Linked,
    listen: Listen,
    fields: dict[str, Any],
    goes: bool,  # noqa: FBT001 - a parameter
) -> None:
    linked(owner, "lastfm")

    enlist([listen(**fields)])

    assert Scrobble.objects.exists() is goes


def test_what_a_client_reports_goes_out_and_what_a_scrobbler_reports_does_not(
    owner: User, linked: Linked, make_tracks: Tracks
) -> None:
    linked(owner, "listenbrainz")
    one, other = make_tracks(2)

    record_activities(user=owner, activities=[NewActivity(track=one)], source=Activity.Source.CLIENT)
    record_activities(user=owner, activities=[NewActivity(track=other)], source=Activity.Source.SCROBBLE)

    assert list(Scrobble.objects.values_list("title", flat=True)) == [one.title]


def test_a_private_session_keeps_it_here(owner: User, linked: Linked, listen: Listen) -> None:
    linked(owner, "lastfm")
    ListeningSettings.objects.create(user=owner, private_session=True)

    enlist([listen()])

    assert not Scrobble.objects.exists()


def test_a_service_that_is_off_gets_nothing(owner: User, linked: Linked, listen: Listen) -> None:
    on, off = linked(owner, "lastfm"), linked(owner, "listenbrainz")
    Outlet.objects.create(link=off, is_on=False)

    enlist([listen()])

    assert [row.link for row in Scrobble.objects.all()] == [on]


def test_a_link_that_has_ended_collects_until_it_is_linked_again(owner: User, linked: Linked, listen: Listen) -> None:
    account = linked(owner, "lastfm")
    mark_sign_in_again(account, "revoked")

    enlist([listen()])
    assert Scrobble.objects.pending().count() == 1
    assert not Job.objects.filter(kind="scrobbling.flush").exists()

    unlink(account)
    assert not Scrobble.objects.exists()


def test_others_listens_and_repeats(owner: User, stranger: User, linked: Linked, listen: Listen) -> None:
    linked(owner, "lastfm")
    mine, theirs = listen(), listen(user=stranger)

    enlist([mine, theirs])
    enlist([mine])

    assert [row.listen for row in Scrobble.objects.all()] == [mine.pk]


def test_statements_do_not_grow_with_listens(
    owner: User, linked: Linked, listen: Listen, django_assert_num_queries: Any
) -> None:
    listens = [listen() for _ in range(50)]
    with django_assert_num_queries(1):
        enlist(listens)
    linked(owner, "lastfm")
    enlist(listens[:1])
    Scrobble.objects.all().delete()
    Job.objects.update(state=Job.State.DONE)

    with django_assert_num_queries(7):
        enlist(listens[:1])
    Job.objects.update(state=Job.State.DONE)
    with django_assert_num_queries(7):
        enlist(listens)
