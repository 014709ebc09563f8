from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from analytics.insights.tests.histories import activity, heard, of_genre
from analytics.models import Activity
from analytics.trends.refreshing import refresh_trends
from catalogue.models import Artist, Track
from config.headers import ADMIN_POLICY
from config.tests.plugin import clear_cache
from integrations.breaker import breaker_of, forget_local_breakers
from integrations.counters import observe

PAGE = "/admin/dashboard/"
Playlist: Any = apps.get_model("playlists", "Playlist")  # a room above
MakeTracks = Callable[..., list[Track]]


@pytest.fixture
def today() -> datetime:
    return timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@pytest.fixture
def browser(moderator: User) -> Client:
    moderator.user_permissions.add(Permission.objects.get(codename="view_activity"))
    client = Client()
    client.force_login(moderator)
    return client


def page(browser: Client, period: str = "week") -> str:
    answer = browser.get(PAGE, {"period": period})
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """What a person reads."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def at(day: datetime, hour: int) -> str:
    return f"{day + timedelta(hours=hour):%Y-%m-%d %H:%M}"


@pytest.fixture
def listening(owner: User, stranger: User, make_tracks: MakeTracks, today: datetime) -> list[Track]:
    """Yesterday: three plays and a skip by two listeners, half of it recommended. The week before: two plays by one."""
    tracks = make_tracks(2, artist="Ada")
    of_genre(tracks, "Rock", 152)
    one, two = tracks
    yesterday, earlier = today - timedelta(days=1), today - timedelta(days=9)
    playlist = Playlist.objects.create(owner=owner, name="Late night", is_public=True)
    secret = Playlist.objects.create(owner=owner, name="My secret", is_public=False)
    heard(
        activity(owner, one, at(yesterday, 10), ms=3_600_000, recommendation=uuid4(), context=playlist.pk),
        activity(owner, two, at(yesterday, 11), "skip", recommendation=uuid4(), context=secret.pk),
        activity(stranger, one, at(yesterday, 11), ms=3_600_000, context=playlist.pk),
        activity(stranger, two, at(yesterday, 12), context=secret.pk),
        activity(owner, one, at(earlier, 10)),
        activity(owner, one, at(earlier, 11)),
    )
    refresh_trends()
    return tracks


def test_the_headlines_in_exact_numbers(browser: Client, listening: list[Track]) -> None:
    said = words(page(browser))

    for headline in (
        "Active listeners 0.3 +100 %",
        "Listens 4 +100 %",
        "Hours heard 2",
        "Skip rate 25.0 % +25.0 points",
        "Acceptance 50.0 %",
        "of 2 recommended tracks started",
    ):
        assert headline in said


def test_each_chart_says_its_values_and_has_a_table(browser: Client, listening: list[Track], today: datetime) -> None:
    html = page(browser)
    yesterday = today - timedelta(days=1)
    day = f"{yesterday:%a} {yesterday.day} {yesterday:%b %Y}"

    for key, value in (("listeners", "2"), ("listens", "4"), ("skips", "25.0 %"), ("acceptance", "50.0 %")):
        [figure] = re.findall(rf'<figure(?:(?!</figure>).)*id="{key}-title".*?</figure>', html, re.DOTALL)
        assert f'role="img" aria-labelledby="{key}-title {key}-about"' in figure
        assert f"<title>{day}: {value}</title>" in figure
        assert f'<tr><th scope="row">{day}</th><td class="figure">{value}</td></tr>' in figure
        assert len(re.findall("<tr>", figure)) == 1 + 7
    assert "<title>11:00: 0.3</title>" in html  # two in seven days


def test_the_top_content_is_named_and_counted(browser: Client, listening: list[Track]) -> None:
    said = words(page(browser))

    assert "Ada 1 Ada 2 2" in said
    assert "Rock 3 \u2013" in said
    assert "Late night 0 tracks 2 2" in said
    assert "My secret" not in said
    assert "hidden" not in said
    Track.objects.filter(pk=listening[0].pk).update(is_hidden=True)
    assert "Ada 1 hidden Ada 2 2" in words(page(browser))


def test_names_are_text_and_never_markup(browser: Client, listening: list[Track]) -> None:
    Track.objects.update(title="<script>alert(1)</script>")
    Artist.objects.update(name='"><img src=x onerror=alert(2)>')

    html = page(browser)

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html
    assert "<img" not in html


@pytest.mark.parametrize("period", ["day", "week", "month", "quarter", "year"])
def test_nothing_on_the_page_needs_the_internet_or_bends_the_policy(
    browser: Client, listening: list[Track], period: str
) -> None:
    answer = browser.get(PAGE, {"period": period})
    html = answer.content.decode()

    assert answer["Content-Security-Policy"] == ADMIN_POLICY
    assert re.findall(r'(?:src|href|action)="(?![/?#])[^"]*"', html) == []
    assert re.findall(r"<script(?![^>]*src=)|<style|\bstyle=|\bon\w+=|javascript:", html) == []
    assert f'<a href="?period={period}" aria-current="page">' in html


def test_a_new_server_has_a_page_that_says_so(browser: Client) -> None:
    said = words(page(browser, "month"))

    assert said.count("Nothing yet.") == 5  # the moderator signed up
    assert said.count("Nothing that enough listeners played yet.") == 4
    assert "Skip rate no data" in said


def test_a_period_that_is_none_is_the_default(browser: Client) -> None:
    assert '<a href="?period=month" aria-current="page">' in page(browser, "'><script>")


def test_how_the_upstreams_are(browser: Client, settings: Any) -> None:
    settings.CATALOGUE_PROVIDERS = ["local", "deezer"]
    settings.DEEZER_BASE_URL = "https://deezer.example"
    forget_local_breakers()
    for _ in range(6):
        breaker_of("deezer.example").report(ok=False)
        observe("upstream_seconds", 0.5, upstream="deezer", outcome="failed")

    said = words(page(browser))

    assert re.search(r"deezer failing, not asked 0 of 47 in 5.5 s \d+ \d+ \d+ \d+ ms", said)
    assert "listenbrainz working" in said
    forget_local_breakers()


def test_who_may_look(browser: Client, owner: User, stranger: User) -> None:
    def status(user: User | None) -> int:
        client = Client()
        if user:
            client.force_login(user)
        return client.get(PAGE).status_code

    stranger.is_staff = True
    stranger.save()
    root = User.objects.create_superuser("root", "root@example.com", "correct horse battery")
    assert (status(None), status(owner), status(stranger), status(root)) == (302, 302, 403, 200)
    assert browser.post(PAGE).status_code == 405


def test_the_index_of_the_admin_leads_there(browser: Client, stranger: User) -> None:
    assert f'<a href="{PAGE}">' in browser.get("/admin/").content.decode()
    stranger.is_staff = True
    stranger.save()
    client = Client()
    client.force_login(stranger)
    assert PAGE not in client.get("/admin/").content.decode()


def test_the_number_of_statements_is_the_same_for_any_period_and_amount(
    browser: Client, listening: list[Track], owner: User, make_tracks: MakeTracks, today: datetime
) -> None:
    def statements(period: str) -> list[str]:
        clear_cache()
        with CaptureQueriesContext(connection) as captured:
            page(browser, period)
        return [query["sql"] for query in captured]

    before = statements("day")
    more = make_tracks(20, artist="Bob")
    heard(*(activity(owner, track, at(today - timedelta(days=n), 9)) for n in range(1, 60) for track in more[:3]))
    refresh_trends()

    assert {len(statements(period)) for period in ("day", "week", "month", "quarter", "year")} == {len(before)}
    table = Activity._meta.db_table
    assert not [sql for sql in statements("year") if f'"{table}"' in sql]
