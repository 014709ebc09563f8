"""What browsers are told, and which of them may call the API."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from config.headers import ADMIN_POLICY, API_POLICY, REDOC_POLICY, SWAGGER_POLICY
from config.tests.plugin import Starter, StartWorker

POLICY = "Content-Security-Policy"


@pytest.mark.parametrize(
    ("path", "status", "policy"),
    [
        ("/healthz", 200, API_POLICY),
        ("/api/accounts/profile/", 401, API_POLICY),
        ("/api/schema/", 200, API_POLICY),
        ("/api/nothing/", 404, API_POLICY),
        ("/nothing", 404, API_POLICY),
        ("/api/docs/", 200, SWAGGER_POLICY),
        ("/api/docs/?script=", 200, SWAGGER_POLICY),
        ("/api/redoc/", 200, REDOC_POLICY),
        ("/admin/login/", 200, ADMIN_POLICY),
    ],
)
def test_every_answer_says_what_it_may_load(
    anonymous: APIClient, db: None, path: str, status: int, policy: str
) -> None:
    answer = anonymous.get(path)
    assert (answer.status_code, answer[POLICY]) == (status, policy)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


def test_a_view_that_knows_better_keeps_its_own_policy(anonymous: APIClient) -> None:
    storages["default"].save("notes.txt", ContentFile(b"text"))
    answer: Any = anonymous.get("/media/notes.txt")
    assert answer.getvalue() == b"text"
    assert answer[POLICY] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("path", ["/api/docs/", "/api/redoc/"])
def test_the_pages_of_the_documentation_have_no_script_inside_and_load_nothing_from_elsewhere(
    anonymous: APIClient, path: str
) -> None:
    page = anonymous.get(path).content.decode()
    assert re.findall(r"<script(?! src=)", page) == []
    assert len(re.findall(r"<script src=\"/", page)) == page.count("<script")
    assert "http" not in page.replace("http-equiv", "")


def test_no_page_of_the_admin_has_script_or_style_inside(client: Client, db: None) -> None:
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.com", "correct horse battery"))
    listed = [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]
    pages = {path: client.get(path) for path in ["/admin/", *listed, *(f"{path}add/" for path in listed)]}
    assert len(pages) > 20
    assert {answer.status_code for answer in pages.values()} <= {200, 403}
    assert {path: found for path, answer in pages.items() if (found := inside(answer.content.decode()))} == {}


def inside(page: str) -> list[str]:
    """What the policy of the admin does not let a page run or show."""
    scripts = [tag for tag in re.findall(r"<script[^>]*>", page) if " src=" not in tag]
    return [tag for tag in scripts if 'type="application/json"' not in tag] + re.findall(
        r"<style| style=| on\w+=\"|javascript:", page
    )


@pytest.mark.parametrize("https", [True, False])
def test_browsers_are_told_to_stay_with_https_where_there_is_https(
    anonymous: APIClient,
    settings: Any,
    https: bool,  # noqa: FBT001
) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000 if https else 0
    assert anonymous.get("/healthz", secure=True).get("Strict-Transport-Security") == (
        "max-age=31536000" if https else None
    )


@pytest.fixture
def music_example(settings: Any) -> str:
    origin = "https://music.example.org"
    settings.CORS_ALLOWED_ORIGINS = [origin]
    return origin


def test_scripts_of_a_listed_origin_may_call_the_api(anonymous: APIClient, music_example: str, db: None) -> None:
    answer = anonymous.get("/api/accounts/profile/", HTTP_ORIGIN=music_example)
    assert answer["Access-Control-Allow-Origin"] == music_example
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"Link", "X-Total-Count", "Retry-After", "RateLimit-Remaining"} <= set(
        answer["Access-Control-Expose-Headers"].split(", ")
    )
    asked = anonymous.options(
        "/api/playlists/playlists/",
        HTTP_ORIGIN=music_example,
        HTTP_ACCESS_CONTROL_REQUEST_METHOD="POST",
        HTTP_ACCESS_CONTROL_REQUEST_HEADERS="authorization, content-type",
    )
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (200, music_example)
    assert "authorization" in asked["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked


@pytest.mark.parametrize("origin", ["https://evil.example", "https://music.example.org.evil.example", "null"])
def test_scripts_of_any_other_origin_may_not(anonymous: APIClient, music_example: str, db: None, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in anonymous.get("/api/accounts/profile/", HTTP_ORIGIN=origin)


def test_nobody_else_may_unless_the_operator_says_so(anonymous: APIClient, settings: Any, db: None) -> None:
    assert settings.CORS_ALLOWED_ORIGINS == []
    answer = anonymous.get("/api/accounts/profile/", HTTP_ORIGIN="http://testserver")
    assert "Access-Control-Allow-Origin" not in answer


def test_the_admin_is_nothing_for_scripts_from_elsewhere(anonymous: APIClient, music_example: str, db: None) -> None:
    assert "Access-Control-Allow-Origin" not in anonymous.get("/admin/login/", HTTP_ORIGIN=music_example)


def test_a_redirect_to_another_host_is_not_made_up_from_the_request(anonymous: APIClient, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["music.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    refused = anonymous.get("/api/accounts/profile/", HTTP_HOST="evil.example")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    sent_on = anonymous.get("/api/accounts/profile/", HTTP_HOST="music.example.org")
    assert (sent_on.status_code, sent_on["Location"]) == (301, "https://music.example.org/api/accounts/profile/")
    assert anonymous.get("/healthz", HTTP_HOST="music.example.org").status_code == 200


def test_the_one_process_server_does_not_say_what_it_is_made_of(start_server: StartWorker) -> None:
    answer = requests.get(f"{start_server().address}/healthz", timeout=30)
    assert (answer.status_code, "Server" in answer.headers) == (200, False)


def test_gunicorn_does_not_say_what_it_is(start_process: Starter) -> None:
    command = ["-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", "127.0.0.1:0", "--workers", "1"]
    server = start_process(command, "Listening at: ")
    address = re.search(r"http://\S+", server.wait_until("Listening at: "))
    assert address is not None
    answer = requests.get(f"{address[0]}/healthz", timeout=30)
    assert (answer.status_code, answer.headers["Server"]) == (200, "PlayPod")
