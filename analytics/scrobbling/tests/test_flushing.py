"""What the outbox sends to whom, in which order, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from analytics.models import Activity
from analytics.scrobbling.flushing import flush
from analytics.scrobbling.models import Outlet, Scrobble
from analytics.scrobbling.outbox import enlist
from analytics.scrobbling.tasks import flush_due, prune
from analytics.scrobbling.tests.conftest import Linked, Listen, forget_failures, outlet_of, states
from catalogue.models import Track
from config.batches import nobody_waits
from config.jobs.models import Job
from config.tests.plugin import RunJobs
from integrations.lastfm.codes import MESSAGES
from integrations.links.models import LinkedAccount
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.listenbrainz.server import ListenBrainzStandin

Waiting = Callable[[int], list[Activity]]


def flushed(account: LinkedAccount) -> int:
    return flush(account.pk, alive=nobody_waits)


def test_a_listen_is_sent_as_soon_as_it_has_ended(
    owner: User, linked: Linked, waiting: Waiting, run_jobs: RunJobs, lastfm: LastfmStandin, brainz: ListenBrainzStandin
) -> None:
    accounts = [linked(owner, "lastfm"), linked(owner, "listenbrainz")]
    [made] = waiting(1)

    run_jobs()

    for kept in (lastfm.ledger.of("Ada"), brainz.ledger.of("ada")):
        [track] = kept
        assert (track.artist, track.track, track.album, track.duration) == ("Ada", "Ada 1", "Ada album", 200)
        assert track.listened_at == int(made.timestamp.timestamp())
    assert [states(each) for each in accounts] == [[("sent", "")], [("sent", "")]]
    assert [(outlet_of(each).sent, outlet_of(each).last_error) for each in accounts] == [(1, ""), (1, "")]


@pytest.mark.parametrize(("service", "sizes"), [("lastfm", [50, 50, 20]), ("listenbrainz", [120])])
def test_oldest_first_in_batches(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, brainz: ListenBrainzStandin,
    service: str, sizes: list[int],
) -> None:  # fmt: skip
    account = linked(owner, service)
    made = waiting(120)

    assert flushed(account) == 120

    ledger, name = (lastfm.ledger, "Ada") if service == "lastfm" else (brainz.ledger, "ada")
    assert ledger.batches == sizes
    assert [each.listened_at for each in ledger.of(name)] == [int(each.timestamp.timestamp()) for each in made]


def test_a_batch_of_listenbrainz_is_a_thousand(
    owner: User, linked: Linked, listen: Listen, brainz: ListenBrainzStandin
) -> None:
    account = linked(owner, "listenbrainz")
    moment = timezone.now() - timedelta(days=2)
    one = listen(at=moment)
    enlist([one])
    row = Scrobble.objects.get()
    more = [Activity(**{**_columns(one), "id": UUID(int=number)}) for number in range(1, 1001)]
    Activity.objects.bulk_create(more)
    later = [moment + timedelta(seconds=number) for number in range(1, 1001)]
    Scrobble.objects.bulk_create(
        [
            Scrobble(link=account, listen=each.pk, listened_at=at, artist="Ada", title="Ada 1", track_id=row.track_id)
            for each, at in zip(more, later, strict=True)
        ]
    )

    assert flushed(account) == 1001
    assert brainz.ledger.batches == [1000, 1]


def _columns(activity: Activity) -> dict[str, object]:
    return {field.attname: getattr(activity, field.attname) for field in Activity._meta.concrete_fields}


@pytest.mark.parametrize("code", [8, 11, 16, 29])
def test_lastfm_says_later(owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, code: int) -> None:
    account = linked(owner, "lastfm")
    waiting(2)
    lastfm.fail(code)

    assert flushed(account) == 0
    assert states(account) == [("pending", ""), ("pending", "")]
    outlet = outlet_of(account)
    assert (outlet.failures, outlet.last_error) == (1, f"error {code}: {MESSAGES[code]}")
    assert outlet.next_at is not None
    assert timedelta(seconds=29) < outlet.next_at - timezone.now() <= timedelta(seconds=60)
    account.refresh_from_db()
    assert account.last_error == f"Scrobbles wait: error {code}: {MESSAGES[code]}"

    assert flushed(account) == 0
    assert len(lastfm.paths) == 1
    forget_failures()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert flushed(account) == 2
    assert outlet_of(account).failures == 0


@pytest.mark.parametrize("code", [10, 13, 26])
def test_lastfm_refuses_this_installation_and_nobody_loses_anything(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, code: int
) -> None:
    account = linked(owner, "lastfm")
    waiting(1)
    lastfm.fail(code)

    flushed(account)

    assert states(account) == [("pending", "")]
    next_at = outlet_of(account).next_at
    assert next_at is not None
    assert timedelta(minutes=59) < next_at - timezone.now() <= timedelta(hours=1)


@pytest.mark.parametrize("code", [4, 9, 17])
def test_lastfm_wants_the_listener_to_sign_in_again(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, code: int
) -> None:
    account = linked(owner, "lastfm")
    waiting(1)
    lastfm.fail(code)

    flushed(account)

    account.refresh_from_db()
    assert account.state == "sign_in_again"
    assert account.last_error == f"Scrobbling was refused: error {code}: {MESSAGES[code]}"
    assert states(account) == [("pending", "")]
    assert flushed(account) == 0
    assert flushed(linked(owner, "lastfm")) == 1


@pytest.mark.parametrize("code", [2, 3, 5, 6, 7, 27])
def test_lastfm_says_never(owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, code: int) -> None:
    account = linked(owner, "lastfm")
    waiting(1)
    lastfm.fail(code)

    flushed(account)

    assert states(account) == [("dropped", "refused")]
    assert Scrobble.objects.get().detail == f"error {code}: {MESSAGES[code]}"
    assert outlet_of(account).dropped == 1
    assert len(lastfm.paths) == 1


@pytest.mark.parametrize(
    ("code", "reason"), [(1, "artist_ignored"), (2, "track_ignored"), (3, "too_old"), (4, "too_new"), (99, "refused")]
)
def test_lastfm_ignores_one_of_several(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, code: int, reason: str
) -> None:
    account = linked(owner, "lastfm")
    made = waiting(3)
    lastfm.methods.ignore_at(int(made[1].timestamp.timestamp()), code)

    assert flushed(account) == 2
    assert states(account) == [("sent", ""), ("dropped", reason), ("sent", "")]
    assert (outlet_of(account).sent, outlet_of(account).dropped) == (2, 1)


def test_a_daily_limit_is_waited_out(owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin) -> None:
    account = linked(owner, "lastfm")
    waiting(3)
    lastfm.methods.daily_limit = 2

    assert flushed(account) == 2
    assert states(account) == [("sent", ""), ("sent", ""), ("pending", "")]
    next_at = outlet_of(account).next_at
    assert next_at is not None
    assert timedelta(hours=5) < next_at - timezone.now() <= timedelta(hours=6)


def test_what_is_too_old_for_lastfm_is_not_sent_there(
    owner: User, linked: Linked, listen: Listen, lastfm: LastfmStandin, brainz: ListenBrainzStandin
) -> None:
    accounts = [linked(owner, "lastfm"), linked(owner, "listenbrainz")]
    enlist([listen(at=timezone.now() - timedelta(days=15)), listen()])

    assert [flushed(each) for each in accounts] == [1, 2]
    assert states(accounts[0]) == [("dropped", "too_old"), ("sent", "")]
    assert lastfm.ledger.received == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, {"code": 429, "error": "x"}),
        (500, {"code": 500, "error": "x"}),
        (503, {}),
        (404, {}),
        (200, {}),
        (200, []),
    ],
)
def test_listenbrainz_says_later(
    owner: User, linked: Linked, waiting: Waiting, brainz: ListenBrainzStandin, status: int, body: object
) -> None:
    account = linked(owner, "listenbrainz")
    waiting(1)
    brainz.say(body, under="/1/submit-listens", status=status)

    assert flushed(account) == 0
    assert (states(account), outlet_of(account).failures) == ([("pending", "")], 1)


def test_listenbrainz_wants_the_listener_to_sign_in_again(
    owner: User, linked: Linked, waiting: Waiting, brainz: ListenBrainzStandin
) -> None:
    account = linked(owner, "listenbrainz")
    waiting(1)
    brainz.paused.add("ada")

    flushed(account)

    account.refresh_from_db()
    assert (account.state, states(account)) == ("sign_in_again", [("pending", "")])
    assert "Your account has been paused." in account.last_error


def test_one_bad_listen_is_found_among_many_and_dropped_alone(
    owner: User, linked: Linked, listen: Listen, make_tracks: Callable[..., list[Track]], brainz: ListenBrainzStandin
) -> None:
    account = linked(owner, "listenbrainz")
    [odd] = make_tracks(1, title="\U0001f3b5" * 500, artist="\U0001f3b5" * 300)
    Track.objects.filter(pk=odd.pk).update(title="\U0001f3b5" * 500)
    odd.album.title = "\U0001f3b5" * 500  # type: ignore[union-attr]
    odd.album.save()  # type: ignore[union-attr]
    moment = timezone.now() - timedelta(hours=2)
    brainz.largest = 4_000
    enlist([listen(at=moment + timedelta(minutes=each), track=odd if each == 5 else None) for each in range(11)])

    assert flushed(account) == 10
    assert [state for state, _ in states(account)] == ["sent"] * 5 + ["dropped"] + ["sent"] * 5
    assert Scrobble.objects.get(state="dropped").detail.startswith("answered 400: Listen is too large.")


def test_the_rate_limit_of_listenbrainz_is_kept(
    owner: User, linked: Linked, waiting: Waiting, brainz: ListenBrainzStandin
) -> None:
    account = linked(owner, "listenbrainz")
    waiting(1)
    brainz.rate_limit(1, 40)

    assert flushed(account) == 1
    outlet = outlet_of(account)
    assert (outlet.failures, outlet.last_error) == (0, "")
    assert outlet.next_at is not None
    assert timedelta(seconds=30) < outlet.next_at - timezone.now() <= timedelta(seconds=40)


@pytest.mark.parametrize("service", ["lastfm", "listenbrainz"])
def test_an_answer_that_was_lost_makes_no_second_scrobble(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin, brainz: ListenBrainzStandin, service: str
) -> None:
    account = linked(owner, service)
    made = waiting(3)
    ledger, name = (lastfm.ledger, "Ada") if service == "lastfm" else (brainz.ledger, "ada")
    ledger.lose_answers(1)

    assert flushed(account) == 0
    assert states(account) == [("pending", "")] * 3
    # The track is renamed meanwhile: what is sent again is what was sent.
    Track.objects.filter(pk=made[0].track_id).update(title="Renamed")
    Outlet.objects.update(next_at=None)
    forget_failures()
    assert flushed(account) == 3

    assert (ledger.received, len(ledger.of(name))) == (6, 3)


def test_a_day_without_the_service_loses_nothing(
    owner: User, linked: Linked, listen: Listen, lastfm: LastfmStandin, run_jobs: RunJobs
) -> None:
    account = linked(owner, "lastfm")
    lastfm.http_error(503)
    start = timezone.now()
    for hour in range(25):
        with time_machine.travel(start + timedelta(hours=hour), tick=False):
            forget_failures()
            enlist([listen(at=timezone.now() - timedelta(minutes=10))])
            flush_due()
            run_jobs()
    assert Scrobble.objects.pending().count() == 25
    assert outlet_of(account).failures == 16
    lastfm.reset()
    forget_failures()

    with time_machine.travel(start + timedelta(hours=25), tick=False):
        assert flush_due() == 1
        run_jobs()

    assert states(account) == [("sent", "")] * 25
    assert len(lastfm.ledger.of("Ada")) == 25
    assert set(Job.objects.values_list("state", flat=True)) <= {"done"}


def test_a_listen_that_was_deleted_is_not_sent(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin
) -> None:
    account = linked(owner, "lastfm")
    made = waiting(2)
    Activity.objects.filter(pk=made[0].pk).delete()

    assert flushed(account) == 1
    assert [each.listened_at for each in lastfm.ledger.of("Ada")] == [int(made[1].timestamp.timestamp())]
    assert states(account) == [("sent", "")]


def test_what_has_ended_is_forgotten_in_time(owner: User, linked: Linked, waiting: Waiting) -> None:
    linked(owner, "lastfm")
    waiting(4)
    rows = list(Scrobble.objects.oldest_first())
    now = timezone.now()
    for row, state, days in zip(rows, ("sent", "sent", "dropped", "dropped"), (6, 8, 89, 91), strict=True):
        Scrobble.objects.filter(pk=row.pk).update(state=state, settled_at=now - timedelta(days=days))

    assert prune() == 2
    assert set(Scrobble.objects.values_list("pk", flat=True)) == {rows[0].pk, rows[2].pk}


def test_nothing_is_sent_for_a_disabled_account(
    owner: User, linked: Linked, waiting: Waiting, lastfm: LastfmStandin
) -> None:
    account = linked(owner, "lastfm")
    waiting(1)
    owner.is_active = False
    owner.save()

    assert (flushed(account), flush_due(), lastfm.paths) == (0, 0, [])
