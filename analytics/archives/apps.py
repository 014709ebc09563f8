from django.apps import AppConfig

from config.personal_data import register


class ArchivesConfig(AppConfig):
    name = "analytics.archives"
    label = "archives"

    def ready(self) -> None:
        from analytics.archives.personal_data import PARTS

        register(*PARTS)
