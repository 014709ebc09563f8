"""What plays now: told once, to services that are on, without a promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from analytics.listening_models import ListeningSettings
from analytics.listens import record_listen
from analytics.models import Activity
from analytics.scrobbling.announcing import announce
from analytics.scrobbling.models import Outlet
from analytics.scrobbling.tests.conftest import Linked
from catalogue.models import Track
from config.celery import app
from integrations.standins.lastfm.server import LastfmStandin
from integrations.standins.ledger import Kept
from integrations.standins.listenbrainz.server import ListenBrainzStandin

Tracks = Callable[..., list[Track]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What the broker was handed."""
    sent: list[list[Any]] = []

    def keep(name: str, *, args: list[Any], **options: Any) -> None:
        sent.append([name, *args])

    monkeypatch.setattr(app, "send_task", keep)
    return sent


@pytest.mark.django_db(transaction=True)
def test_a_track_that_begins_is_announced_after_the_commit(
    owner: User, stranger: User, linked: Linked, make_tracks: Tracks, asked: list[list[Any]]
) -> None:
    linked(owner, "lastfm")
    [track] = make_tracks(1)
    with transaction.atomic():
        record_listen(user=owner, track=track, source=Activity.Source.QUEUE)
        record_listen(user=stranger, track=track, source=Activity.Source.QUEUE)
        assert [each for each in asked if each[0] == "scrobbling.announce"] == []

    announced = [each for each in asked if each[0] == "scrobbling.announce"]
    assert announced == [["scrobbling.announce", str(owner.pk), track.pk]]


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_stops_nothing(
    owner: User, linked: Linked, make_tracks: Tracks, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(owner, "lastfm")

    def refuse(*arguments: Any, **options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(app, "send_task", refuse)

    assert record_listen(user=owner, track=make_tracks(1)[0], source=Activity.Source.QUEUE)


def test_both_services_are_told(
    owner: User, linked: Linked, make_tracks: Tracks, lastfm: LastfmStandin, brainz: ListenBrainzStandin
) -> None:
    linked(owner, "lastfm")
    linked(owner, "listenbrainz")
    [track] = make_tracks(1, artist="Ada")

    announce(owner.pk, track.pk)

    for playing in (lastfm.ledger.playing("Ada"), brainz.ledger.playing("ada")):
        assert playing == Kept("Ada", "Ada 1", 0, "Ada album", 200)
    assert not lastfm.ledger.of("Ada")


def test_a_failure_is_not_repeated_and_does_not_keep_the_other_from_it(
    owner: User, linked: Linked, make_tracks: Tracks, lastfm: LastfmStandin, brainz: ListenBrainzStandin
) -> None:
    linked(owner, "lastfm")
    linked(owner, "listenbrainz")
    lastfm.fail(16)

    announce(owner.pk, make_tracks(1)[0].pk)

    assert (len(lastfm.paths), lastfm.ledger.playing("Ada")) == (1, None)
    assert brainz.ledger.playing("ada")


def test_a_revoked_session_is_noticed(owner: User, linked: Linked, make_tracks: Tracks, lastfm: LastfmStandin) -> None:
    account = linked(owner, "lastfm")
    lastfm.people.revoke("Ada")

    announce(owner.pk, make_tracks(1)[0].pk)

    account.refresh_from_db()
    assert account.state == "sign_in_again"


@pytest.mark.parametrize("why", ["off", "resting", "private", "gone"])
def test_when_nothing_is_said(
    owner: User, linked: Linked, make_tracks: Tracks, lastfm: LastfmStandin, why: str
) -> None:
    account = linked(owner, "lastfm")
    key = make_tracks(1)[0].pk
    if why == "off":
        Outlet.objects.create(link=account, is_on=False)
    if why == "resting":
        Outlet.objects.create(link=account, next_at=timezone.now() + timedelta(minutes=1))
    if why == "private":
        ListeningSettings.objects.create(user=owner, private_session=True)

    announce(owner.pk, 0 if why == "gone" else key)

    assert lastfm.paths == []
