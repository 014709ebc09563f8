"""What is held as it is written: by the word list, by how much there is, by how often it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Profile, User
from accounts.moderation.models import Case, Event, ListedWord
from accounts.moderation.screening import Hold, verdict

Notification: Any = apps.get_model("notifications", "Notification")  # a room above
PROFILE = "/api/accounts/profile/"


def said(author: User, *texts: str, kind: str = "comment") -> str:
    """The word that holds it, "" when it is fine."""
    hold = verdict(author=author, kind=kind, texts=texts)
    return hold.detail if hold else ""


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("spam", "This is SPAM!"),
        ("spam", "spám"),
        ("Späm", "no spam here"),
        ("spam", "\uff53\uff50\uff41\uff4d"),
        ("spam", "s\u200bpam"),
        ("spam", "buy_spam_now"),
        ("buy now", "please BUY,\n now"),
        ("straße", "STRASSE"),
        ("спам", "Это СПАМ."),
    ],
)
def test_a_listed_word_is_found_however_it_is_written(word: str, text: str, owner: User) -> None:
    ListedWord.objects.create(word=word)
    assert said(owner, "nothing", text)


@pytest.mark.parametrize("text", ["spammer", "antispam", "s p a m", "now buy", "buy it now", "", "Scunthorpe"])
def test_what_only_holds_it_within_is_fine(text: str, owner: User) -> None:
    for word in ("spam", "buy now", "cunt"):
        ListedWord.objects.create(word=word)
    assert verdict(author=owner, kind="comment", texts=[text]) is None


def test_the_list_is_read_once_and_again_when_it_changes(owner: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert said(owner, "spam and eggs") == ""
    word = ListedWord.objects.create(word="spam")
    with django_assert_num_queries(2):
        assert said(owner, "spam and eggs") == "spam"
    with django_assert_num_queries(1):
        assert said(owner, "more spam") == "spam"
    word.word = "eggs"
    word.save()
    assert said(owner, "spam and eggs") == "eggs"
    ListedWord.objects.create(word="ham")
    assert said(owner, "spam and ham") == "ham"
    ListedWord.objects.all().delete()
    assert said(owner, "spam and eggs") == ""


def test_a_word_is_listed_once_and_is_one(db: None) -> None:
    ListedWord.objects.create(word="Spám")
    for word, code in (("SPAM", "unique"), ("...", "no_word")):
        with pytest.raises(ValidationError) as refused:
            ListedWord(word=word).full_clean()
        assert [error.code for error in refused.value.error_dict["word"]] == [code]


def test_a_lot_at_once_is_held_sooner_of_a_new_account_until_the_window_ends(owner: User, settings: Any) -> None:
    settings.HOLD_AFTER, settings.HOLD_AFTER_NEW = 4, 2

    def held(count: int, kind: str = "comment") -> list[bool]:
        return [verdict(author=owner, kind=kind, texts=[f"no {number}"]) is not None for number in range(count)]

    with time_machine.travel(timezone.now(), tick=False) as clock:
        assert held(4) == [False, False, True, True]
        assert held(1, "party_message") == [False]
        assert verdict(author=owner, kind="comment", texts=["x"]) == Hold(Case.Why.TOO_MUCH)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert held(3) == [False, False, True]
        clock.shift(timedelta(days=1, minutes=10))
        assert held(5) == [False, False, False, False, True]


def test_the_same_text_again_and_again_is_held(owner: User, stranger: User, settings: Any) -> None:
    settings.HOLD_REPEATED = 2

    def held(author: User, text: str) -> bool:
        return verdict(author=author, kind="comment", texts=[text]) is not None

    with time_machine.travel(timezone.now(), tick=False):
        assert [held(owner, text) for text in ("Visit my page", "visit MY page!", "Visit, my page")] == [
            False, False, True,
        ]  # fmt: skip
        assert [held(owner, "Thanks!") for _ in range(4)] == [False] * 4
        assert not held(owner, "Visit my pages")
        assert not held(stranger, "Visit my page")


def test_staff_is_not_held(moderator: User, settings: Any) -> None:
    settings.HOLD_AFTER = settings.HOLD_AFTER_NEW = 1
    ListedWord.objects.create(word="spam")
    assert [said(moderator, "spam") for _ in range(3)] == ["", "", ""]


def test_a_held_profile_is_hidden_from_others_told_to_its_owner_and_put_before_moderators(
    as_owner: APIClient, as_stranger: APIClient, owner: User, run_jobs: Any
) -> None:
    ListedWord.objects.create(word="spam")
    assert as_owner.patch(PROFILE, {"bio": "I like spam."}).json()["is_hidden"] is True

    assert as_owner.get(PROFILE).json()["bio"] == "I like spam."
    assert as_owner.get(f"/api/users/{owner.pk}/public/").json()["bio"] == "I like spam."
    public = as_stranger.get(f"/api/users/{owner.pk}/public/").json()
    assert (public["username"], public["bio"], public["avatar"]) == ("owner", "", None)
    [case] = Case.objects.all()
    assert (case.kind, case.content_id, case.author_id, case.state) == ("profile", owner.pk, owner.pk, "open")
    assert (case.held_for, case.held_detail, case.is_hidden, case.is_automatic) == ("word_list", "spam", True, True)
    assert case.text == {"username": "owner", "bio": "I like spam."}
    assert [event.kind for event in Event.objects.all()] == ["held"]
    as_owner.patch(PROFILE, {"bio": "I like spam and eggs."})
    case.refresh_from_db()
    assert case.text["bio"] == "I like spam and eggs."
    assert [each.text for each in Notification.objects.all()] == [
        "Your profile is hidden until a moderator has looked at it."
    ]


def test_a_name_is_looked_at_as_somebody_signs_up_or_renames_themselves(
    anonymous: APIClient, as_stranger: APIClient, as_moderator: APIClient, stranger: User, owner: User
) -> None:
    ListedWord.objects.create(word="spam")
    body = {"username": "spam-king", "email": "king@example.com", "password": "correct horse battery"}
    assert anonymous.post("/api/accounts/register/", body).status_code == 201
    as_stranger.patch(f"/api/users/{stranger.pk}/", {"username": "spam.queen"})
    as_moderator.patch(f"/api/users/{owner.pk}/", {"username": "no-spam"})
    hidden = Profile.objects.exclude(hidden_at=None).values_list("user__username", flat=True)
    assert sorted(hidden) == ["spam-king", "spam.queen"]
    assert Case.objects.count() == 2


def test_what_is_said_of_oneself_without_words_is_not_looked_at(
    as_owner: APIClient, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.HOLD_AFTER_NEW = 1
    for private in (True, False, True):
        with django_assert_num_queries(5):
            answer = as_owner.patch(PROFILE, {"is_private": private, "shares_listens": True})
        assert (answer.json()["is_private"], answer.json()["shares_listens"]) == (private, True)
        assert answer.json()["is_hidden"] is False
