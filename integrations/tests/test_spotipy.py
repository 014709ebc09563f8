"""The client that most Python programs use, against our stand-in: so that it is known to speak as Spotify does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from spotipy import Spotify, SpotifyException, SpotifyPKCE
from spotipy.cache_handler import MemoryCacheHandler
from spotipy.oauth2 import SpotifyOauthError

from integrations.spotify.consent import SCOPES
from integrations.standins.spotify.listeners import playlist_id
from integrations.standins.spotify.server import SpotifyStandin
from integrations.standins.spotify.shapes import artist_id, track_id

CALLBACK = "http://127.0.0.1:9/callback"


@pytest.fixture
def oauth(spotify: SpotifyStandin, monkeypatch: pytest.MonkeyPatch) -> SpotifyPKCE:
    spotify.consents.redirect_uris = {CALLBACK}
    monkeypatch.setattr(SpotifyPKCE, "OAUTH_AUTHORIZE_URL", f"{spotify.accounts_url}/authorize")
    monkeypatch.setattr(SpotifyPKCE, "OAUTH_TOKEN_URL", f"{spotify.accounts_url}/api/token")
    return SpotifyPKCE(
        spotify.client_id, CALLBACK, scope=" ".join(SCOPES), cache_handler=MemoryCacheHandler(), open_browser=False
    )


@pytest.fixture
def spotipy(spotify: SpotifyStandin, oauth: SpotifyPKCE) -> Iterator[Spotify]:
    consent(oauth)
    client = Spotify(auth_manager=oauth, retries=0, status_retries=0, requests_timeout=5)
    client.prefix = f"{spotify.api_url}/"
    yield client
    client._session.close()
    oauth._session.close()


def consent(oauth: SpotifyPKCE) -> str:
    """Through the authorize page and back, as its user would go."""
    back = requests.get(oauth.get_authorize_url(state="mine"), allow_redirects=False, timeout=5).headers["Location"]
    state, code = oauth.parse_auth_response_url(back)
    assert state == "mine"
    token: str = oauth.get_access_token(code, check_cache=False)
    return token


def test_it_signs_in_reads_the_library_and_renews_its_token(spotipy: Spotify, spotify: SpotifyStandin) -> None:
    me = spotipy.current_user()
    playlists = spotipy.current_user_playlists(limit=2)
    items = spotipy.playlist_items(playlist_id(1), limit=50)
    rest: Any = spotipy.next(items)
    saved = spotipy.current_user_saved_tracks(limit=50)
    followed = spotipy.current_user_followed_artists(limit=4)
    more = spotipy.current_user_followed_artists(limit=4, after=followed["artists"]["cursors"]["after"])
    top = spotipy.current_user_top_tracks(limit=3, time_range="short_term")

    assert (me["id"], me["account_id"][:8], "email" in me) == ("ada", "account-", False)
    assert ([each["name"] for each in playlists["items"]], playlists["total"]) == (
        ["Everything at once", "Short walk"],
        5,
    )
    assert (len(items["items"]), len(rest["items"]), rest["next"]) == (50, 23, None)
    assert [each["item"] and each["item"]["type"] for each in items["items"][39:43]] == [
        "track",
        "track",
        "episode",
        None,
    ]
    assert (saved["total"], saved["items"][0]["track"]["external_ids"]["isrc"][:5]) == (65, "ZZPLP")
    assert [each["id"] for each in more["artists"]["items"]] == [artist_id(7005), artist_id(7006)]
    assert [each["id"] for each in top["items"]] == [track_id(81001006), track_id(81001007), track_id(81001008)]

    cached = spotipy.auth_manager.cache_handler.get_cached_token()
    spotipy.auth_manager.cache_handler.save_token_to_cache({**cached, "expires_at": 0})
    assert spotipy.current_user()["display_name"] == "Ada"
    assert spotify.consents.renewals == 1


@pytest.mark.filterwarnings("ignore:You're using:DeprecationWarning")
def test_it_is_refused_what_a_new_app_is_refused(spotipy: Spotify) -> None:
    def status(ask: Any, *args: Any) -> tuple[int, str]:
        with pytest.raises(SpotifyException) as refused:
            ask(*args)
        return refused.value.http_status, refused.value.msg

    assert status(spotipy.playlist_items, playlist_id(4))[0] == 403
    assert status(spotipy.recommendations, [artist_id(7001)])[0] == 404
    assert status(spotipy.audio_features, [track_id(81001001)])[0] == 403
    assert status(spotipy.artist_top_tracks, artist_id(7001))[0] == 403
    assert status(spotipy.tracks, [track_id(81001001)])[0] == 403


def test_it_is_told_of_limits_and_of_people_who_are_not_registered(spotipy: Spotify, spotify: SpotifyStandin) -> None:
    spotify.listeners["ada"].is_registered = False
    with pytest.raises(SpotifyException, match="may not be registered") as refused:
        spotipy.current_user()
    assert refused.value.http_status == 403
    spotify.listeners["ada"].is_registered = True
    spotify.rate_limited(5)
    with pytest.raises(SpotifyException) as limited:
        spotipy.current_user()
    assert limited.value.http_status == 429


def test_codes_verifiers_and_refresh_tokens_are_good_once(oauth: SpotifyPKCE, spotify: SpotifyStandin) -> None:
    back = requests.get(oauth.get_authorize_url(), allow_redirects=False, timeout=5).headers["Location"]
    code = oauth.parse_response_code(back)
    oauth.code_verifier = "x" * 43
    with pytest.raises(SpotifyOauthError, match="invalid_grant"):
        oauth.get_access_token(code, check_cache=False)
    with pytest.raises(SpotifyOauthError, match="invalid_grant"):
        oauth.get_access_token(code, check_cache=False)

    oauth.code_verifier = oauth.code_challenge = None
    consent(oauth)
    refresh = oauth.cache_handler.get_cached_token()["refresh_token"]
    oauth.refresh_access_token(refresh)
    with pytest.raises(SpotifyOauthError, match="invalid_grant"):
        oauth.refresh_access_token(refresh)
    spotify.consents.answer = "cancel"
    denied = requests.get(oauth.get_authorize_url(state="s"), allow_redirects=False, timeout=5).headers["Location"]
    assert denied == f"{CALLBACK}?error=access_denied&state=s"
    oauth._session.close()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"client_id": "other"}, "INVALID_CLIENT: Invalid client"),
        ({"redirect_uri": "https://evil.example/"}, "INVALID_CLIENT: Invalid redirect URI"),
    ],
)
def test_the_authorize_page_redirects_nowhere_it_was_not_told_of(
    spotify: SpotifyStandin, change: dict[str, str], said: str
) -> None:
    spotify.consents.redirect_uris = {CALLBACK}
    query = {"client_id": spotify.client_id, "redirect_uri": CALLBACK, "response_type": "code", **change}
    answer = requests.get(f"{spotify.accounts_url}/authorize", params=query, allow_redirects=False, timeout=5)
    assert (answer.status_code, answer.text) == (400, said)


def test_the_authorize_page_can_ask(spotify: SpotifyStandin) -> None:
    spotify.consents.redirect_uris, spotify.consents.answer = {CALLBACK}, "ask"
    query = {"client_id": spotify.client_id, "redirect_uri": CALLBACK, "response_type": "token", "state": "s"}
    url = f"{spotify.accounts_url}/authorize"
    wrong = requests.get(url, params=query, allow_redirects=False, timeout=5)
    page = requests.get(url, params={**query, "response_type": "code"}, timeout=5)
    assert wrong.headers["Location"] == f"{CALLBACK}?error=unsupported_response_type&state=s"
    assert (page.status_code, "said=agree" in page.text, "said=cancel" in page.text) == (200, True, True)
