"""The search index, made anew from the rows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from catalogue.matching import index_of
from catalogue.models import Album, Artist, Track


class Command(BaseCommand):
    help = "Make the search index anew. It keeps itself up to date; this is for after a restore, or a doubt."

    def handle(self, *args: Any, **options: Any) -> None:
        index = index_of(connection)
        with transaction.atomic():
            index.drop_triggers(connection)
            index.make_triggers(connection)
            index.rebuild(connection)
        counts = (Artist.objects.count(), Album.objects.count(), Track.objects.count())
        self.stdout.write("{} artists, {} albums and {} tracks can be found.".format(*counts))
