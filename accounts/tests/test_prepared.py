"""Queries that are made into SQL once: they bring what the query set itself brings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile, Session, User
from config.prepared import Prepared, overwrite

SESSIONS = Prepared(
    lambda user: (
        Session.objects.filter(user=user)
        .select_related("user__profile")
        .annotate(is_bare=~Exists(Profile.objects.exclude(bio="").filter(user=OuterRef("user"))))
        .order_by("user_agent")
    ),
    user=UUID,
)
NAMES = Prepared(lambda agent: Session.objects.filter(user_agent=agent).values_list("user__username", "pk"), agent=str)


@pytest.fixture
def sessions(owner: User, stranger: User) -> list[Session]:
    made = [Session(user=user, user_agent=f"Player {number}") for user in (owner, stranger) for number in range(3)]
    return Session.objects.bulk_create(made)


def test_rows_are_models_with_what_is_joined_and_annotated(sessions: list[Session], owner: User) -> None:
    Profile.objects.filter(user=owner).update(bio="Listens.", moods=["calm"])

    with CaptureQueriesContext(connection) as made:
        found = SESSIONS.all(user=owner.pk)
        seen = [(each, each.user.username, each.user.profile.moods, each.is_bare) for each in found]  # type: ignore[attr-defined]

    assert seen == [(each, "owner", ["calm"], False) for each in sessions[:3]]
    assert [each.created_at for each in found] == [each.created_at for each in sessions[:3]]
    assert len(made) == 1


def test_each_call_has_its_own_values(sessions: list[Session], owner: User, stranger: User) -> None:
    assert [each.user_id for each in SESSIONS.all(user=stranger.pk)] == [stranger.pk] * 3
    assert [each.user_id for each in SESSIONS.all(user=owner.pk)] == [owner.pk] * 3
    assert SESSIONS.all(user=uuid4()) == []
    assert SESSIONS.first(user=uuid4()) is None


def test_a_page_is_cut(sessions: list[Session], owner: User) -> None:
    assert SESSIONS.all(user=owner.pk, limit=2) == sessions[:2]
    assert SESSIONS.all(user=owner.pk, limit=2, offset=2) == sessions[2:3]


def test_text_is_a_value_and_never_sql(sessions: list[Session]) -> None:
    found = NAMES.all(agent="Player 1")

    assert sorted(found) == [("owner", sessions[1].pk), ("stranger", sessions[4].pk)]
    assert NAMES.all(agent="' OR 1=1 --") == []


def test_a_value_that_the_query_does_not_depend_on_is_a_mistake(db: None) -> None:
    with pytest.raises(ValueError, match="does not depend on user"):
        Prepared(lambda **_: Session.objects.all(), user=UUID).all(user=uuid4())


@pytest.mark.django_db(transaction=True)
def test_threads_share_it(owner: User, stranger: User) -> None:
    Session.objects.bulk_create([Session(user=owner), Session(user=stranger)])
    prepared = Prepared(lambda user: Session.objects.filter(user=user).select_related("user"), user=UUID)

    def ask(user: User) -> list[Any]:
        try:
            return [each.user for each in prepared.all(user=user.pk)]
        finally:
            connection.close()

    people = [owner, stranger] * 10
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, people)) == [[each] for each in people]


def test_overwriting_stores_every_column(owner: User) -> None:
    profile = Profile.objects.get(user=owner)
    profile.bio, profile.preferences, before = "New.", {"theme": "dark"}, profile.updated_at

    assert overwrite(profile)

    stored = Profile.objects.get(user=owner)
    assert (stored.bio, stored.preferences) == ("New.", {"theme": "dark"})
    assert stored.updated_at == profile.updated_at > before
    assert not overwrite(Profile(user_id=uuid4()))
    assert Profile.objects.count() == 1
