"""The services that can be linked, each put here by the room that speaks to it (its `AppConfig.ready`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from integrations.links.errors import UnknownService
from integrations.links.models import LinkedAccount


@dataclass(frozen=True)
class Linkable:
    """``begin`` starts a consent in the browser, and returns the address to send the listener to. ``accept`` links the
    account of a token that the listener typed in. A service has one of them; one that only serves its catalogue has
    neither. ``is_configured`` says whether the one who runs this server has set it up. ``ended`` is called when an
    account was unlinked, inside the transaction, before its row goes.
    """

    service: str
    title: str
    is_configured: Callable[[], bool]
    begin: Callable[[User], str] | None = None
    accept: Callable[[User, str], LinkedAccount] | None = None
    ended: Callable[[LinkedAccount], None] | None = None


_services: dict[str, Linkable] = {}


def register(service: Linkable) -> None:
    _services[service.service] = service


def all_services() -> list[Linkable]:
    """By name."""
    return [_services[name] for name in sorted(_services)]


def service_named(name: str) -> Linkable:
    """Raises `UnknownService`."""
    if name not in _services:
        raise UnknownService
    return _services[name]


def has_ended(account: LinkedAccount) -> None:
    """Tell the room of the account's service that it is being unlinked."""
    service = _services.get(account.service)
    if service is not None and service.ended is not None:
        service.ended(account)
