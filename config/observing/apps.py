from django.apps import AppConfig
from django.conf import settings


class ObservingConfig(AppConfig):
    name = "config.observing"
    label = "observing"

    def ready(self) -> None:
        from config.observing import tasks, trace  # noqa: F401  (they connect to Celery's signals)
        from config.observing.jobs import look
        from config.observing.states import register

        register(look)
        if settings.SENTRY_DSN:
            from config.observing.reports import start_reports

            start_reports(settings.SENTRY_DSN, settings.SENTRY_ENVIRONMENT)
        if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
            from config.observing.spans import start_spans

            start_spans(settings.OTEL_SERVICE_NAME)
