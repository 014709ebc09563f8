"""Why a backup was not made, or not restored."""

from __future__ import annotations


class BackupProblem(Exception):
    """One line for the person who asked. Nothing has been changed, unless it says so."""


class DamagedArchive(BackupProblem):
    """What is read back is not what was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The archive is damaged: {what}. Nothing was changed.")
