"""Sockets: who is let in, and how processes tell each other what happened."""

from typing import Any

from config.settings.environment import env
from config.settings.services import KEY_PREFIX, REDIS_URL

__all__ = ["CHANNEL_LAYERS", "PARTY_MEMBERS", "REALTIME_ACCESS", "REALTIME_THREADS"]

REALTIME_ACCESS = "accounts.socket_access"
"""The module that knows whose a token is."""

REALTIME_THREADS = env.int("REALTIME_THREADS", default=8)
"""Threads of each process that look things up for its sockets; as many database connections."""

PARTY_MEMBERS = env.int("PARTY_MEMBERS", default=250)
"""Members that one listening party may have."""

CHANNEL_LAYERS: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "config.realtime.redis_layer.RedisLayer",
        "CONFIG": {"url": REDIS_URL, "prefix": f"{KEY_PREFIX}:channels:"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1_000}}
}
