"""The pages that mailed links open."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.links import EMAIL_VERIFICATION, PASSWORD_RESET, link, link_token
from accounts.models import User

NEW = "another horse battery"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def open_link(browser: Client, address: str) -> Any:
    path = "/" + address.split("/", 3)[3]
    return browser.get(path)


def send(browser: Client, page: Any, **values: str) -> Any:
    """Fill in the form of ``page`` and send it, as a browser does."""
    form = {"token": page.context["token"], "csrfmiddlewaretoken": browser.cookies["csrftoken"].value, **values}
    return browser.post(page.request["PATH_INFO"], form)


def test_a_new_password_is_chosen_on_a_page(browser: Client, owner: User) -> None:
    page = open_link(browser, link(PASSWORD_RESET, link_token(PASSWORD_RESET, owner)))
    weak = send(browser, page, new_password="12345678")
    done = send(browser, page, new_password=NEW)

    owner.refresh_from_db()
    assert (page.status_code, weak.status_code, done.status_code) == (200, 400, 200)
    assert b"This password is too common." in weak.content
    assert b"The password was changed" in done.content
    assert owner.check_password(NEW)
    again = send(browser, page, new_password=NEW)
    assert (again.status_code, b"This link is not valid any more" in again.content) == (400, True)


def test_an_address_is_verified_on_a_page_and_not_by_looking_at_it(browser: Client, owner: User) -> None:
    page = open_link(browser, link(EMAIL_VERIFICATION, link_token(EMAIL_VERIFICATION, owner)))
    owner.refresh_from_db()
    assert owner.email_verified_at is None

    done = send(browser, page)

    owner.refresh_from_db()
    assert (done.status_code, owner.email_verified_at is not None) == (200, True)


@pytest.mark.parametrize("path", ["/password-reset", "/verify-email"])
def test_the_pages_are_kept_nowhere_and_run_nothing(browser: Client, db: None, path: str) -> None:
    page = browser.get(f'{path}?token="><script>alert(1)</script>')

    assert b"<script" not in page.content
    assert "no-store" in page["Cache-Control"]
    assert "default-src 'none'" in page["Content-Security-Policy"]
    assert "form-action 'self'" in page["Content-Security-Policy"]
    assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/password-reset", "/verify-email"])
def test_a_form_from_elsewhere_is_refused(browser: Client, db: None, path: str) -> None:
    assert browser.post(path, {"token": "x", "new_password": NEW}).status_code == 403
    assert browser.options(path).status_code == 405


def test_a_form_without_anything_says_what_is_missing(browser: Client, db: None) -> None:
    answer = send(browser, browser.get("/password-reset"))

    assert (answer.status_code, answer.content.count(b"<li>")) == (400, 2)
