"""The pages that people open: nothing from elsewhere, nothing the browser refuses, nothing too wide for a phone."""

from __future__ import annotations

import re
from itertools import product

import pytest
import requests

from config.tests.browser.conftest import DESK, PHONE, Browser

PASSWORD = "correct horse battery"


def sign_in(browser: Browser, name: str, password: str = PASSWORD) -> None:
    browser.open("/admin/login/?next=/admin/")
    browser.fill(username=f"{name}@example.com", password=password)
    browser.press("[type=submit]")


def is_dark(browser: Browser) -> bool:
    colour = browser.run("return getComputedStyle(document.body).backgroundColor")
    return sum(int(part) for part in re.findall(r"\d+", colour)[:3]) < 3 * 128


def is_well(browser: Browser) -> None:
    assert browser.complaints() == []
    assert browser.fetched_elsewhere() == []
    content, window = browser.width()
    assert content <= window


def test_the_front_page_is_for_people(browser: Browser) -> None:
    for size in (DESK, PHONE):
        browser.resize(size)
        browser.open("/")
        assert browser.says("PlayPod")
        is_well(browser)


def test_the_documentation_works_without_the_internet(browser: Browser) -> None:
    browser.open("/api/docs/")
    browser.wait(lambda _: browser.find(".opblock"))
    assert browser.complaints() == []
    assert browser.fetched_elsewhere() == []
    browser.open("/api/redoc/")
    browser.wait(lambda _: browser.find("[data-section-id]"))
    badge = "cdn.redoc.ly"  # ReDoc's own advertisement, which the page's policy keeps out
    assert [said for said in (*browser.complaints(), *browser.fetched_elsewhere()) if badge not in said] == []


@pytest.mark.usefixtures("superuser")
def test_the_dashboard_is_readable_everywhere(browser: Browser) -> None:
    sign_in(browser, "superuser")
    for scheme, size in product(("light", "dark"), (DESK, PHONE)):
        browser.prefer(scheme)
        browser.resize(size)
        browser.open("/admin/dashboard/?period=month")
        assert len(browser.find(".headline")) >= 4
        assert len(browser.find(".card")) >= 6
        is_well(browser)
        assert is_dark(browser) == (scheme == "dark")


@pytest.mark.usefixtures("superuser")
def test_every_list_of_the_admin_opens(browser: Browser) -> None:
    sign_in(browser, "superuser")
    lists = sorted({each.get_attribute("href") for each in browser.find("#content-main th a, #content-main td a")})
    assert len(lists) >= 20
    for address in lists:
        browser.open(address.removeprefix(browser.base_url))
        assert browser.find("#content"), address
        complaints = browser.complaints()
        assert complaints == [], address


@pytest.mark.usefixtures("moderator")
def test_a_wrong_password_is_said_in_words(browser: Browser) -> None:
    sign_in(browser, "moderator", "something else")
    assert browser.find(".errornote")
    assert browser.find("#id_username")


@pytest.mark.usefixtures("owner")
def test_a_page_of_this_server_may_open_a_socket(browser: Browser) -> None:
    """As a player would: sign in, then the socket, from a page's script under this server's own origin."""
    account = {"email": "owner@example.com", "password": PASSWORD}
    token = requests.post(f"{browser.base_url}/api/accounts/token/", json=account, timeout=30).json()["access"]
    browser.open("/api/docs/")
    browser.run(
        f"""
        window.heard = [];
        const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws/me/", ["bearer", "{token}"]);
        socket.onmessage = event => window.heard.push(JSON.parse(event.data).type);
        socket.onclose = event => window.heard.push("closed " + event.code);
        """
    )
    assert browser.wait(lambda _: browser.run("return window.heard"))[0] == "hello"
