from django.apps import AppConfig

from config.personal_data import register


class SocialConfig(AppConfig):
    name = "social"

    def ready(self) -> None:
        from accounts.blocking import on_block
        from accounts.moderation import reportable
        from accounts.public_profiles import admitted
        from social.following import end_between
        from social.moderation import COMMENT
        from social.personal_data import PARTS
        from social.seeing import admits

        admitted.append(admits)
        on_block.append(end_between)
        reportable.register(COMMENT)
        register(*PARTS)
