"""The signature of Last.fm's calls.

Source: last.fm/api/webauth, section 6. `format` and `callback` are not signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_UNSIGNED = frozenset({"format", "callback", "api_sig"})


def signature(params: Mapping[str, str], secret: str) -> str:
    """Hex MD5 over names and values in the ASCII order of the names: `artist[10]` comes before `artist[1]`."""
    signed = "".join(f"{name}{params[name]}" for name in sorted(params) if name not in _UNSIGNED)
    return hashlib.md5((signed + secret).encode(), usedforsecurity=False).hexdigest()
