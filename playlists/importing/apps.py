from django.apps import AppConfig

from config.personal_data import register


class ImportingConfig(AppConfig):
    name = "playlists.importing"
    label = "importing"
    verbose_name = "Imports"

    def ready(self) -> None:
        from playlists.importing.personal_data import PARTS

        register(*PARTS)
