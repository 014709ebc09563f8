"""The official clients, speaking to whatever is on loopback. pylast knows https only, so its transport is changed."""

from __future__ import annotations

import httpx2
import pylast


class Loopback(httpx2.HTTPTransport):
    """Sends what was meant for https in the clear."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http")
        return super().handle_request(request)


def pylast_at(base_url: str, *, key: str, secret: str, session_key: str = "") -> pylast.LastFMNetwork:
    """``base_url`` is a scheme and a host; the API is below it at `/2.0/`."""
    network = pylast.LastFMNetwork(api_key=key, api_secret=secret, session_key=session_key)
    network.ws_server = (base_url.removeprefix("http://"), "/2.0/")
    network.homepage = base_url
    network.enable_proxy({"https://": Loopback()})
    return network
