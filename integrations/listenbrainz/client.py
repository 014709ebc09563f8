"""ListenBrainz: whose token it is, and listens.

Every method raises `UserTokenRefused` (the listener has to link again), another `ProviderRejected` (sending the same
again changes nothing) or `ProviderUnavailable` (later), nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from integrations.budget import Budget
from integrations.http import USER_AGENT, Gate, HttpClient, open_gate
from integrations.listenbrainz.answers import SERVICE, read_allowance, read_name
from integrations.listenbrainz.records import Allowance, BrainzListen

BATCH: Final = 1_000
"""Listens of one request, at most."""
READ_SECONDS: Final = 20.0
"""A full batch takes ListenBrainz seconds."""

_CLIENT, _, _VERSION = USER_AGENT.partition("/")


class ListenBrainzClient:
    """Safe to share between threads."""

    def __init__(self, base_url: str, *, gate: Gate = open_gate) -> None:
        self._http = HttpClient(SERVICE, base_url, gate=gate, read_seconds=READ_SECONDS)

    def close(self) -> None:
        self._http.close()

    def name_of(self, token: str, *, budget: Budget) -> str:
        """The name of the listener with this token. Raises `UserTokenRefused`."""
        headers = {"Authorization": f"Token {token}"}
        return self._http.send("GET", "/1/validate-token", headers=headers, budget=budget, read=read_name)

    def now_playing(self, token: str, listen: BrainzListen, *, budget: Budget) -> None:
        """Never to be repeated: by then it may be wrong."""
        self._submit(token, "playing_now", [listen], budget)

    def submit(self, token: str, listens: Sequence[BrainzListen], *, budget: Budget) -> Allowance:
        """All of these, `BATCH` at most, or none. The same listen sent twice is kept once."""
        return self._submit(token, "import", listens, budget)

    def _submit(self, token: str, kind: str, listens: Sequence[BrainzListen], budget: Budget) -> Allowance:
        return self._http.send(
            "POST",
            "/1/submit-listens",
            headers={"Authorization": f"Token {token}"},
            json={"listen_type": kind, "payload": [_payload(listen) for listen in listens]},
            budget=budget,
            read=read_allowance,
        )


def _payload(listen: BrainzListen) -> dict[str, object]:
    """What is known of it, under the names of the API."""
    more = {
        "media_player": _CLIENT,
        "submission_client": _CLIENT,
        "submission_client_version": _VERSION,
        "duration_ms": listen.duration_ms,
        "isrc": listen.isrc,
        "tracknumber": listen.track_number,
        "origin_url": listen.origin_url,
    }
    about: dict[str, object] = {"artist_name": listen.artist, "track_name": listen.track}
    if listen.release:
        about["release_name"] = listen.release
    about["additional_info"] = {name: value for name, value in more.items() if value}
    return {"track_metadata": about} | ({"listened_at": listen.listened_at} if listen.listened_at else {})
