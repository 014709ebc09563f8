from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from config.personal_data import register


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """Registers what the room knows about a listener, and sees to the triggers around migrations."""
        from analytics.personal_data import PARTS
        from analytics.rollups.triggers import make_triggers, take_triggers_away

        register(*PARTS)
        pre_migrate.connect(take_triggers_away, sender=self, dispatch_uid="analytics.rollups")
        post_migrate.connect(make_triggers, sender=self, dispatch_uid="analytics.rollups")
