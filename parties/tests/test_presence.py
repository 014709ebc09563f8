"""Who is there, who is gone, who is host then, and what becomes of a party that nobody is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_session
from config.realtime.tests.serving import Client, Opener
from config.tests.plugin import eventually
from parties import keeping, presence
from parties.models import Connection, Party
from parties.presence import arrive, depart, keep, settle, unsettled
from parties.tasks import look_after
from parties.tests.conftest import Path

T0 = datetime(2026, 3, 6, 20, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(T0, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pass_by(clock: Any) -> Callable[[float], None]:
    """`pass_by(30)`: so many seconds later, the scheduled task runs."""

    def go(seconds: float) -> None:
        clock.move_to(datetime.now(UTC) + timedelta(seconds=seconds))
        look_after()

    return go


def come(party: Party, *users: User) -> list[UUID]:
    ids = [uuid4() for _ in users]
    for connection_id, user in zip(ids, users, strict=True):
        arrive(party_id=party.pk, user=user, connection_id=connection_id)
    return ids


def there(party: Party) -> list[str]:
    return sorted(party.members.present().values_list("user__username", flat=True))


def host(party: Party) -> User | None:
    return Party.objects.select_related("host").get(pk=party.pk).host


def test_who_closes_their_last_socket_is_gone_after_ten_seconds_unless_they_come_back(
    party: Party, owner: User, guest: User, pass_by: Callable[[float], None]
) -> None:
    first, second, other = come(party, guest, guest, owner)
    version = Party.objects.get(pk=party.pk).members_version
    depart(first)
    pass_by(15)
    assert there(party) == ["guest", "owner"]
    depart(second)
    pass_by(9)
    settle(party.pk, datetime.now(UTC))
    assert there(party) == ["guest", "owner"]
    come(party, guest)
    pass_by(5)
    assert there(party) == ["guest", "owner"]
    assert Party.objects.get(pk=party.pk).members_version == version
    keep([other])
    depart(Connection.objects.get(member__user=guest).pk)
    pass_by(10)
    assert there(party) == ["owner"]
    assert Party.objects.get(pk=party.pk).members_version == version + 1


def test_what_a_process_that_died_leaves_behind_runs_out(
    party: Party, owner: User, guest: User, pass_by: Callable[[float], None]
) -> None:
    kept, _ = come(party, guest, owner)
    for _ in range(2):
        pass_by(29)
        keep([kept])
    pass_by(2)
    assert (there(party), Connection.objects.count()) == (["guest"], 1)


def test_a_silent_hosts_party_goes_to_the_dj_and_then_to_the_guest_and_not_back_by_itself(
    party: Party, owner: User, guest: User, dj: User, clock: Any, pass_by: Callable[[float], None]
) -> None:
    at_guest, at_host = come(party, guest, owner)
    pass_by(1)
    [at_dj] = come(party, dj)
    depart(at_host)
    for _ in range(5):
        pass_by(11)
        keep([at_guest, at_dj])
    assert host(party) == owner
    pass_by(6)
    assert host(party) == dj
    come(party, owner)
    keep([at_guest, at_dj])
    pass_by(20)
    assert host(party) == dj
    assert (there(party), party.members.get(user=owner).is_dj) == (["dj", "guest", "owner"], False)


def test_a_host_who_leaves_hands_over_at_once_and_without_anybody_there_to_who_comes(
    party: Party, owner: User, guest: User, dj: User, as_owner: APIClient, at: Path
) -> None:
    assert as_owner.post(at("leave/")).status_code == 204
    assert host(party) is None
    come(party, guest)
    assert host(party) == guest


def test_a_party_that_nobody_is_in_for_ten_minutes_ends(
    party: Party, owner: User, clock: Any, pass_by: Callable[[float], None], as_owner: APIClient, at: Path
) -> None:
    [here] = come(party, owner)
    depart(here)
    pass_by(11)
    assert as_owner.get(at()).data["present_count"] == 0
    pass_by(588)
    assert as_owner.get(at()).status_code == 200
    pass_by(2)
    assert as_owner.get(at()).status_code == 404
    assert unsettled(datetime.now(UTC)) == set()
    pass_by(3600)


def test_suspension_and_deletion_of_the_host_hand_over(
    party: Party, owner: User, guest: User, dj: User, pass_by: Callable[[float], None], as_dj: APIClient
) -> None:
    come(party, owner, guest, dj)
    User.objects.filter(pk=owner.pk).update(is_active=False)
    pass_by(1)
    assert (host(party), there(party)) == (dj, ["dj", "guest"])
    assert as_dj.delete("/api/accounts/profile/", {"password": "correct horse battery"}).status_code == 204
    assert host(party) == guest
    assert party.members.filter(user=dj, state="active").count() == 0


def test_votes_go_with_who_gave_them(
    party: Party, people: Any, entries: list[str], control: Any, as_guest: APIClient, as_dj: APIClient, at: Path
) -> None:
    come(party, *people)
    control("play")
    assert as_guest.post(at(f"tracks/{entries[4]}/vote/")).data == {"votes": 1}
    assert as_guest.post(at(f"tracks/{entries[4]}/vote/")).data == {"votes": 1}
    assert as_dj.post(at(f"tracks/{entries[4]}/vote/")).data == {"votes": 2}
    assert as_guest.post(at("skip/")).data == {"votes": 1, "needed": 2}
    assert as_guest.post(at("leave/")).status_code == 204
    listed = as_dj.get(at("tracks/")).data
    assert [(each["id"], each["votes"], each["voted"]) for each in listed[:2]] == [
        (entries[0], 0, False), (entries[4], 1, True),
    ]  # fmt: skip
    assert as_dj.get(at("state/")).data["item_id"] == entries[0]
    # With two left, two votes are needed: the one who left does not count.
    assert as_dj.post(at("skip/")).data == {"votes": 1, "needed": 2}
    assert as_dj.get(at("state/")).data["item_id"] == entries[0]


def test_the_leaving_of_those_who_did_not_vote_can_decide(
    party: Party, people: Any, entries: list[str], control: Any, as_guest: APIClient, as_dj: APIClient, at: Path
) -> None:
    owner, guest, _ = people
    come(party, owner, guest)
    control("play")
    assert as_guest.post(at("skip/")).data == {"votes": 1, "needed": 2}
    party.members.filter(user=owner).update(present_since=None)
    assert as_dj.post(at("leave/")).status_code == 204
    assert as_guest.get(at("state/")).data["item_id"] == entries[1]


def test_sockets_are_kept_alive_and_noticed_when_they_are_gone(
    open_socket: Opener, party: Party, owner: User, guest: User, entries: list[str], monkeypatch: Any
) -> None:
    monkeypatch.setattr(keeping, "KEEP_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "SETTLE_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "LOOK_SECONDS", 0.05)

    def enter(user: User) -> Client:
        client = open_socket(f"/ws/parties/{party.pk}/", open_session(user=user).access)
        client.next("hello")
        return client

    host_, member = enter(owner), enter(guest)
    opened = Connection.objects.get(member__user=owner).seen_at
    assert eventually(lambda: Connection.objects.get(member__user=owner).seen_at > opened)
    host_.ask("state.set", action="play", version=0)
    host_.ask("state.set", action="seek", position_ms=119_900, version=1)
    states = [member.next("state.changed")["state"] for _ in range(3)]
    assert [each["item_id"] for each in states] == [entries[0], entries[0], entries[1]]
    for client in (host_, member):
        client.connection.close()
    assert eventually(lambda: Connection.objects.filter(is_closed=True).count() == 2)
    monkeypatch.setattr(presence, "SILENT_FOR", timedelta(0))
    settle(party.pk, datetime.now(UTC) + timedelta(seconds=11))
    assert there(party) == []
