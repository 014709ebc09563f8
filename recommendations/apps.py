from django.apps import AppConfig

from config.personal_data import register


class RecommendationsConfig(AppConfig):
    name = "recommendations"

    def ready(self) -> None:
        from analytics.insights import recommended
        from analytics.recording import check_recommendations_with
        from config.observing import states
        from recommendations import observing
        from recommendations.lists import own_recommendations
        from recommendations.personal_data import PARTS

        register(*PARTS)
        check_recommendations_with(own_recommendations)
        recommended.register(observing.total)
        states.register(observing.look)
