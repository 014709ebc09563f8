"""The tokens of a linked account: renewed in time and by one at a time, replaced, ended, kept unreadable."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from config.batches import nobody_waits
from config.personal_data import all_parts
from integrations.budget import Budget
from integrations.errors import ProviderUnavailable
from integrations.links.errors import SignInAgain
from integrations.links.models import LinkAttempt, LinkedAccount
from integrations.links.services import (
    UNREADABLE,
    Tokens,
    link,
    mark_sign_in_again,
    note_error,
    note_success,
    replace_tokens,
    token_of,
)
from integrations.links.spotify import library
from integrations.links.spotify_tokens import ENDED, ListenerTokens
from integrations.links.tasks import renew_tokens
from integrations.links.tests.conftest import Linked, consent
from integrations.standins.spotify.server import SpotifyStandin

ONE = "/api/integrations/spotify/"


def name_at_spotify(account: LinkedAccount) -> str:
    return library().profile(ListenerTokens(account), budget=Budget(5)).name


def ending_in(account: LinkedAccount, seconds: float) -> LinkedAccount:
    LinkedAccount.objects.filter(pk=account.pk).update(tokens_end_at=timezone.now() + timedelta(seconds=seconds))
    account.refresh_from_db()
    return account


@pytest.mark.parametrize("rotates", [True, False])
def test_a_token_is_renewed_when_it_is_due_or_refused(
    spotify: SpotifyStandin, linked: Linked, owner: User, *, rotates: bool
) -> None:
    account = linked(owner)
    spotify.consents.rotates = rotates
    first = token_of(account)
    assert name_at_spotify(account) == "Ada"
    assert spotify.consents.renewals == 0, "good for an hour"

    assert name_at_spotify(ending_in(account, 30)) == "Ada"
    account.refresh_from_db()
    second = token_of(account)
    assert (spotify.consents.renewals, second.access != first.access) == (1, True)
    assert (second.refresh != first.refresh) == rotates, "without a new one the old one stays"

    spotify.expire_tokens()
    assert name_at_spotify(account) == "Ada"
    assert spotify.consents.renewals == 2
    account.refresh_from_db()
    assert (account.state, account.renewing_until) == ("active", None)


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_renew_once(spotify: SpotifyStandin, linked: Linked, owner: User) -> None:
    account = ending_in(linked(owner), -5)
    spotify.slow(0.2, "/api/token")

    def ask(_: int) -> str:
        try:
            return name_at_spotify(LinkedAccount.objects.get(pk=account.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(6))) == ["Ada"] * 6
    assert spotify.consents.renewals == 1, "a refresh token is good once: the others would have ended the link"


def test_a_renewal_that_died_is_taken_over_and_one_that_hangs_is_waited_for(
    spotify: SpotifyStandin, linked: Linked, owner: User
) -> None:
    account = ending_in(linked(owner), -5)
    LinkedAccount.objects.update(renewing_until=timezone.now() + timedelta(seconds=5))
    with pytest.raises(ProviderUnavailable, match="no token in time"):
        ListenerTokens(account).token(budget=Budget(0.2))
    LinkedAccount.objects.update(renewing_until=timezone.now() - timedelta(seconds=1))
    assert name_at_spotify(account) == "Ada"


def test_the_scheduled_task_renews_ahead(spotify: SpotifyStandin, linked: Linked, owner: User, stranger: User) -> None:
    soon, later = linked(owner), linked(stranger, as_="ben")
    ending_in(soon, 300)
    ending_in(later, 3000)
    assert renew_tokens() == 1
    soon.refresh_from_db()
    assert soon.tokens_end_at is not None
    assert soon.tokens_end_at > timezone.now() + timedelta(minutes=50)
    assert renew_tokens() == 0

    ending_in(soon, 300)
    spotify.down("/api/token")
    assert renew_tokens() == 0
    soon.refresh_from_db()
    assert (soon.state, soon.renewing_until) == ("active", None)


def test_a_consent_that_was_taken_back_asks_for_another(
    spotify: SpotifyStandin, linked: Linked, as_owner: APIClient, owner: User
) -> None:
    account = ending_in(linked(owner), -5)
    spotify.consents.revoke_all()
    with pytest.raises(SignInAgain):
        name_at_spotify(account)
    with pytest.raises(SignInAgain):
        name_at_spotify(LinkedAccount.objects.get())

    shown = as_owner.get(ONE).json()
    assert (shown["state"], shown["last_error"]) == ("sign_in_again", ENDED)
    assert LinkedAccount.objects.get().sealed == "", "useless tokens are forgotten"
    assert renew_tokens() == 0
    assert APIClient().get(consent(as_owner)).json()["state"] == "active"
    assert name_at_spotify(LinkedAccount.objects.get()) == "Ada"


def test_the_listener_is_told_once_for_each_end(linked: Linked, owner: User, as_owner: APIClient) -> None:
    account = linked(owner)
    mark_sign_in_again(account, "Gone.")
    mark_sign_in_again(account, "Gone.")
    told = [(row["kind"], row["text"]) for row in as_owner.get("/api/notifications/").json()]
    assert told == [("link_expired", "Spotify asks you to sign in again.")]
    mark_sign_in_again(linked(owner), "Gone again.")
    assert len(as_owner.get("/api/notifications/").json()) == 2


def test_what_is_known_of_old_tokens_does_not_harm_new_ones(linked: Linked, owner: User) -> None:
    before = linked(owner)
    after = linked(owner, as_="ben")
    mark_sign_in_again(before, "The old token is refused.")
    assert replace_tokens(before, Tokens("late", "late")) is False
    stored = LinkedAccount.objects.get()
    assert (stored.state, token_of(stored)) == ("active", token_of(after))


def test_errors_and_successes_are_noted(linked: Linked, owner: User, django_assert_num_queries: Any) -> None:
    account = linked(owner)
    note_error(account, "Spotify is away.\x00" + "x" * 400)
    account.refresh_from_db()
    assert (account.last_error[:16], len(account.last_error)) == ("Spotify is away.", 300)
    note_success(account)
    account.refresh_from_db()
    noted = account.last_success_at
    assert account.last_error == ""
    with django_assert_num_queries(1):
        note_success(account)
    account.refresh_from_db()
    assert account.last_success_at == noted, "once a minute is enough"


def test_keys_are_rotated(linked: Linked, owner: User, as_owner: APIClient, settings: Any) -> None:
    account = linked(owner)
    tokens, old, new = token_of(account), settings.LINK_TOKEN_KEYS[0], Fernet.generate_key().decode()
    as_owner.get("/api/auth/spotify/")
    settings.LINK_TOKEN_KEYS = [new, old]
    call_command("reseal_tokens")
    settings.LINK_TOKEN_KEYS = [new]
    account.refresh_from_db()
    assert token_of(account) == tokens
    assert LinkAttempt.objects.count() == 1

    settings.LINK_TOKEN_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="2 cannot be read"):
        call_command("reseal_tokens")
    with pytest.raises(SignInAgain):
        token_of(account)
    assert LinkedAccount.objects.get().last_error == UNREADABLE
    settings.LINK_TOKEN_KEYS = []
    with pytest.raises(CommandError, match="LINK_TOKEN_KEYS is not set"):
        call_command("reseal_tokens")


def test_tokens_are_good_in_their_own_row_only(linked: Linked, owner: User, stranger: User) -> None:
    account = linked(owner)
    other = link(
        user=stranger, service="spotify", account_id="other", account_name="Other", tokens=Tokens("theirs", "theirs")
    )
    LinkedAccount.objects.filter(pk=other.pk).update(sealed=account.sealed)
    other.refresh_from_db()
    with pytest.raises(SignInAgain):
        token_of(other)


def test_an_export_has_the_link_without_its_tokens_and_leaving_forgets_it(linked: Linked, owner: User) -> None:
    account = linked(owner)
    part = next(part for part in all_parts() if part.name == "linked_accounts")
    rows = list(part.rows(owner))
    assert [set(row) for row in rows] == [set(part.columns)]
    assert "sealed" not in part.columns
    assert token_of(account).refresh not in json.dumps(rows, default=str)

    part.hide(owner)
    assert not LinkedAccount.objects.exists()
    part.erase(owner, nobody_waits)
    assert not LinkAttempt.objects.exists()


def test_the_admin_shows_links_without_tokens_and_unlinks(linked: Linked, owner: User, client: Any) -> None:
    account = linked(owner)
    client.force_login(User.objects.create_superuser("root", "root@example.com", "x"))
    page = client.get(f"/admin/links/linkedaccount/{account.pk}/change/").content.decode()
    assert "Ada" in page
    assert account.sealed not in page
    assert token_of(account).access not in page
    client.post(f"/admin/links/linkedaccount/{account.pk}/delete/", {"post": "yes"})
    assert not LinkedAccount.objects.exists()
