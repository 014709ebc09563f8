"""Looking at what somebody is recommended, and why."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.own.progress import ProgressBar
from recommendations import serving
from recommendations.services import recommend
from recommendations.why_form import find_by_name

STEPS = 3


class Command(BaseCommand):
    help = "Print what a listener would be recommended now. Nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="a username, an e-mail address, or an id")
        parser.add_argument("--limit", type=int, default=20, choices=range(1, 51), metavar="1-50")

    def handle(self, *args: Any, **options: Any) -> None:
        bar = ProgressBar(options.get("stderr") or sys.stderr, STEPS)
        bar.show(0, f"{'finding the listener':40}")
        user = find_by_name(options["user"])
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}.")
        bar.show(1, f"{'loading the model':40}")
        serving.current_model()
        bar.show(2, f"{'choosing tracks':40}")
        found = recommend(user=user, limit=options["limit"])
        bar.show(STEPS, f"{'done':40}")
        bar.finish()
        self.stdout.write(f"For {user.username}, with {serving.version_name() or 'no model'}:")
        for place, each in enumerate(found, start=1):
            self.stdout.write(f"{place:3}  {each.track.title} by {each.track.artist.name}")
            self.stdout.write(f"     {each.reason} ({each.source})")
        if not found:
            self.stdout.write("There is nothing to recommend.")
