"""What an API key may do where: one table, the first row that fits decides.

A key reads with `read`, moves the queue and reports listens with `listen`, and changes its listener's own things with
`write`; with `scrobble` a player reports listens at `/1/` and `/2.0/`, and nothing else. None of them manages the
account: passwords, keys, sessions, linked services, and deleting it all. Nor does any moderate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

READ = "read"
LISTEN = "listen"
WRITE = "write"
SCROBBLE = "scrobble"
SCOPES = (READ, LISTEN, WRITE, SCROBBLE)

_SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True)
class Row:
    """The scope that reading, changing and deleting take at these paths; None is never."""

    pattern: str
    read: str | None = READ
    change: str | None = WRITE
    delete: str | None = WRITE

    def scope(self, method: str) -> str | None:
        if method in _SAFE:
            return self.read
        return self.delete if method == "DELETE" else self.change


TABLE = (
    Row("/api/accounts/(profile|preferences|upload-avatar)/", delete=None),
    Row("/api/(accounts|auth)/.*", read=None, change=None, delete=None),
    Row("/api/users/[^/]+/follow/"),
    # An address can be changed there, and with it who gets the mail for a new password.
    Row("/api/users/.*", change=None, delete=None),
    Row("/api/integrations/.*", change=None, delete=None),
    Row("/api/admin/.*", read=None, change=None, delete=None),
    Row("/api/realtime/.*", read=None, change=None, delete=None),
    Row("/api/playlists/(queue/.*|play-recommendation/|playlists/[^/]+/play/)", change=LISTEN, delete=LISTEN),
    Row("/api/parties/[^/]+/(state|skip|here)/", change=LISTEN, delete=LISTEN),
    Row("/api/analytics/activity/(batch/)?", change=LISTEN),
    Row("/api/.*"),
)


def key_scope(method: str, path: str) -> str | None:
    """The scope a key needs for this request; None when no key may make it. ``path`` begins with `/api/`."""
    row = next((row for row in TABLE if re.fullmatch(row.pattern, path)), None)
    return row.scope(method.upper()) if row else None
