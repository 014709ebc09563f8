"""Listeners as moderators find them, and how the server stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Session, Suspension, User
from accounts.moderation.models import Event
from accounts.moderation.tests.contents import Notes
from accounts.moderation.tests.test_reports import reported_by
from accounts.personal_data import CLOSED_DOMAIN
from conftest import ClientFor

LIST = "/api/admin/users/"
STATS = "/api/admin/stats/"


def names(client: APIClient, query: str = "") -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200, answer.content
    return [each["username"] for each in answer.json()]


def test_they_are_found_by_how_name_or_address_begins(
    as_moderator: APIClient, client_for: ClientFor, owner: User, stranger: User, administrator: User
) -> None:
    User.objects.filter(pk=stranger.pk).update(username="Stranger", email="own@elsewhere.example")
    User.objects.create_user("gone", f"gone{CLOSED_DOMAIN}", is_active=False)
    assert names(as_moderator, "?search=OWN") == ["Stranger", "owner"]
    assert names(as_moderator, "?search=strang") == ["Stranger"]
    assert names(as_moderator, "?search=wner") == names(as_moderator, "?search=%25") == []
    assert names(as_moderator) == ["Stranger", "owner", "moderator"]
    assert names(client_for(administrator)) == ["administrator", "Stranger", "owner", "moderator"]


def test_they_are_filtered_by_how_they_stand(as_moderator: APIClient, owner: User, stranger: User) -> None:
    Suspension.objects.create(user=owner)
    User.objects.filter(pk__in=[owner.pk, stranger.pk]).update(is_active=False)
    User.objects.filter(pk=owner.pk).update(email_verified_at=timezone.now())
    found = {state: names(as_moderator, f"?state={state}") for state in ("active", "suspended", "disabled", "staff")}
    assert found == {
        "active": ["moderator"],
        "suspended": ["owner"],
        "disabled": ["stranger"],
        "staff": ["moderator"],
    }
    assert names(as_moderator, "?state=unverified&search=s") == ["stranger"]
    assert as_moderator.get(f"{LIST}?state=x").status_code == 400
    assert as_moderator.get(f"{LIST}?search={'x' * 255}").status_code == 400


def test_the_list_is_paged_and_costs_the_same_for_any_length(
    as_moderator: APIClient, owner: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):
        as_moderator.get(LIST)
    people = User.objects.bulk_create(
        [User(username=f"u{number}", email=f"u{number}@example.com") for number in range(55)]
    )
    Suspension.objects.bulk_create([Suspension(user=person) for person in people[:20]])
    with django_assert_num_queries(3):
        answer = as_moderator.get(LIST)
    assert (len(answer.json()), answer["X-Total-Count"]) == (50, "57")


def test_one_of_them_with_what_was_done(
    as_moderator: APIClient, as_owner: APIClient, owner: User, stranger: User, notes: Notes, administrator: User
) -> None:
    as_owner.patch("/api/accounts/profile/", {"bio": "Listens at night."})
    reported_by([stranger], notes.write(owner).id)
    found = as_moderator.get(f"{LIST}{owner.pk}/").json()
    assert (found["email"], found["bio"], found["sessions"], found["suspension"]) == (
        "owner@example.com",
        "Listens at night.",
        1,
        None,
    )
    assert found["history"] == {"cases": 1, "open": 1, "hidden": 0, "actions": {}, "events": []}
    assert as_moderator.get(f"{LIST}{administrator.pk}/").json()["code"] == "user_not_found"


def test_signing_somebody_out_ends_all_their_sessions(
    as_moderator: APIClient, as_owner: APIClient, owner: User, client_for: ClientFor, administrator: User
) -> None:
    other = client_for(owner)
    answer = as_moderator.post(f"{LIST}{owner.pk}/sign-out/")
    assert (answer.status_code, answer.json()) == (200, {"sessions": 2})
    assert [client.get("/api/accounts/profile/").status_code for client in (as_owner, other)] == [401, 401]
    assert as_moderator.post(f"{LIST}{owner.pk}/sign-out/").json() == {"sessions": 0}
    assert as_moderator.post(f"{LIST}{administrator.pk}/sign-out/").status_code == 404
    kinds = Event.objects.filter(user=owner).order_by("id").values_list("kind", "details")
    assert list(kinds) == [("signed_out", {"sessions": 2}), ("signed_out", {"sessions": 0})]
    assert Session.objects.filter(user=owner, revoked_because="moderation").count() == 2


@pytest.mark.parametrize("verb", ["get", "suspend/", "restore/", "sign-out/"])
def test_listeners_and_strangers_to_the_system_stay_out(
    verb: str, as_owner: APIClient, anonymous: APIClient, stranger: User
) -> None:
    def tried(client: APIClient) -> list[int]:
        at = f"{LIST}{stranger.pk}/"
        gets = [client.get(path) for path in (LIST, at, STATS, "/api/admin/reports/")]
        answers = gets if verb == "get" else [client.post(at + verb, {"until": None})]
        return [answer.status_code for answer in answers]

    assert set(tried(as_owner)) == {403}
    assert set(tried(anonymous)) == {401}
    assert (Suspension.objects.count(), Event.objects.count()) == (0, 0)


def test_the_figures_are_counted_in_five_statements_and_kept_a_minute(
    as_moderator: APIClient,
    as_owner: APIClient,
    owner: User,
    stranger: User,
    notes: Notes,
    django_assert_num_queries: Any,
) -> None:
    Suspension.objects.create(user=stranger)
    User.objects.filter(pk=stranger.pk).update(is_active=False, date_joined=timezone.now() - timedelta(days=10))
    reported_by([owner], notes.write(stranger).id)
    with django_assert_num_queries(6):  # and the session
        found = as_moderator.get(STATS).json()
    del found["counted_at"]
    assert found == {
        "users": 3,
        "staff": 1,
        "disabled": 0,
        "suspended": 1,
        "banned": 1,
        "active_week": 2,
        "signed_up_day": 2,
        "signed_up_week": 2,
        "signed_up_month": 3,
        "reports_open": 1,
        "cases_open": 1,
        "held": 0,
        "decided_week": 0,
    }
    reported_by([owner], notes.write(stranger).id)
    with django_assert_num_queries(1):
        assert as_moderator.get(STATS).json()["reports_open"] == 1
    cache.clear()
    assert as_moderator.get(STATS).json()["reports_open"] == 2
