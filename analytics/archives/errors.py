"""What taking history along and bringing it says no with."""

from config.errors import DomainError


class HistoryImportNotFound(DomainError):
    status = 404
    code = "import_not_found"
    detail = "You have no such import."


class HistoryImportRunning(DomainError):
    status = 409
    code = "import_running"
    detail = "Another archive of yours is being imported. Wait until it has ended, or cancel it."


class PrivateSession(DomainError):
    status = 409
    code = "private_session"
    detail = "Nothing is recorded in a private session. End it first."
