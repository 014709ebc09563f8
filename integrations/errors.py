"""What can go wrong with an outside service, whichever it is."""

from __future__ import annotations


class ProviderError(Exception):
    """An outside service did not give what was asked of it. ``service`` is its name, such as ``deezer``."""

    def __init__(self, service: str, detail: str = "") -> None:
        super().__init__(f"{service}: {detail}" if detail else service)
        self.service = service
        self.detail = detail


class ProviderUnavailable(ProviderError):
    """Slow, refusing, out of quota or answering nonsense: the same request may succeed later.

    ``retry_after`` is the number of seconds after which it is worth asking again; ``momentary``: at once may do, since
    the connection broke or a machine in between could not reach the service.
    """

    def __init__(self, service: str, detail: str = "", *, retry_after: float = 2.0, momentary: bool = False) -> None:
        super().__init__(service, detail)
        self.retry_after = retry_after
        self.momentary = momentary


class QuotaExceeded(ProviderUnavailable):
    """The service says that we ask too often: everyone has to pause, not just this caller."""


class ProviderRejected(ProviderError):
    """Our request was wrong: asking again changes nothing."""


class NotFoundAtProvider(ProviderError):
    """The service answered, and has no such thing."""
