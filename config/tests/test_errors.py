"""Every error is a problem document, whoever raised it."""

import json

import psycopg2
import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from config.errors import field_errors

PROBLEM = "application/problem+json"


def test_an_unknown_address_is_a_problem_document(client: Client) -> None:
    answer = client.get("/api/no/such/thing/")

    assert (answer.status_code, answer["Content-Type"]) == (404, PROBLEM)
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
        "code": "not_found",
    }


def test_a_wrong_method_is_a_problem_document(as_owner: APIClient) -> None:
    answer = as_owner.delete("/api/accounts/token/")

    assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)
    assert json.loads(answer.content)["code"] == "method_not_allowed"
    assert answer["Allow"] == "POST, OPTIONS"


def test_a_body_that_is_no_json_is_a_problem_document(client: Client, db: None) -> None:
    answer = client.post("/api/accounts/token/", data="{broken", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["code"] == "parse_error"


def test_a_body_of_another_type_is_a_problem_document(client: Client, db: None) -> None:
    answer = client.post("/api/accounts/token/", data="a=b", content_type="text/plain")

    assert (answer.status_code, answer["Content-Type"]) == (415, PROBLEM)
    assert answer.json()["code"] == "unsupported_media_type"


def test_an_answer_that_the_client_does_not_take_is_a_problem_document(as_owner: APIClient) -> None:
    answer = as_owner.get("/api/accounts/profile/", HTTP_ACCEPT="text/html")

    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)
    assert answer.json()["code"] == "not_acceptable"


def test_a_missing_token_says_which_scheme_is_wanted(anonymous: APIClient, db: None) -> None:
    answer = anonymous.get("/api/accounts/profile/")

    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'
    assert answer.json()["code"] == "not_authenticated"


def test_a_broken_token_is_told_from_a_missing_one(anonymous: APIClient, db: None) -> None:
    anonymous.credentials(HTTP_AUTHORIZATION="Bearer nonsense")

    answer = anonymous.get("/api/accounts/profile/")

    assert (answer.status_code, answer.json()["code"]) == (401, "token_not_valid")


def test_a_host_that_is_not_ours_is_refused_as_a_problem_document(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize(
    ("details", "flat"),
    [
        (
            {"name": [{"message": "Too long.", "code": "max_length"}]},
            {"name": [{"message": "Too long.", "code": "max_length"}]},
        ),
        ([{"message": "No.", "code": "invalid"}], {"non_field_errors": [{"message": "No.", "code": "invalid"}]}),
        (
            {"profile": {"moods": {0: [{"message": "Not a string.", "code": "invalid"}]}}},
            {"profile.moods.0": [{"message": "Not a string.", "code": "invalid"}]},
        ),
        (
            {"tracks": [{}, {"id": [{"message": "Required.", "code": "required"}]}]},
            {"tracks.1.id": [{"message": "Required.", "code": "required"}]},
        ),
    ],
)
def test_nested_field_errors_are_flattened(details: object, flat: dict[str, object]) -> None:
    assert field_errors(details) == flat


def test_json_that_is_nested_too_deeply_is_a_problem_document(client: Client, db: None) -> None:
    answer = client.post("/api/accounts/token/", data="[" * 100_000, content_type="application/json")

    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.django_db(transaction=True)
def test_a_database_connection_that_is_cut_is_a_problem_that_passes(as_owner: APIClient) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection that somebody could cut.")
    with psycopg2.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        with connection.cursor() as ours:
            ours.execute("SELECT pg_backend_pid()")
            [pid] = ours.fetchone()
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()

    cut = as_owner.get("/api/accounts/profile/")
    connection.close()  # as the end of a request does outside of tests
    again = as_owner.get("/api/accounts/profile/")

    assert (cut.status_code, cut["Content-Type"], cut["Retry-After"]) == (503, PROBLEM, "5")
    assert json.loads(cut.content)["code"] == "unavailable"
    assert again.status_code == 200
