from django.apps import AppConfig

from config.personal_data import register


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from notifications.personal_data import PARTS

        register(*PARTS)
