"""What members hear of each other, over real sockets of a real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from accounts.tokens import open_session
from catalogue.models import Track
from config.realtime.tests.serving import Client, Opener
from parties import sockets
from parties.models import Party
from parties.tests.conftest import Path

Enter = Callable[[User], Client]


@pytest.fixture
def enter(open_socket: Opener, party: Party) -> Enter:
    """`enter(user)`: their socket, before its hello."""
    return lambda user: open_socket(f"/ws/parties/{party.pk}/", open_session(user=user).access)


def hello(client: Client) -> dict[str, Any]:
    return client.next("hello")


def test_hello_has_the_whole_state(
    enter: Enter,
    party: Party,
    owner: User,
    guest: User,
    entries: list[str],
    control: Any,
    as_owner: APIClient,
    at: Path,
) -> None:
    state = control("play")
    for number in range(52):
        party.messages.create(author=owner, number=number + 1, text=f"Text {number}")
    Party.objects.filter(pk=party.pk).update(message_count=52)
    host = enter(owner)
    first = hello(host)
    assert (first["role"], first["user_id"], first["party"]["name"]) == ("host", str(owner.pk), "Friday night")
    member = enter(guest)
    told = hello(member)
    assert told["role"] == "guest"
    assert told["state"] == {name: state[name] for name in told["state"]}
    assert told["queue"] == {"version": 1, "current_item_id": entries[0], "current_position": 0, "track_count": 5}
    assert [each["username"] for each in told["members"]["present"]] == ["owner", "guest"]
    assert told["members"]["version"] == first["members"]["version"] + 1
    assert [told["chat"]["last_number"], len(told["chat"]["messages"])] == [52, 50]
    assert [each["number"] for each in told["chat"]["messages"]][::49] == [3, 52]
    assert host.next("member.joined")["member"]["username"] == "owner"
    assert host.next("member.joined")["member"] == {
        "user_id": str(guest.pk), "username": "guest", "role": "guest", "is_muted": False, "present": True,
    }  # fmt: skip


def test_what_one_does_all_hear_with_the_answer_to_who_did_it(
    enter: Enter, owner: User, guest: User, dj: User, make_tracks: Callable[..., list[Track]]
) -> None:
    host, member, other = enter(owner), enter(guest), enter(dj)
    for each in (host, member, other):
        hello(each)
    track_ids = [str(track.catalogue_id) for track in make_tracks(3)]
    added = member.ask("queue.add", track_ids=track_ids)
    assert (added["type"], added["position"], len(added["item_ids"])) == ("added", 0, 3)
    first, second, third = added["item_ids"]
    for each in (host, member, other):
        told = each.next("queue.changed")
        assert (told["version"], told["changes"][0]["item_ids"]) == (1, added["item_ids"])
    playing = other.ask("state.set", action="play", version=0)
    assert (playing["type"], playing["state"]["item_id"], playing["state"]["version"]) == ("state", first, 1)
    assert [each.next("state.changed")["state"] for each in (host, member, other)] == [playing["state"]] * 3
    late = host.ask("state.set", action="pause", version=0)
    assert (late["error"]["status"], late["error"]["code"]) == (409, "state_moved")
    assert late["error"]["state"] == playing["state"]
    assert member.ask("queue.vote", item_id=third)["votes"] == 1
    changes = host.next("queue.changed")["changes"]
    assert [each["change"] for each in changes] == ["moved", "voted"]
    assert host.ask("queue.move", item_id=third, position=2)["type"] == "done"
    assert member.ask("queue.unvote", item_id=third)["votes"] == 0
    assert host.ask("queue.remove", item_id=second)["type"] == "done"
    sent = member.ask("chat.send", text="What a song!")
    assert [each.next("chat.message")["message"] for each in (host, other)] == [sent["message"]] * 2
    assert host.ask("chat.delete", message_id=sent["message"]["id"])["type"] == "done"
    assert other.next("chat.deleted")["number"] == 1
    synced = other.ask("sync")
    assert [synced[name] for name in ("queue_version", "last_number")] == [5, 1]
    assert synced["state"] == playing["state"]


def test_more_than_half_of_those_who_are_there_skip(
    enter: Enter, owner: User, guest: User, dj: User, entries: list[str], control: Any
) -> None:
    host, member, other = enter(owner), enter(guest), enter(dj)
    for each in (host, member, other):
        hello(each)
    control("play")
    assert member.ask("skip.vote")["votes"] == 1
    assert member.ask("skip.vote") == {"type": "skip", "votes": 1, "needed": 2, "re": "asked"}
    assert member.ask("skip.unvote")["votes"] == 0
    member.ask("skip.vote")
    assert other.ask("skip.vote") == {"type": "skip", "votes": 2, "needed": 2, "re": "asked"}
    assert host.next("state.changed")["state"]["item_id"] == entries[0]
    assert host.next("state.changed")["state"]["item_id"] == entries[1]
    assert member.ask("skip.vote")["votes"] == 1


COMMANDS: dict[str, dict[str, Any]] = {
    "state.set": {"action": "play", "version": 0},
    "queue.add": {},
    "queue.move": {"position": 0},
    "queue.remove": {},
    "queue.vote": {},
    "queue.unvote": {},
    "skip.vote": {},
    "skip.unvote": {},
    "chat.send": {"text": "Hi"},
    "chat.delete": {},
    "sync": {},
}


def test_the_table_of_commands_names_them_all() -> None:
    assert set(COMMANDS) == set(sockets.PartySocket.commands)


def test_guests_do_what_guests_may_and_nobody_acts_who_is_no_member_any_more(
    enter: Enter, owner: User, guest: User, entries: list[str], party: Party, make_tracks: Callable[..., list[Track]]
) -> None:
    member = enter(guest)
    hello(member)
    [track] = make_tracks(1)
    about = {"item_id": entries[1], "message_id": entries[1], "track_ids": [str(track.catalogue_id)]}

    def outcomes() -> dict[str, Any]:
        answers = {name: member.ask(name, **body, **about) for name, body in COMMANDS.items()}
        return {name: answer.get("error", {}).get("code", "done") for name, answer in answers.items()}

    found = outcomes()
    assert {name for name, code in found.items() if code == "not_your_role"} == {
        "state.set", "queue.move", "queue.remove",
    }  # fmt: skip
    # Its row changes behind its back, and nobody tells the socket.
    party.members.filter(user=guest).update(state="kicked")
    assert outcomes() == dict.fromkeys(COMMANDS, "party_not_found")


def test_what_is_no_command_is_answered_with_a_problem(enter: Enter, owner: User) -> None:
    host = enter(owner)
    hello(host)
    for text in ("", "{", "[]", "null", '{"type": "party.end"}', '{"type": 1}'):
        host.connection.send(text)
        assert host.next("error")["error"]["code"] == "unknown_type"
    wrong: list[dict[str, Any]] = [
        {"type": "state.set"},
        {"type": "state.set", "action": "play", "version": -1},
        {"type": "queue.add", "track_ids": []},
        {"type": "queue.add", "track_ids": ["a"] * 101},
        {"type": "chat.send", "text": ""},
        {"type": "chat.send", "text": "x" * 501},
        {"type": "chat.send", "text": "\u0007"},
        {"type": "queue.vote", "item_id": "x"},
    ]
    for each in wrong:
        host.connection.send(json.dumps(each))
        assert host.next("error")["error"]["code"] == "validation_error"


def test_who_may_not_is_turned_away_and_who_goes_is_closed(
    enter: Enter, people: Any, stranger: User, moderator: User, as_owner: APIClient, as_dj: APIClient, at: Path
) -> None:
    owner, guest, dj = people
    assert [enter(each).closed_with() for each in (stranger, moderator)] == [4404, 4404]
    host, member, other = enter(owner), enter(guest), enter(dj)
    for each in (host, member, other):
        hello(each)
    assert as_owner.delete(at(f"members/{guest.pk}/")).status_code == 204
    assert member.closed_with() == 4403
    assert enter(guest).closed_with() == 4404
    assert as_dj.post(at("leave/")).status_code == 204
    assert other.closed_with() == 4403
    left = [host.next("member.left")["member"]["username"] for _ in range(2)]
    assert left == ["guest", "dj"]
    assert as_owner.delete(at()).status_code == 204
    host.next("party.ended")
    assert host.closed_with() == 4404
    assert enter(owner).closed_with() == 4404


def test_blocked_guests_hear_the_music_and_nothing_of_each_other(
    enter: Enter, owner: User, guest: User, dj: User, as_guest: APIClient, entries: list[str], control: Any
) -> None:
    host, member, other = enter(owner), enter(guest), enter(dj)
    for each in (host, member, other):
        hello(each)
    assert as_guest.post(f"/api/users/{dj.pk}/block/").status_code in (200, 201, 204)
    for each in (member, other):
        each.next("resync")
        each.told_nothing()
    host.told_nothing()
    sent = other.ask("chat.send", text="Can you hear me?")["message"]
    control("play")
    assert host.next("chat.message")["message"] == sent
    # In the order that it was told in: the text before the state did not come.
    assert member.receive()["type"] == "state.changed"
    assert hello(enter(guest))["chat"]["messages"] == []
    again = hello(enter(dj))
    assert [each["username"] for each in again["members"]["present"]] == ["owner", "dj"]


def test_a_suspended_member_is_closed_and_cannot_come_back(enter: Enter, owner: User, guest: User) -> None:
    member = enter(guest)
    hello(member)
    guest.is_active = False
    guest.save()
    assert member.closed_with() == 4401
    assert enter(guest).closed_with() == 4401


def test_a_host_who_blocks_somebody_is_rid_of_them(
    enter: Enter, owner: User, guest: User, as_owner: APIClient, as_guest: APIClient, party: Party
) -> None:
    member = enter(guest)
    hello(member)
    assert as_owner.post(f"/api/users/{guest.pk}/block/").status_code in (200, 201, 204)
    assert member.closed_with() == 4403
    answer = as_guest.post("/api/parties/join/", {"code": party.code})
    assert (answer.status_code, answer.data["code"]) == (404, "party_not_found")
