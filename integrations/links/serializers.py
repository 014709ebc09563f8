"""Shapes of linked accounts. There is no field for a token anywhere."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations.links.models import LinkedAccount
from integrations.links.registry import Linkable, service_named
from integrations.links.sealing import can_seal

STATES = ("active", "sign_in_again", "not_linked", "not_configured", "catalogue_only")


class IntegrationSerializer(serializers.Serializer[Any]):
    service = serializers.CharField()
    name = serializers.CharField(help_text="For people.")
    state = serializers.ChoiceField(
        choices=STATES,
        help_text=(
            "`active`; `sign_in_again`: the service takes the tokens no more; `not_linked`; `not_configured`: whoever "
            "runs this server has not set it up; `catalogue_only`: its music can be played, it links no accounts."
        ),
    )
    linked_by = serializers.ChoiceField(
        choices=("consent", "token"),
        allow_null=True,
        help_text="How POST links it: by an address where the listener consents, or by a token; null: not at all.",
    )
    account_name = serializers.CharField(allow_null=True)
    scopes = serializers.ListField(child=serializers.CharField())
    linked_at = serializers.DateTimeField(allow_null=True)
    last_success_at = serializers.DateTimeField(allow_null=True, help_text="Exact to the minute.")
    last_error = serializers.CharField(help_text='What went wrong last, "" since it went well.', allow_blank=True)


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(
        required=False,
        max_length=500,
        help_text="Of services that are linked by a token: the one from the account's settings there.",
    )


class ConsentSerializer(serializers.Serializer[Any]):
    authorization_url = serializers.URLField(help_text="Open it in a browser within ten minutes.")


def integration(service: Linkable, account: LinkedAccount | None) -> dict[str, Any]:
    """What `IntegrationSerializer` shows; ``account`` is the listener's there, if any."""
    linked = {name: getattr(account, name, None) for name in ("account_name", "linked_at", "last_success_at")}
    return {
        "service": service.service,
        "name": service.title,
        "state": _state(service, account),
        "linked_by": "consent" if service.begin else "token" if service.accept else None,
        **linked,
        "scopes": account.scopes if account else [],
        "last_error": account.last_error if account else "",
    }


def account_body(account: LinkedAccount) -> dict[str, Any]:
    """The same of one account, rendered."""
    return IntegrationSerializer(integration(service_named(account.service), account)).data


def _state(service: Linkable, account: LinkedAccount | None) -> str:
    if account is not None:
        return account.state
    if not service.begin and not service.accept:
        return "catalogue_only"
    return "not_linked" if service.is_configured() and can_seal() else "not_configured"
