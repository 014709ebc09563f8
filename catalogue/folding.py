"""The folded columns that rows are compared and found by: one rule for everyone who writes a row."""

from __future__ import annotations

from typing import Final

from catalogue.models import Album, Artist, ProvidedModel, Track
from catalogue.text import fold

FOLDED: Final[dict[type[ProvidedModel], tuple[str, str]]] = {
    Artist: ("name", "search_name"),
    Album: ("title", "search_title"),
    Track: ("title", "search_title"),
}
"""By model, the column that is shown and the one that is searched."""


def refold(row: Artist | Album | Track) -> str:
    """Set the folded column from the shown one; returns its name. The row is not saved."""
    shown, folded = FOLDED[type(row)]
    length = getattr(row._meta.get_field(folded), "max_length", None)
    setattr(row, folded, fold(getattr(row, shown))[:length])
    return folded
