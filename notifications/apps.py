from django.apps import AppConfig

from config.personal_data import register


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.blocking import on_block
        from notifications.leaving import part
        from notifications.personal_data import PARTS

        on_block.append(part)
        register(*PARTS)
