"""How many requests a client may make in a time: `RATELIMIT_SIGN_UP=10/m`, with `s`, `m`, `h` or `d`, or `50/10m`."""

import re

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env
from config.settings.services import CACHES

__all__ = ["RATELIMITS", "RATELIMIT_ENABLE", "RATELIMIT_FAIL_OPEN", "RATELIMIT_USE_CACHE"]

_RATE = re.compile(r"([1-9]\d{0,8})/([1-9]\d{0,5})?([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _rate(name: str, text: str) -> tuple[int, int]:
    match = _RATE.fullmatch(text.strip())
    if match is None:
        raise ImproperlyConfigured(f"{name} is a number of requests in a time, such as 10/m or 50/10s.")
    return int(match[1]), int(match[2] or 1) * _SECONDS[match[3]]


RATELIMIT_ENABLE = env.bool("RATELIMIT_ENABLE", default=True)

RATELIMIT_FAIL_OPEN = True
"""What cannot be counted is let through: a cache that is down must not take the whole API with it."""

RATELIMIT_USE_CACHE = "counts" if "counts" in CACHES else "default"

RATELIMITS = {
    "sign_up": _rate("RATELIMIT_SIGN_UP", env.str("RATELIMIT_SIGN_UP", default="10/m")),
    "sign_in": _rate("RATELIMIT_SIGN_IN", env.str("RATELIMIT_SIGN_IN", default="10/m")),
    "mail": _rate("RATELIMIT_MAIL", env.str("RATELIMIT_MAIL", default="10/m")),
    "recommendations": _rate("RATELIMIT_RECOMMENDATIONS", env.str("RATELIMIT_RECOMMENDATIONS", default="30/m")),
    "refresh": _rate("RATELIMIT_REFRESH", env.str("RATELIMIT_REFRESH", default="5/m")),
    "activity": _rate("RATELIMIT_ACTIVITY", env.str("RATELIMIT_ACTIVITY", default="120/m")),
    "shared": _rate("RATELIMIT_SHARED", env.str("RATELIMIT_SHARED", default="120/m")),
    "sharing": _rate("RATELIMIT_SHARING", env.str("RATELIMIT_SHARING", default="30/m")),
    "report": _rate("RATELIMIT_REPORT", env.str("RATELIMIT_REPORT", default="30/h")),
    "social": _rate("RATELIMIT_SOCIAL", env.str("RATELIMIT_SOCIAL", default="60/m")),
    "comments": _rate("RATELIMIT_COMMENTS", env.str("RATELIMIT_COMMENTS", default="20/m")),
    "docs": _rate("RATELIMIT_DOCS", env.str("RATELIMIT_DOCS", default="60/m")),
    "other": _rate("RATELIMIT_OTHER", env.str("RATELIMIT_OTHER", default="600/m")),
}
"""Requests and seconds, by the groups of `config.ratelimits`."""
