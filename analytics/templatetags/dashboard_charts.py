"""Charts in the dashboard's templates."""

from django import template

from analytics.dashboard.svg import drawn, table_rows

register = template.Library()
register.filter("drawn", drawn)
register.filter("table_rows", table_rows)
