"""A listener's first minutes, with the client: `python journey.py http://localhost:8000`.

Signs up and in, searches, makes a playlist, fills it, plays it and reads the history, against a server with music.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

from playpod_client import Refused, connect, expect
from playpod_client.generated.api.accounts import (
    accounts_api_keys_create,
    accounts_profile_retrieve,
    accounts_register_create,
    accounts_token_create,
)
from playpod_client.generated.api.catalogue import catalogue_search
from playpod_client.generated.api.charts import charts_top
from playpod_client.generated.api.playlists import playlists_add_tracks, playlists_create
from playpod_client.generated.api.queue import playlists_play, queue_enqueue, queue_history_list, queue_next
from playpod_client.generated.client import AuthenticatedClient
from playpod_client.generated.models import (
    Account,
    ApiKeyFormRequest,
    CredentialsRequest,
    Enqueued,
    EnqueueRequest,
    Filled,
    NewApiKey,
    PaginatedListenList,
    Playing,
    Playlist,
    PlaylistDetailsRequest,
    Profile,
    RegistrationRequest,
    ScopesEnum,
    SearchAnswer,
    TokenPair,
    TopTracks,
    TrackReferencesRequest,
    TracksAdded,
)

EMAIL = "grace@example.com"
PASSWORD = "a client needs a passphrase"


def main(address: str) -> None:
    for step in steps(address):
        sys.stdout.write(f"ok  {step}\n")


def steps(address: str) -> Iterator[str]:
    pair = sign_up(address)
    yield "signed up and in"
    yield refused(address)
    api = connect(address, access=pair.access, refresh=pair.refresh)
    found = search(api)
    yield f"found {len(found)} tracks"
    yield from play(api, found)
    yield renewed(address, pair)
    yield with_a_key(address, api)
    yield asyncio.run(beside_each_other(api))


def sign_up(address: str) -> TokenPair:
    nobody = connect(address)
    body = RegistrationRequest(username="grace", email=EMAIL, password=PASSWORD)
    assert expect(Account, accounts_register_create.sync(client=nobody, body=body)).username == "grace"
    credentials = CredentialsRequest(email=EMAIL, password=PASSWORD)
    return expect(TokenPair, accounts_token_create.sync(client=nobody, body=credentials))


def refused(address: str) -> str:
    problem = None
    try:
        expect(Profile, accounts_profile_retrieve.sync(client=connect(address)))
    except Refused as error:
        problem = error
    assert problem is not None
    assert (problem.status, problem.code) == (401, "not_authenticated"), problem
    return "refused without a token"


def search(api: AuthenticatedClient) -> list[str]:
    artist = expect(TopTracks, charts_top.sync(client=api, limit=1)).tracks[0].artist.name or ""
    answer = expect(SearchAnswer, catalogue_search.sync(client=api, q=artist, limit=10))
    assert artist in {track.artist.name for track in answer.tracks}
    return [track.id for track in answer.tracks if track.id]


def play(api: AuthenticatedClient, tracks: list[str]) -> Iterator[str]:
    playlist = expect(Playlist, playlists_create.sync(client=api, body=PlaylistDetailsRequest(name="By a client")))
    first, *others = tracks
    body = TrackReferencesRequest(tracks=others)
    added = expect(TracksAdded, playlists_add_tracks.sync(playlist.id, client=api, body=body))
    assert added.added_count == len(others)
    yield f"added {added.added_count} to playlist {playlist.id}"
    filled = expect(Filled, playlists_play.sync(playlist.id, client=api))
    assert (filled.queue_length, filled.current_track.track_id) == (len(others), others[0])
    enqueued = expect(Enqueued, queue_enqueue.sync(client=api, body=EnqueueRequest(track_id=first, next_=True)))
    assert enqueued.position == 1
    playing = expect(Playing, queue_next.sync(client=api))
    assert playing.current_track.track_id == first
    yield f"playing {playing.current_track.track_title}, after queueing it"
    history = expect(PaginatedListenList, queue_history_list.sync(client=api))
    assert [listen.track_id for listen in history.history] == [first, others[0]]
    yield f"{history.count} in the history"


def renewed(address: str, pair: TokenPair) -> str:
    """With an access token that is no good any more, as after a quarter of an hour."""
    kept: list[tuple[str, str]] = []
    api = connect(
        address, access="expired", refresh=pair.refresh, keep=lambda access, refresh: kept.append((access, refresh))
    )
    for _ in range(2):
        assert expect(Profile, accounts_profile_retrieve.sync(client=api)).username == "grace"
    assert len(kept) == 1
    assert kept[0][1] != pair.refresh
    return "renewed an expired token, once"


def with_a_key(address: str, api: AuthenticatedClient) -> str:
    body = ApiKeyFormRequest(name="a script", scopes=[ScopesEnum.READ])
    made = expect(NewApiKey, accounts_api_keys_create.sync(client=api, body=body))
    script = connect(address, key=made.key)
    assert expect(Profile, accounts_profile_retrieve.sync(client=script)).username == "grace"
    return "looked with an API key"


async def beside_each_other(api: AuthenticatedClient) -> str:
    asked = (charts_top.asyncio(client=api, limit=3), accounts_profile_retrieve.asyncio(client=api))
    charts, profile = await asyncio.gather(*asked)
    assert len(expect(TopTracks, charts).tracks) == 3
    assert expect(Profile, profile).username == "grace"
    return "asked two things at once"


if __name__ == "__main__":
    main(sys.argv[1])
