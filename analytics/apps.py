from django.apps import AppConfig

from config.personal_data import register


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics.personal_data import PARTS

        register(*PARTS)
