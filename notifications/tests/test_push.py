"""Push messages: encrypted for one browser, at most once, tried again when they were not taken."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import User
from config.tests.plugin import RunJobs
from notifications.delivering import send_due
from notifications.models import Delivery, Notification, Subscription
from notifications.push_services import origin_of_endpoint
from notifications.services import Subject, notify
from notifications.tests.conftest import Subscribe
from notifications.tests.push_service import PushService
from notifications.web_push import decode

PUSH = "/api/notifications/push/"


def invite(user: User, by: User, name: str = "Mix") -> Notification:
    told = notify(user=user, kind="invitation", subject=Subject("playlist", "p1"), actor=by, data={"name": name})
    assert told is not None
    return told


def states() -> list[tuple[str, str, int]]:
    rows = Delivery.objects.filter(channel="push").order_by("pk")
    return [(row.state, row.error, row.attempts) for row in rows]


def send_again(minutes: int) -> int:
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes), tick=True):
        return send_due()


def test_each_browser_of_the_listener_gets_it_and_alone_can_read_it(
    owner: User, stranger: User, as_owner: APIClient, as_stranger: APIClient, subscribe: Subscribe, run_jobs: RunJobs
) -> None:
    phone, desk, theirs = subscribe(as_owner), subscribe(as_owner), subscribe(as_stranger)
    told = invite(owner, stranger, "Späte Nächte")
    assert [job.result for job in run_jobs()] == [{"sent": 2}]
    message = {
        "id": str(told.pk),
        "kind": "invitation",
        "title": "Invitation",
        "text": "stranger invites you to Späte Nächte.",
        "subject": {"type": "playlist", "id": "p1"},
    }
    assert (phone.messages, desk.messages, theirs.messages) == ([message], [message], [])
    assert [(each["TTL"], each["Urgency"], len(each["Topic"])) for each in phone.headers] == [("86400", "normal", 32)]
    assert states() == [("sent", "", 1)] * 2
    assert send_again(60) == 0
    assert len(phone.messages) == 1
    shown = as_owner.get(f"{PUSH}subscriptions/").json()
    assert [each["last_sent_at"] is not None for each in shown] == [True, True]
    assert "endpoint" not in shown[0]


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_is_forgotten(
    status: int, owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, run_jobs: RunJobs
) -> None:
    gone, there = subscribe(as_owner), subscribe(as_owner)
    gone.gone = status
    invite(owner, stranger)
    run_jobs()
    assert [each.endpoint for each in Subscription.objects.all()] == [there.endpoint]
    assert (len(gone.messages), len(there.messages), states()) == (0, 1, [("sent", "", 1)])


def test_what_was_not_taken_is_tried_again_and_only_that(
    owner: User,
    stranger: User,
    as_owner: APIClient,
    subscribe: Subscribe,
    push_service: PushService,
    run_jobs: RunJobs,
) -> None:
    phone, desk = subscribe(as_owner), subscribe(as_owner)
    push_service.http_error(503, under=f"/push/{phone.endpoint.rpartition('/')[2]}")
    invite(owner, stranger)
    run_jobs()
    assert sorted(states()) == [("pending", "answered 503", 1), ("sent", "", 1)]
    assert send_due() == 0
    push_service.reset()
    assert send_again(1) == 1
    assert (len(phone.messages), len(desk.messages)) == (1, 1)
    assert sorted(states()) == [("sent", "", 1), ("sent", "", 2)]


def test_a_service_that_asks_for_time_gets_it(
    owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, push_service: PushService, run_jobs: RunJobs
) -> None:
    phone = subscribe(as_owner)
    push_service.quota_out()
    invite(owner, stranger)
    run_jobs()
    push_service.reset()
    assert (send_again(1), send_again(3), len(phone.messages)) == (0, 1, 1)


def test_attempts_are_limited_and_refusals_end_it(
    owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, push_service: PushService, run_jobs: RunJobs
) -> None:
    subscribe(as_owner)
    push_service.http_error(500)
    invite(owner, stranger)
    run_jobs()
    for number in range(1, 9):
        send_again(number * 20)
    assert states() == [("failed", "answered 500", 6)]
    push_service.reset()
    push_service.http_error(413)
    invite(owner, stranger)
    run_jobs()
    assert states()[1] == ("failed", "answered 413", 1)
    assert Subscription.objects.get().failures == 2


def test_what_may_have_arrived_is_not_sent_again_and_redirects_are_not_followed(
    owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, push_service: PushService, run_jobs: RunJobs
) -> None:
    phone = subscribe(as_owner)
    push_service.down()
    invite(owner, stranger)
    run_jobs()
    assert states() == [("failed", "ConnectionError", 1)]
    push_service.reset()
    push_service.say({}, status=307, headers={"Location": phone.endpoint})
    invite(owner, stranger)
    run_jobs()
    assert states()[1] == ("failed", "answered 307", 1)
    assert len(push_service.paths) == 1
    push_service.__exit__(None, None, None)
    invite(owner, stranger)
    run_jobs()
    assert states()[2][:2] == ("pending", "ConnectionError")


def test_what_was_read_meanwhile_is_not_pushed(
    owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, run_jobs: RunJobs
) -> None:
    phone = subscribe(as_owner)
    invite(owner, stranger)
    as_owner.post("/api/notifications/read/")
    run_jobs()
    assert (phone.messages, states()) == ([], [("skipped", "read already", 1)])


@pytest.mark.parametrize(
    ("zone", "now", "until"),
    [
        ("UTC", "2026-03-01T21:59:00", None),
        ("UTC", "2026-03-01T22:00:00", "2026-03-02T07:30:00"),
        ("UTC", "2026-03-02T03:00:00", "2026-03-02T07:30:00"),
        ("UTC", "2026-03-02T07:30:00", None),
        ("Europe/Berlin", "2026-03-01T21:30:00", "2026-03-02T06:30:00"),
        # The night in which the clock goes forward.
        ("Europe/Berlin", "2026-03-28T22:00:00", "2026-03-29T05:30:00"),
        ("Asia/Kolkata", "2026-03-01T16:00:00", None),
    ],
)
def test_push_messages_wait_for_the_end_of_quiet_hours(
    zone: str,
    now: str,
    until: str | None,
    owner: User,
    stranger: User,
    client_for: Any,
    subscribe: Subscribe,
    run_jobs: RunJobs,
) -> None:
    moment = datetime.fromisoformat(f"{now}+00:00")
    with time_machine.travel(moment, tick=False):
        client = client_for(owner)
        phone = subscribe(client)
        wishes = {"quiet_from": "22:00", "quiet_until": "07:30", "time_zone": zone}
        assert client.patch("/api/notifications/preferences/", wishes).status_code == 200
        invite(owner, stranger)
        run_jobs()
    assert len(phone.messages) == (until is None)
    if until is None:
        return
    end = datetime.fromisoformat(f"{until}+00:00")
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert send_due() == 0
    with time_machine.travel(end, tick=False):
        assert send_due() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_sends(
    owner: User, stranger: User, as_owner: APIClient, subscribe: Subscribe, run_jobs: RunJobs
) -> None:
    phone = subscribe(as_owner)
    as_owner.patch("/api/notifications/preferences/", {"quiet_from": "00:00", "quiet_until": "23:59"})
    invite(owner, stranger)
    run_jobs()
    Delivery.objects.update(due_at=datetime.now(UTC))

    def work() -> None:
        try:
            send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(phone.messages) == 1


def test_a_subscription_is_kept_once_and_follows_its_browser(
    as_owner: APIClient, as_stranger: APIClient, stranger: User, subscribe: Subscribe
) -> None:
    browser = subscribe(as_owner)
    assert as_owner.post(f"{PUSH}subscriptions/", browser.subscription()).status_code == 201
    assert Subscription.objects.count() == 1
    stolen = {**browser.subscription(), "keys": subscribe(as_stranger).subscription()["keys"]}
    answer = as_stranger.post(f"{PUSH}subscriptions/", stolen)
    assert (answer.status_code, answer.json()["code"]) == (409, "subscription_taken")
    assert as_stranger.post(f"{PUSH}subscriptions/", browser.subscription()).status_code == 201
    assert as_owner.get(f"{PUSH}subscriptions/").json() == []
    mine = [each["id"] for each in as_stranger.get(f"{PUSH}subscriptions/").json()]
    assert len(mine) == 2
    assert as_owner.delete(f"{PUSH}subscriptions/{mine[0]}/").json()["code"] == "subscription_not_found"
    assert [as_stranger.delete(f"{PUSH}subscriptions/{each}/").status_code for each in mine] == [204, 204]


def test_the_twenty_first_browser_takes_the_place_of_the_oldest(as_owner: APIClient, subscribe: Subscribe) -> None:
    browsers = [subscribe(as_owner) for _ in range(21)]
    kept = set(Subscription.objects.values_list("endpoint", flat=True))
    assert kept == {each.endpoint for each in browsers[1:]}


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evil.example/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://xfcm.googleapis.com/x",
        "https://evil.example/?https://fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example\\@fcm.googleapis.com/x",
        "https://a:b@fcm.googleapis.com/x",
        "https://push.services.mozilla.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://[::1/x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com/ü",
        "fcm.googleapis.com",
    ],
)
def test_only_endpoints_of_known_services_are_taken(
    endpoint: str, as_owner: APIClient, push_service: PushService
) -> None:
    browser = push_service.browser("")
    answer = as_owner.post(f"{PUSH}subscriptions/", {**browser.subscription(), "endpoint": endpoint})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["endpoint"])
    assert Subscription.objects.count() == 0


def test_known_services_are_found_by_their_hosts(push_service: PushService) -> None:
    known = {
        "https://fcm.googleapis.com/fcm/send/x": "https://fcm.googleapis.com",
        "https://updates.push.services.mozilla.com/wpush/v2/x": "https://updates.push.services.mozilla.com",
        f"{push_service.base_url}/push/1": push_service.base_url,
    }
    assert {endpoint: origin_of_endpoint(endpoint) for endpoint in known} == known


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"keys": None}, "keys"),
        ({"keys": {"p256dh": "x", "auth": "y"}}, "keys"),
        ({"keys": {"p256dh": "B" * 87, "auth": "A" * 22}}, "keys"),
        ({"keys": {"p256dh": "ü", "auth": "A" * 22}}, "keys"),
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": "https://fcm.googleapis.com/" + "x" * 1000}, "endpoint"),
        ({"expirationTime": "soon"}, "expirationTime"),
    ],
)
def test_what_is_no_subscription_is_refused(
    change: dict[str, Any], field: str, as_owner: APIClient, push_service: PushService
) -> None:
    answer = as_owner.post(f"{PUSH}subscriptions/", {**push_service.browser("").subscription(), **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_without_a_key_there_is_no_push(as_owner: APIClient, push_service: PushService, settings: Any) -> None:
    assert len(decode(as_owner.get(f"{PUSH}key/").data["public_key"])) == 65
    settings.VAPID_PRIVATE_KEY = ""
    wanted = push_service.browser("").subscription()
    answers = [as_owner.get(f"{PUSH}key/"), as_owner.post(f"{PUSH}subscriptions/", wanted)]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "push_off")] * 2
