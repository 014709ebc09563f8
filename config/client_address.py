"""Whose address a request comes from."""

from __future__ import annotations

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([^:]+):\d+")


def client_address(request: HttpRequest | Request) -> str:
    """The client's IP address; "" when there is none (a Unix socket without a proxy that tells).

    Each of the ``TRUSTED_PROXIES`` proxies in front of us appends the address it was called from to X-Forwarded-For,
    so that the client's is that many from the right. What is further left was written by the client and proves nothing.
    """
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    proxies = settings.TRUSTED_PROXIES
    found = _parsed(forwarded[-proxies]) if 0 < proxies <= len(forwarded) else ""
    return found or _parsed(request.META.get("REMOTE_ADDR", ""))


def _parsed(text: str) -> str:
    """One way to write each address: without port and zone, IPv4 that was wrapped in IPv6 as IPv4."""
    text = text.strip()
    if match := _WITH_PORT.fullmatch(text):
        text = match[1] or match[2]
    try:
        ip = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(ip, "ipv4_mapped", None) or ip)
