"""`manage.py rebuild_rollups`: make the roll-ups anew out of the activities, or see whether both agree.

The server may run meanwhile. What is to be made anew is marked first; stopped anywhere, the roll-up by the clock, or
this command with `--resume`, goes on from there.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from accounts.models import User
from analytics.rollups.attribution import move_tracks
from analytics.rollups.checking import differences
from analytics.rollups.marking import mark_everybody, mark_listener, mark_period
from analytics.rollups.models import RollUpMark
from analytics.rollups.rolling import roll_up, roll_up_once


class Command(BaseCommand):
    help = "Rebuilds the roll-ups of all, of one listener, or of the listeners of some days; or checks them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listener", help="their id or e-mail address")
        parser.add_argument("--since", type=_day, help="the first day, as 2026-01-31; with --until")
        parser.add_argument("--until", type=_day, help="the last day")
        parser.add_argument("--resume", action="store_true", help="mark nothing, see to what is marked")
        parser.add_argument(
            "--check", action="store_true", help="change nothing but what is due; exit with 1 on a difference"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        if options["check"]:
            self._check()
        else:
            if not options["resume"]:
                _mark(options["listener"], options["since"], options["until"])
            self._roll_up()
        self.stdout.write(f"{time.monotonic() - started:.0f} s")

    def _roll_up(self) -> None:
        seen, started = 0, time.monotonic()
        while taken := roll_up_once():
            seen += taken
            if time.monotonic() - started > 10:
                started = time.monotonic()
                self.stdout.write(f"{seen} marks seen to, {RollUpMark.objects.count()} left")
        move_tracks()
        self.stdout.write(f"{seen} marks seen to, none left")

    def _check(self) -> None:
        roll_up()
        move_tracks()
        wrong: Counter[str] = Counter()
        for each in differences():
            wrong[each.table] += each.rows
            self.stdout.write(f"{each.table}: {each.rows} rows differ, such as {each.example}")
        if wrong:
            raise CommandError(f"{wrong.total()} rows differ. Rebuild them: manage.py rebuild_rollups")
        self.stdout.write("The roll-ups and the activities agree.")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _mark(listener: str | None, since: date | None, until: date | None) -> None:
    if listener:
        mark_listener(_listener(listener))
    elif since and until:
        mark_period(since, until)
    elif since or until:
        raise CommandError("Give both --since and --until.")
    else:
        mark_everybody()


def _listener(named: str) -> UUID:
    try:
        wanted = Q(pk=UUID(named))
    except ValueError:
        wanted = Q(email=named.strip().lower())
    found = User.objects.filter(wanted).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError("There is no such listener.")
    return found
