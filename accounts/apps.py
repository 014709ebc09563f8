from django.apps import AppConfig

from config.personal_data import register


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.personal_data import PARTS

        register(*PARTS)
