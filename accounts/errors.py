"""What the accounts say no with."""

from __future__ import annotations

from datetime import datetime

from rest_framework import status

from config.errors import DomainError, FieldError


class AccountInvalid(DomainError):
    """Fields of an account that are taken, or a password that is too easy: messages and codes by field."""

    code = "validation_error"
    detail = "The request is invalid."

    def __init__(self, errors: dict[str, list[dict[str, str]]]) -> None:
        super().__init__(extra={"errors": errors})


class TokenInvalid(DomainError):
    """A refresh token that is broken, expired, revoked or unknown; which of them is nobody's business."""

    status = status.HTTP_401_UNAUTHORIZED
    code = "token_not_valid"
    detail = "The refresh token is invalid or expired. Sign in again."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="api"'})


class SignInFailed(DomainError):
    """Wrong password, unknown address or disabled account: always the same answer."""

    status = status.HTTP_401_UNAUTHORIZED
    code = "sign_in_failed"
    detail = "No active account was found with these credentials."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": 'Bearer realm="api"'})


class TooManyAttempts(DomainError):
    """Too many wrong passwords from this place; ``seconds`` is when to come back."""

    status = status.HTTP_429_TOO_MANY_REQUESTS
    code = "too_many_attempts"
    detail = "Too many wrong passwords were tried from here. Try again later."

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(headers={"Retry-After": str(seconds)})


class EmailNotVerified(DomainError):
    """The password was right, but the link that was mailed has not been opened."""

    status = status.HTTP_403_FORBIDDEN
    code = "email_not_verified"
    detail = "Open the link in the mail that was sent to this address first."


class SignUpClosed(DomainError):
    status = status.HTTP_403_FORBIDDEN
    code = "sign_up_closed"
    detail = "This server takes no new accounts."


class InviteInvalid(FieldError):
    """Unknown, expired or used up; which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__("invite_code", "This invite code is not valid.", code="invalid_invite_code")


class LinkInvalid(FieldError):
    """A token out of a mail that is broken, expired or used."""

    def __init__(self) -> None:
        super().__init__("token", "This link is not valid any more. Ask for a new one.", code="invalid_token")


class PasswordWrong(FieldError):
    """``field`` is what the request calls the password it had to prove."""

    def __init__(self, field: str) -> None:
        super().__init__(field, "The password is wrong.", code="password_incorrect")


class TooManyKeys(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_keys"
    detail = "You have as many API keys as there may be. Revoke one first."


class UserNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "user_not_found"
    detail = "There is no such user, or it is not for you to see."


class ExportNotFound(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "export_not_found"
    detail = "You have no such export."


class ExportGone(DomainError):
    """Too old, replaced by a newer one, or it failed."""

    status = status.HTTP_404_NOT_FOUND
    code = "export_gone"
    detail = "This export has no file any more. Ask for a new one."


class ExportNotReady(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "export_not_ready"
    detail = "This export is still being made."


class OneselfBlocked(DomainError):
    code = "oneself"
    detail = "You cannot block yourself."


class TooManyBlocks(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "too_many_blocks"
    detail = "You block as many people as you may. Take a block back first."


class AccountSuspended(DomainError):
    """The password was right, or the key; ``until`` None is for good."""

    status = status.HTTP_403_FORBIDDEN
    code = "account_suspended"
    detail = "This account is suspended."

    def __init__(self, *, until: datetime | None, reason: str) -> None:
        super().__init__(extra={"until": until and until.isoformat().replace("+00:00", "Z"), "reason": reason})


class NotYoursToSuspend(DomainError):
    """Staff suspends listeners; staff and superusers are for superusers, and nobody suspends themselves."""

    status = status.HTTP_403_FORBIDDEN
    code = "not_yours_to_suspend"
    detail = "You cannot suspend or restore this account."


class NotSuspended(DomainError):
    status = status.HTTP_409_CONFLICT
    code = "not_suspended"
    detail = "This account is not suspended."
