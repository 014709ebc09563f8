from __future__ import annotations


class ModelUnreadable(Exception):
    """No model can be read from a folder: missing, half there, damaged, or of another schema version."""


class BadColumns(ValueError):
    """Columns of events, items or a profile that do not fit together."""
