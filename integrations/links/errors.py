"""What linking says no with."""

from rest_framework import status

from config.errors import DomainError


class LinkNotFound(DomainError):
    """Nothing is linked there."""

    status = status.HTTP_404_NOT_FOUND
    code = "not_linked"
    detail = "No account of yours is linked there."


class UnknownService(DomainError):
    status = status.HTTP_404_NOT_FOUND
    code = "unknown_service"
    detail = "There is no such service."


class LinkingOff(DomainError):
    """Whoever runs this server has not set it up."""

    status = status.HTTP_409_CONFLICT
    code = "not_configured"
    detail = "This server is not set up for linking accounts of this service."


class AccountLinkedElsewhere(DomainError):
    """An account belongs to one listener."""

    status = status.HTTP_409_CONFLICT
    code = "account_linked_elsewhere"
    detail = "Another listener of this server has linked this account. They have to unlink it first."


class SignInAgain(DomainError):
    """The service takes the tokens no more, or they cannot be read."""

    status = status.HTTP_409_CONFLICT
    code = "sign_in_again"
    detail = "The link to this account has ended. Link it again."


class StateInvalid(DomainError):
    """Whatever came back was not begun here."""

    code = "state_invalid"
    detail = "This answer does not belong to anything that was begun here. Begin again."


class StateExpired(DomainError):
    code = "state_expired"
    detail = "That took more than ten minutes. Begin again."


class StateUsed(DomainError):
    """Sent twice, or overtaken by newer attempts."""

    status = status.HTTP_409_CONFLICT
    code = "state_used"
    detail = "This answer was used before. If the account is not linked, begin again."


class ConsentDenied(DomainError):
    """The listener, or the service, said no."""

    code = "consent_denied"
    detail = "The service gave no access, so nothing was linked."


class LinkingFailed(DomainError):
    """The service did not take what it had given out itself."""

    code = "linking_failed"
    detail = "The service refused to complete the link. Begin again."


class ServiceUnreachable(DomainError):
    """The service cannot be asked right now."""

    status = status.HTTP_503_SERVICE_UNAVAILABLE
    code = "service_unavailable"
    detail = "The service cannot be reached at the moment. Try again."
