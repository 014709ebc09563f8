"""`manage.py reseal_tokens`: after a new key was put in front of LINK_TOKEN_KEYS, and before an old one is removed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.batches import in_batches
from integrations.links.models import LinkAttempt, LinkedAccount
from integrations.links.sealing import Unreadable, can_seal, resealed


class Command(BaseCommand):
    help = "Encrypts the tokens of linked accounts with the first of LINK_TOKEN_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        if not can_seal():
            raise CommandError("LINK_TOKEN_KEYS is not set.")
        done = unreadable = 0
        for model in (LinkedAccount, LinkAttempt):
            for row in in_batches(model.objects.exclude(sealed="").values("id", "sealed"), by=("id",)):
                try:
                    fresh = resealed(row["sealed"])
                except Unreadable:
                    unreadable += 1
                    continue
                # A row whose tokens were renewed meanwhile has them under the first key already.
                done += model.objects.filter(pk=row["id"], sealed=row["sealed"]).update(sealed=fresh)
        self.stdout.write(f"{done} encrypted anew.")
        if unreadable:
            raise CommandError(f"{unreadable} cannot be read with any of the keys: their listeners have to link again.")
