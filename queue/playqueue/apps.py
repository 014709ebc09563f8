from django.apps import AppConfig

from config.personal_data import register


class PlayqueueConfig(AppConfig):
    name = "playqueue"
    verbose_name = "Play queue"

    def ready(self) -> None:
        from playqueue.personal_data import PARTS

        register(*PARTS)
