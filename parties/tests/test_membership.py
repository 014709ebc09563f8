"""Beginning a party, coming in by code, link and name, and what the host lets members do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Block, User
from notifications.models import Notification
from parties import joining
from parties.codes import LETTERS
from parties.errors import PartyFull
from parties.joining import create_party, join
from parties.models import Party, PartyMember
from parties.tests.conftest import Path

JOIN = "/api/parties/join/"


def test_a_party_begins_with_its_host_alone(as_owner: APIClient, owner: User) -> None:
    made = as_owner.post("/api/parties/", {"name": "Friday night"})
    assert made.status_code == 201
    assert {name: made.data[name] for name in ("name", "role", "member_count", "present_count", "guests_may_add")} == {
        "name": "Friday night",
        "role": "host",
        "member_count": 1,
        "present_count": 0,
        "guests_may_add": True,
    }
    assert len(made.data["code"]) == 8
    assert set(made.data["code"]) <= set(LETTERS)
    assert made.data["state"] == {
        "item_id": None, "track_id": None, "position_ms": 0, "playing": False, "at": None, "version": 0,
    }  # fmt: skip
    assert [each["id"] for each in as_owner.get("/api/parties/").data] == [made.data["id"]]
    for bad in ({}, {"name": ""}, {"name": "x" * 101}, {"name": "\u0007"}, {"name": "A", "guests_may_add": "x"}):
        assert as_owner.post("/api/parties/", bad).status_code == 400
    assert Party.objects.count() == 1


def test_who_hosts_ten_parties_ends_one_first(as_owner: APIClient, owner: User) -> None:
    for number in range(10):
        create_party(user=owner, name=str(number))
    refused = as_owner.post("/api/parties/", {"name": "Another"})
    assert (refused.status_code, refused.data["code"]) == (409, "too_many_parties")


def test_codes_are_read_however_they_are_written_and_a_new_one_ends_the_old_and_its_links(
    as_owner: APIClient, as_stranger: APIClient, as_guest: APIClient, party: Party, at: Path, client_for: Any
) -> None:
    assert as_guest.post(at("link/")).data["code"] == "not_your_role"
    token = as_owner.post(at("link/")).data["token"]
    code = party.code
    written = f" {code[:4].lower()}-{code[4:]} "
    assert as_stranger.post(JOIN, {"code": written}).data["role"] == "guest"
    assert as_stranger.post(JOIN, {"token": token}).data["member_count"] == 4
    renewed = as_owner.post(at("code/")).data["code"]
    assert renewed != code
    late = client_for(User.objects.create_user("late", "late@example.com", "correct horse battery"))
    for wrong in ({"code": code}, {"token": token}, {"token": "x"}, {"code": "AAAAAAAA"}):
        answer = late.post(JOIN, wrong)
        assert (answer.status_code, answer.data["code"]) == (404, "invitation_invalid")
    for bad in ({}, {"code": renewed, "token": token}, {"party_id": "x"}):
        assert late.post(JOIN, bad).status_code == 400
    assert late.post(JOIN, {"party_id": str(party.pk)}).status_code == 404
    token = as_owner.post(at("link/")).data["token"]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=7, seconds=1)):
        fresh = client_for(User.objects.get(username="late"))
        assert fresh.post(JOIN, {"token": token}).status_code == 404
    assert late.post(JOIN, {"token": token}).status_code == 200


def test_guessing_ends_after_ten(as_stranger: APIClient, stranger: User, party: Party, window: Any) -> None:
    with window(f"party guesses {stranger.pk}", 600):
        for _ in range(3):
            assert as_stranger.post(JOIN, {"code": party.code}).status_code == 200
        codes = [as_stranger.post(JOIN, {"code": "AAAAAAA" + letter}).status_code for letter in LETTERS[:11]]
        assert codes == [404] * 10 + [429]
        refused = as_stranger.post(JOIN, {"code": party.code})
    assert (refused.status_code, refused.data["code"], refused.headers["Retry-After"]) == (
        429, "too_many_guesses", "600",
    )  # fmt: skip


def test_an_invitation_by_name_notifies_once_and_lets_in(
    as_owner: APIClient, as_guest: APIClient, as_stranger: APIClient, stranger: User, party: Party, at: Path
) -> None:
    assert as_guest.post(at("invitations/"), {"username": "stranger"}).status_code == 403
    for _ in range(2):
        assert as_owner.post(at("invitations/"), {"username": "STRANGER"}).status_code == 204
    told = Notification.objects.get(user=stranger)
    assert (told.kind, told.subject_type, told.subject_id, told.data) == (
        "invitation", "party", str(party.pk), {"name": "Friday night"},
    )  # fmt: skip
    assert as_stranger.get(at()).status_code == 404
    assert as_stranger.post(JOIN, {"party_id": str(party.pk)}).status_code == 200
    answer = as_owner.post(at("invitations/"), {"username": "nobody"})
    assert (answer.status_code, answer.data["code"]) == (404, "user_not_found")


def test_who_was_kicked_comes_back_only_by_the_hosts_invitation(
    as_owner: APIClient, as_guest: APIClient, as_dj: APIClient, guest: User, dj: User, party: Party, at: Path
) -> None:
    assert as_dj.delete(at(f"members/{guest.pk}/")).data["code"] == "not_your_role"
    assert as_owner.delete(at(f"members/{party.host_id}/")).status_code == 403
    assert as_owner.delete(at(f"members/{uuid4()}/")).data["code"] == "member_not_found"
    token = as_owner.post(at("link/")).data["token"]
    assert as_owner.delete(at(f"members/{guest.pk}/")).status_code == 204
    for by in ({"code": party.code}, {"token": token}, {"party_id": str(party.pk)}):
        refused = as_guest.post(JOIN, by)
        assert (refused.status_code, refused.data["code"]) == (403, "kicked")
    assert as_dj.post(at("invitations/"), {"username": "guest"}).data["code"] == "not_your_role"
    assert as_owner.post(at("invitations/"), {"username": "guest"}).status_code == 204
    assert as_guest.post(JOIN, {"party_id": str(party.pk)}).status_code == 200
    assert as_dj.post(at("leave/")).status_code == 204
    assert as_dj.post(JOIN, {"party_id": str(party.pk)}).data["role"] == "guest"


def test_roles_are_given_and_the_party_handed_over_by_its_host(
    as_owner: APIClient, as_guest: APIClient, owner: User, guest: User, dj: User, party: Party, at: Path
) -> None:
    assert as_guest.patch(at(f"members/{dj.pk}/"), {"role": "guest"}).status_code == 403
    assert as_owner.patch(at(f"members/{guest.pk}/"), {"role": "king"}).status_code == 400
    assert as_owner.patch(at(f"members/{guest.pk}/"), {"role": "dj"}).data["role"] == "dj"
    assert as_owner.patch(at(f"members/{owner.pk}/"), {"role": "guest"}).status_code == 403
    assert as_owner.patch(at(f"members/{guest.pk}/"), {"role": "host"}).data["role"] == "host"
    roles = {each["username"]: each["role"] for each in as_guest.get(at("members/")).data}
    assert roles == {"owner": "dj", "guest": "host", "dj": "dj"}
    assert as_owner.patch(at(), {"name": "Mine"}).status_code == 403
    changed = as_guest.patch(at(), {"name": "Ours", "guests_may_add": False})
    assert (changed.data["name"], changed.data["guests_may_add"]) == ("Ours", False)
    assert as_owner.delete(at()).status_code == 403
    assert as_guest.delete(at()).status_code == 204


def test_guests_add_where_they_may_and_remove_what_is_theirs(
    as_owner: APIClient, as_guest: APIClient, entries: list[str], at: Path, make_tracks: Callable[..., list[Any]]
) -> None:
    ids = [str(track.catalogue_id) for track in make_tracks(2)]
    added = as_guest.post(at("tracks/"), {"track_ids": [*ids, ids[0]]})
    assert (added.status_code, added.data["position"], len(added.data["item_ids"])) == (201, 5, 3)
    assert as_guest.post(at("tracks/"), {"track_ids": ids, "next": True}).status_code == 403
    assert as_guest.delete(at(f"tracks/{entries[0]}/")).status_code == 403
    assert as_guest.delete(at(f"tracks/{added.data['item_ids'][1]}/")).status_code == 204
    assert as_guest.delete(at(f"tracks/{uuid4()}/")).data["code"] == "entry_not_found"
    as_owner.patch(at(), {"guests_may_add": False})
    assert as_guest.post(at("tracks/"), {"track_ids": ids}).data["code"] == "not_your_role"
    listed = [each["id"] for each in as_guest.get(at("tracks/")).data]
    assert listed == [*entries, str(added.data["item_ids"][0]), str(added.data["item_ids"][2])]


def test_entries_are_ordered_as_in_a_listeners_queue(
    as_owner: APIClient, entries: list[str], at: Path, control: Any, make_tracks: Callable[..., list[Any]], party: Party
) -> None:
    a, b, c, d, e = entries
    control("jump", item_id=b)
    ids = [str(track.catalogue_id) for track in make_tracks(2)]
    x, y = (str(each) for each in as_owner.post(at("tracks/"), {"track_ids": ids, "next": True}).data["item_ids"])
    assert as_owner.post(at(f"tracks/{e}/move/"), {"position": 0}).data == {"id": e, "position": 0}
    listed = as_owner.get(at("tracks/")).data
    assert [(each["id"], each["position"]) for each in listed] == list(
        zip([e, a, b, x, y, c, d], range(7), strict=True)
    )
    assert as_owner.post(at(f"tracks/{a}/move/"), {"position": 7}).status_code == 400
    assert as_owner.delete(at(f"tracks/{b}/")).status_code == 204
    assert as_owner.get(at("state/")).data["item_id"] is None
    assert as_owner.get(at()).data["queue"]["current_position"] == 2
    assert control("play")["item_id"] == x
    assert as_owner.get(at("tracks/"), {"limit": 2, "offset": 1}).data[0]["id"] == a


def test_a_voted_entry_passes_those_with_fewer_votes(
    as_owner: APIClient, as_guest: APIClient, as_dj: APIClient, entries: list[str], at: Path, control: Any
) -> None:
    a, b, c, d, e = entries
    control("play")

    def order() -> list[str]:
        return [each["id"] for each in as_owner.get(at("tracks/")).data]

    as_guest.post(at(f"tracks/{d}/vote/"))
    assert order() == [a, d, b, c, e]
    as_guest.post(at(f"tracks/{e}/vote/"))
    assert order() == [a, d, e, b, c]
    as_dj.post(at(f"tracks/{e}/vote/"))
    assert order() == [a, e, d, b, c]
    assert as_guest.delete(at(f"tracks/{e}/vote/")).data == {"votes": 1}
    assert order() == [a, e, d, b, c]
    assert as_guest.post(at(f"tracks/{a}/vote/")).data["code"] == "not_upcoming"


def test_a_party_of_a_host_who_blocks_one_is_not_there(
    as_guest: APIClient, as_stranger: APIClient, owner: User, guest: User, stranger: User, party: Party, at: Path
) -> None:
    Block.objects.create(blocker=stranger, blocked=owner)
    assert as_stranger.post(JOIN, {"code": party.code}).data["code"] == "party_not_found"
    Block.objects.create(blocker=owner, blocked=guest)
    assert [as_guest.get(at(each)).status_code for each in ("", "state/", "tracks/", "members/", "messages/")] == [
        404
    ] * 5
    assert as_guest.get("/api/parties/").data == []


def test_a_full_party_lets_nobody_in_though_two_try_at_once(
    transactional_db: None, party: Party, stranger: User, settings: Any
) -> None:
    settings.PARTY_MEMBERS = 4
    other = User.objects.create_user("other", "other@example.com", "correct horse battery")
    outcomes: list[str] = []

    def come(user: User) -> None:
        try:
            join(user=user, party_id=party.pk, is_invited=True)
            outcomes.append("in")
        except PartyFull:
            outcomes.append("full")
        finally:
            connections.close_all()

    threads = [Thread(target=come, args=(each,)) for each in (stranger, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full", "in"]
    assert PartyMember.objects.filter(party=party, state="active").count() == 4


def test_lists_take_the_same_statements_for_one_row_and_for_fifty(
    as_owner: APIClient, owner: User, party: Party, at: Path, entries: list[str], make_tracks: Callable[..., list[Any]]
) -> None:
    def statements(path: str) -> int:
        as_owner.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert as_owner.get(path, {"limit": 50}).status_code == 200
        return len(asked)

    paths = ["/api/parties/", at("members/"), at("tracks/"), at("messages/")]
    party.messages.create(author=owner, number=1, text="Hi")
    before = [statements(path) for path in paths]
    people = User.objects.bulk_create([User(username=f"u{n}", email=f"u{n}@example.com") for n in range(50)])
    PartyMember.objects.bulk_create([PartyMember(party=party, user=each) for each in people])
    party.messages.bulk_create(
        [party.messages.model(party=party, author=each, number=n, text="Hi") for n, each in enumerate(people, 2)]
    )
    as_owner.post(at("tracks/"), {"track_ids": [str(each.catalogue_id) for each in make_tracks(50)]})
    joining.HOSTED_AT_ONCE, kept = 100, joining.HOSTED_AT_ONCE
    try:
        for number in range(49):
            create_party(user=owner, name=str(number))
    finally:
        joining.HOSTED_AT_ONCE = kept
    assert [statements(path) for path in paths] == before


@pytest.mark.parametrize("wrong", [{"limit": "x"}, {"limit": 0}, {"before": 0}, {"after": "-1"}])
def test_bad_pages_of_messages_are_refused(as_owner: APIClient, at: Path, wrong: dict[str, Any]) -> None:
    assert as_owner.get(at("messages/"), wrong).status_code == 400
