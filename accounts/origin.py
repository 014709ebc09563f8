"""Where a request comes from, as far as it is remembered."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.http import HttpRequest
from rest_framework.request import Request

from config.client_address import client_address

MAX_AGENT = 256


@dataclass(frozen=True, slots=True)
class Origin:
    """``address`` is the client's IP address, "" when it is unknown; ``agent`` is what it calls itself."""

    address: str = ""
    agent: str = ""

    @property
    def network(self) -> str:
        """The address's network, enough to recognise a place and not a person: /24 of IPv4, /48 of IPv6."""
        return _network(self.address, {4: 24, 6: 48})

    @property
    def subscriber(self) -> str:
        """What one client can vary no further: the IPv4 address, the /64 of IPv6."""
        return _network(self.address, {4: 32, 6: 64})


NOWHERE = Origin()


def origin_of(request: HttpRequest | Request) -> Origin:
    agent = "".join(filter(str.isprintable, request.headers.get("User-Agent", "")))
    return Origin(address=client_address(request), agent=agent[:MAX_AGENT])


def _network(address: str, lengths: dict[int, int]) -> str:
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, lengths[ip.version]), strict=False))
