"""What moderation says no with."""

from __future__ import annotations

from rest_framework import status

from config.errors import DomainError, FieldError


class ContentNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "content_not_found"
    detail = "There is no such content, or it is not for you to see."


class OwnContent(FieldError):
    def __init__(self) -> None:
        super().__init__("id", "This is your own.", code="own_content")


class CaseNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "case_not_found"
    detail = "There is no such case."


class CaseDecided(DomainError):
    """Somebody was faster; ``version`` is what the case has now."""

    status = status.HTTP_409_CONFLICT
    code = "case_decided"
    detail = "This case has been decided meanwhile. Look at it again."

    def __init__(self, *, action: str, version: int) -> None:
        super().__init__(extra={"action": action, "version": version})


class OwnCase(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "own_case"
    detail = "This is about you. Another moderator decides it."


class AlreadySuspended(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "already_suspended"
    detail = "This account is suspended already."


class AccountDisabled(DomainError):
    """Switched off in the admin, which is not for moderators to change."""

    status = status.HTTP_409_CONFLICT
    code = "account_disabled"
    detail = "This account is switched off."
