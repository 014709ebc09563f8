"""The page: who may see it, and what is on it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from analytics.dashboard import content, drawing, figures, upstreams
from analytics.dashboard.periods import PERIODS, Period, period_named
from analytics.dashboard.sign_ups import sign_ups_by_day
from analytics.trends.models import TrendList

PERMISSION = "analytics.view_activity"

# What the admin's own pages know, but for the list of all its models at their side: the charts take its place.
_ABOUT_ADMIN = {
    "site_header": admin.site.site_header,
    "site_title": admin.site.site_title,
    "site_url": admin.site.site_url,
    "has_permission": True,
    "is_nav_sidebar_enabled": False,
    "title": "Dashboard",
    "periods": PERIODS,
}


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """For staff who may look at activities; wrapped by the admin, which sees to the sign-in."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    period = period_named(request.GET.get("period", ""))
    return TemplateResponse(
        request, "analytics/dashboard.html", _ABOUT_ADMIN | {"period": period} | _found(period, timezone.now())
    )


def _found(period: Period, now: datetime) -> dict[str, Any]:
    today = now.astimezone(UTC).date()
    oldest = period.oldest(today)
    by_day = figures.numbers_by_day(oldest, today)
    sign_ups = sign_ups_by_day(oldest, today)
    days = min(period.days, figures.HOURS_KEPT_DAYS)
    hours = drawing.hours_chart(figures.listens_by_hour(today, days), days=days)
    trends = TrendList.objects.filter(window=period.trends).first()
    return {
        "now": now,
        "headlines": drawing.headlines(by_day, sign_ups, period, today),
        "charts": [*drawing.charts(by_day, sign_ups, period, today), hours],
        "rankings": content.top_content(trends),
        "trends": trends,
        "upstreams": upstreams.health(),
    }
