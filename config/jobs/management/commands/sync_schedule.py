"""`manage.py sync_schedule`: see `config.jobs.schedule`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from config.jobs.schedule import sync_schedule


class Command(BaseCommand):
    help = "Adds what runs by the clock to the scheduler's table; rows that are there are left as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        made = sync_schedule()
        self.stdout.write(f"Added to the schedule: {', '.join(made)}." if made else "The schedule is complete.")
