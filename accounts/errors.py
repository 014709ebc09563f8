"""What the accounts say no with."""

from rest_framework import status

from config.errors import DomainError


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
