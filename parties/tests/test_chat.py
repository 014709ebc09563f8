"""What members write to each other, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Block, User
from accounts.moderation.models import ListedWord
from accounts.moderation.reportable import KINDS
from parties.models import HIDDEN_NAME, Party, PartyMessage
from parties.tests.conftest import Path


@pytest.fixture
def written(party: Party, owner: User, guest: User) -> list[PartyMessage]:
    """Six messages, of the owner and the guest in turn."""
    Party.objects.filter(pk=party.pk).update(message_count=6)
    return [
        PartyMessage.objects.create(party=party, author=(owner, guest)[n % 2], number=n + 1, text=f"Text {n + 1}")
        for n in range(6)
    ]


def numbers(client: APIClient, at: Path, **query: Any) -> list[int]:
    return [each["number"] for each in client.get(at("messages/"), query).data]


def test_messages_are_numbered_and_read_by_pages(as_guest: APIClient, at: Path, written: list[PartyMessage]) -> None:
    answer = as_guest.post(at("messages/"), {"text": "  What a song!  "})
    assert (answer.status_code, answer.data["number"], answer.data["text"]) == (201, 7, "What a song!")
    assert answer.data["author"]["username"] == "guest"
    assert numbers(as_guest, at) == [1, 2, 3, 4, 5, 6, 7]
    assert numbers(as_guest, at, limit=3) == [5, 6, 7]
    assert numbers(as_guest, at, limit=3, before=5) == [2, 3, 4]
    assert numbers(as_guest, at, limit=3, after=2) == [3, 4, 5]
    assert numbers(as_guest, at, after=7) == []
    for bad in ({}, {"text": ""}, {"text": "   "}, {"text": "x" * 501}, {"text": "\u0000"}):
        assert as_guest.post(at("messages/"), bad).status_code == 400
    assert PartyMessage.objects.count() == 7


def test_messages_are_deleted_by_their_author_and_the_host(
    as_owner: APIClient, as_guest: APIClient, as_dj: APIClient, at: Path, written: list[PartyMessage]
) -> None:
    by_owner, by_guest, *_ = (f"messages/{each.pk}/" for each in written)
    assert as_guest.delete(at(by_owner)).data["code"] == "not_your_role"
    assert as_dj.delete(at(by_guest)).data["code"] == "not_your_role"
    assert as_guest.delete(at(by_guest)).status_code == 204
    assert as_guest.delete(at(by_guest)).data["code"] == "message_not_found"
    assert as_owner.delete(at(f"messages/{written[3].pk}/")).status_code == 204
    assert numbers(as_guest, at) == [1, 3, 5, 6]


def test_who_is_muted_reads_and_does_not_write(as_owner: APIClient, as_guest: APIClient, at: Path, guest: User) -> None:
    assert as_owner.patch(at(f"members/{guest.pk}/"), {"is_muted": True}).data["is_muted"] is True
    refused = as_guest.post(at("messages/"), {"text": "Hi"})
    assert (refused.status_code, refused.data["code"]) == (403, "muted")
    assert numbers(as_guest, at) == []
    as_guest.post(at("leave/"))
    as_guest.post("/api/parties/join/", {"party_id": at().split("/")[3]})
    assert as_guest.post(at("messages/"), {"text": "Hi"}).status_code == 403
    as_owner.patch(at(f"members/{guest.pk}/"), {"is_muted": False})
    assert as_guest.post(at("messages/"), {"text": "Hi"}).status_code == 201


def test_a_lot_at_once_is_refused(as_guest: APIClient, guest: User, at: Path, window: Any) -> None:
    with window(f"party chat {guest.pk}", 10):
        codes = [as_guest.post(at("messages/"), {"text": f"{n}"}).status_code for n in range(11)]
    assert codes == [201] * 10 + [429]


def test_blocked_members_do_not_read_each_other(
    as_guest: APIClient, as_dj: APIClient, as_owner: APIClient, guest: User, dj: User, at: Path, entries: list[str],
    make_tracks: Any,
) -> None:  # fmt: skip
    Block.objects.create(blocker=guest, blocked=dj)
    [track] = make_tracks(1)
    as_guest.post(at("messages/"), {"text": "Hi"})
    as_guest.post(at("tracks/"), {"track_ids": [str(track.catalogue_id)]})
    assert [numbers(client, at) for client in (as_guest, as_dj, as_owner)] == [[1], [], [1]]
    assert [each["username"] for each in as_dj.get(at("members/")).data] == ["owner", "dj"]
    assert as_dj.get(at("tracks/")).data[-1]["added_by"] is None
    assert as_owner.get(at("tracks/")).data[-1]["added_by"] == str(guest.pk)


def test_words_on_the_list_are_held_from_all_but_who_wrote_them(
    as_guest: APIClient, as_owner: APIClient, at: Path
) -> None:
    ListedWord.objects.create(word="swordfish", folded="swordfish")
    held = as_guest.post(at("messages/"), {"text": "Swordfish!"})
    assert (held.status_code, held.data["is_hidden"]) == (201, True)
    assert [numbers(client, at) for client in (as_guest, as_owner)] == [[1], []]
    made = as_guest.post("/api/parties/", {"name": "Swordfish party"}).data
    assert made["name"] == "Swordfish party"
    as_owner.post("/api/parties/join/", {"code": made["code"]})
    assert as_owner.get(f"/api/parties/{made['id']}/").data["name"] == HIDDEN_NAME


def test_names_and_messages_can_be_reported_and_hidden(
    party: Party, written: list[PartyMessage], owner: User, guest: User, stranger: User, as_guest: APIClient, at: Path
) -> None:
    name, message = KINDS["party"], KINDS["party_message"]
    shown = message.shown_to(guest, written[0].pk)
    assert shown is not None
    assert (shown.author_id, dict(shown.text)) == (owner.pk, {"text": "Text 1"})
    assert message.shown_to(stranger, written[0].pk) is None
    assert name.shown_to(stranger, party.pk) is None
    assert name.shown_to(guest, party.pk) is not None
    now = timezone.now()
    message.hide(written[0].pk, now)
    name.hide(party.pk, now)
    assert numbers(as_guest, at) == [2, 3, 4, 5, 6]
    assert as_guest.get(at()).data["name"] == HIDDEN_NAME
    assert [name.shown_to(guest, party.pk), message.shown_to(guest, written[0].pk)] == [None, None]
    hidden = message.content(written[0].pk)
    assert hidden is not None
    assert hidden.hidden_at == now
    message.hide(written[0].pk, None)
    assert numbers(as_guest, at)[0] == 1
    for kind in (name, message):
        kind.hide(party.named_by_id or owner.pk, datetime.now(UTC))  # of what is gone
        assert kind.content(owner.pk) is None
