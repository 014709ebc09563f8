from django.apps import AppConfig

from config.personal_data import register as register_data


class ModerationConfig(AppConfig):
    name = "accounts.moderation"
    label = "moderation"

    def ready(self) -> None:
        from accounts.moderation.personal_data import PARTS
        from accounts.moderation.profiles import PROFILE
        from accounts.moderation.reportable import register

        register(PROFILE)
        register_data(*PARTS)
