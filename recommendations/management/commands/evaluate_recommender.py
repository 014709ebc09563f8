"""What the engine is worth on a data set."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalogue.own.progress import ProgressBar
from recommendations.engine.evaluate import add_arguments, evaluate, table
from recommendations.engine.protocols import PROTOCOLS

STEPS = 1000


class Command(BaseCommand):
    help = "Train on a data set, and print how well the engine, popularity and the best single table predict the rest."

    def add_arguments(self, parser: CommandParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        protocol, part = options["protocol"], options["part"]
        if (protocol, part) not in PROTOCOLS:
            raise CommandError(f"{part} has nothing to run {protocol} on.")
        bar = ProgressBar(options.get("stderr") or sys.stderr, STEPS)
        try:
            lines = evaluate(
                options["data"],
                protocol,
                part,
                heard_only=options["heard_only"],
                progress=lambda what, share: bar.show(int(share * STEPS), f"{what:40}"),
            )
        except (OSError, ValueError, StopIteration) as fault:
            raise CommandError(f"{options['data']} cannot be read as {part}: {fault}") from fault
        finally:
            bar.finish()
        self.stdout.writelines(f"{line}\n" for line in table(lines))
