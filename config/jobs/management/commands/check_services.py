"""`manage.py check_services`: is everything there that the settings name?"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.startup import StartupProblem, check_services


class Command(BaseCommand):
    help = "Reaches every service that the settings name and looks for unapplied migrations; fails with one line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worker", action="store_true", help="ask for a task broker, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["worker"] and settings.EMBEDDED_TASKS:
            raise CommandError("Set CELERY_BROKER_URL. Without it the server runs the worker and the scheduler itself.")
        try:
            check_services()
        except StartupProblem as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("Every service answers.")
