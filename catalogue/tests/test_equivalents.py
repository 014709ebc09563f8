"""GET /api/catalogue/tracks/{id}/equivalents/, and tracks that are heard elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalogue.ids import CatalogueId
from catalogue.models import Track
from catalogue.signing import signed_audio_path
from conftest import MakeTracks
from integrations.standins.deezer.server import DeezerStandin

HEARD, SILENT = "81001001", "81001009"


def equivalents(client: APIClient, track_id: object) -> Any:
    return client.get(f"/api/catalogue/tracks/{track_id}/equivalents/")


def isrc_of(client: APIClient, track_id: str) -> str:
    return str(client.get(f"/api/catalogue/tracks/{track_id}/").json()["track"]["isrc"])


def dashed(isrc: str) -> str:
    return f"{isrc[:2]}-{isrc[2:5]}-{isrc[5:7]}-{isrc[7:]}"


def test_the_same_recording_is_found_across_providers(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    isrc = isrc_of(as_owner, HEARD)
    ours = make_tracks(1, isrc=dashed(isrc))[0]
    make_tracks(1, artist="Other", isrc="QZABC2600001")

    of_theirs, of_ours = equivalents(as_owner, HEARD), equivalents(as_owner, ours.external_id)

    assert [(each["id"], each["provider"]) for each in of_theirs.json()] == [(ours.external_id, "local")]
    assert [(each["id"], each["provider"]) for each in of_ours.json()] == [(HEARD, "deezer")]
    assert of_ours.json()[0].keys() >= {"title", "artist", "album", "duration", "preview", "isrc"}


def test_it_is_asked_once_and_answered_from_what_is_held(
    as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    ours = make_tracks(1, isrc=isrc_of(as_owner, HEARD))[0]
    first = equivalents(as_owner, ours.external_id).json()
    asked = len(deezer.paths)
    second = equivalents(as_owner, ours.external_id).json()
    deezer.down()

    assert len(deezer.paths) == asked
    assert [each["id"] for each in first] == [each["id"] for each in second] == [HEARD]
    assert equivalents(as_owner, ours.external_id).status_code == 200


def test_without_an_isrc_there_is_nothing_to_go_by(as_owner: APIClient, make_tracks: MakeTracks) -> None:
    track = make_tracks(2)[0]

    assert equivalents(as_owner, track.external_id).json() == []


@pytest.mark.parametrize("track_id", ["999", "abc", "0f8fad5b-d9cb-469f-a165-70867728950e"])
def test_an_unknown_track_is_a_404(as_owner: APIClient, deezer: DeezerStandin, track_id: str) -> None:
    assert equivalents(as_owner, track_id).status_code == 404


def test_what_is_hidden_is_no_equivalent(as_owner: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks) -> None:
    ours = make_tracks(1, isrc=isrc_of(as_owner, HEARD), is_hidden=True)[0]

    assert equivalents(as_owner, HEARD).json() == []
    assert equivalents(as_owner, ours.external_id).status_code == 404


def test_it_needs_a_signed_in_user(anonymous: APIClient) -> None:
    assert equivalents(anonymous, HEARD).status_code == 401


def test_a_track_without_a_preview_names_the_same_recording_elsewhere(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    ours = make_tracks(1, isrc=isrc_of(as_owner, SILENT), tone_seed=3)[0]

    answer = as_owner.get(f"/api/catalogue/stream/{SILENT}/")
    heard = anonymous.get(signed_audio_path(CatalogueId("deezer", SILENT))[0])

    assert answer.status_code == 404
    assert (answer.json()["error"], answer.json()["fallback"]) == ("no_audio", True)
    assert f"/stream/{ours.external_id}/audio?" in answer.json()["preview_url"]
    assert heard.status_code == 302
    assert heard["Location"] == answer.json()["preview_url"]
    audio = anonymous.get(heard["Location"])
    assert audio.getvalue()[:4] == b"RIFF"


def test_our_silent_song_is_heard_at_a_provider(
    as_owner: APIClient, anonymous: APIClient, deezer: DeezerStandin, make_tracks: MakeTracks
) -> None:
    ours = make_tracks(1, isrc=isrc_of(as_owner, HEARD), tone_seed=None, has_preview=False)[0]

    answer = as_owner.get(f"/api/catalogue/stream/{ours.external_id}/").json()

    assert f"/stream/{HEARD}/audio?" in answer["preview_url"]
    assert anonymous.get(answer["preview_url"]).status_code == 302
    deezer.down()
    Track.objects.filter(provider="deezer").delete()
    assert as_owner.get(f"/api/catalogue/stream/{ours.external_id}/").status_code == 404
