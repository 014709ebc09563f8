"""An invented catalogue for trying the product without a provider."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalogue.demo.invent import invent_catalogue
from catalogue.demo_loading import draw_missing, load_rows, pictures
from catalogue.models import Track


class Command(BaseCommand):
    help = "Fill our own catalogue with invented artists, albums and tracks. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="Do nothing when our own catalogue has a track already."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Track.objects.local().exists():
            self.stdout.write("The catalogue is not empty: nothing to do.")
            return
        demo = invent_catalogue()
        load_rows(demo)
        wanted = pictures(demo)
        drawn = draw_missing(wanted, step=self._progress(len(wanted)))
        self.stdout.write(
            f"{len(demo.artists)} artists, {len(demo.albums)} albums and {len(demo.tracks)} tracks are there, "
            f"{drawn} pictures were drawn."
        )

    def _progress(self, total: int) -> Any:
        """Counts on standard error, for a person who is watching."""
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            if self.stderr.isatty() and (done % 10 == 0 or done == total):
                self.stderr.write(f"\rpictures {done}/{total}", ending="\n" if done == total else "")

        return step
