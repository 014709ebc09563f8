from django.apps import AppConfig

from config.personal_data import register


class JobsConfig(AppConfig):
    name = "config.jobs"
    label = "jobs"

    def ready(self) -> None:
        from config.jobs.personal_data import PARTS

        register(*PARTS)
