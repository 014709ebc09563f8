"""Trends by the clock."""

from celery import shared_task

from analytics.trends.refreshing import refresh_trends


@shared_task(name="analytics.refresh_trends", acks_late=True)
def refresh_trends_task() -> list[str]:
    """The names of the windows that were ranked anew."""
    return refresh_trends()
