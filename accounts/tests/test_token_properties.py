"""Whatever is presented in place of a token, it is refused as one and nothing breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from accounts.models import RefreshToken, User
from accounts.tokens import TokenPair, open_session

REFRESH = "/api/accounts/token/refresh/"
PROFILE = "/api/accounts/profile/"
BOUNDED = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# What an HTTP header can carry.
header_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=300)


@pytest.fixture
def pair(owner: User) -> TokenPair:
    return open_session(user=owner)


@given(text=st.text(max_size=300))
@BOUNDED
def test_any_text_in_place_of_a_refresh_token_is_refused(text: str, db: None) -> None:
    answer = APIClient().post(REFRESH, {"refresh": text}, format="json")

    assert answer.status_code in (400, 401)
    assert answer["Content-Type"] == "application/problem+json"


@given(text=header_text)
@BOUNDED
def test_any_text_in_place_of_an_access_token_is_refused(text: str, db: None) -> None:
    answer = APIClient().get(PROFILE, headers={"authorization": f"Bearer {text}"})

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


@given(place=st.integers(0, 10_000), letter=st.sampled_from("ABCXYZabcxyz0189-_"))
@BOUNDED
def test_a_token_with_one_letter_changed_is_refused(place: int, letter: str, pair: TokenPair) -> None:
    signed, _, signature = pair.refresh.rpartition(".")
    at = place % len(signed)
    changed = f"{signed[:at]}{letter}{signed[at + 1 :]}.{signature}"
    if changed == pair.refresh:
        return
    before = RefreshToken.objects.count()

    answer = APIClient().post(REFRESH, {"refresh": changed}, format="json")

    assert answer.status_code == 401
    assert RefreshToken.objects.count() == before


def test_one_kind_of_token_does_not_stand_for_the_other(pair: TokenPair) -> None:
    as_access = APIClient().get(PROFILE, headers={"authorization": f"Bearer {pair.refresh}"})
    as_refresh = APIClient().post(REFRESH, {"refresh": pair.access}, format="json")

    assert (as_access.status_code, as_refresh.status_code) == (401, 401)
