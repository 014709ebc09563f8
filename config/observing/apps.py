from django.apps import AppConfig


class ObservingConfig(AppConfig):
    name = "config.observing"
    label = "observing"

    def ready(self) -> None:
        from config.observing import tasks, trace  # noqa: F401  (they connect to Celery's signals)
        from config.observing.jobs import look
        from config.observing.states import register

        register(look)
