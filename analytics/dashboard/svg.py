"""A chart written down as SVG. By hand rather than by a template: a page has a thousand shapes.

Nothing in it is a style or a script, which the admin's policy would refuse; what things look like is in the stylesheet.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from analytics.dashboard.charts import HEIGHT, LEFT, RIGHT, WIDTH, Chart


def drawn(chart: Chart) -> SafeString:
    """The element, named by the title and the text that the page has beside it."""
    named = f'role="img" aria-labelledby="{escape(chart.key)}-title {escape(chart.key)}-about"'
    return mark_safe(f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" {named}>{"".join(_parts(chart))}</svg>')  # noqa: S308  # escaped below


def table_rows(chart: Chart) -> SafeString:
    """The same as rows of a table."""
    rows = (
        f'<tr><th scope="row">{escape(when)}</th><td class="figure">{escape(value)}</td></tr>'
        for when, value in chart.rows
    )
    return mark_safe("".join(rows))  # noqa: S308  # escaped above


def _parts(chart: Chart) -> Iterator[str]:
    for tick in chart.y_labels:
        yield f'<line class="grid" x1="{LEFT:g}" x2="{WIDTH - RIGHT:g}" y1="{tick.place:g}" y2="{tick.place:g}"/>'
        yield (
            f'<text class="tick" x="{LEFT - 6:g}" y="{tick.place:g}" text-anchor="end" dominant-baseline="middle">'
            f"{escape(tick.text)}</text>"
        )
    for tick in chart.x_labels:
        place = f'x="{tick.place:g}" y="{HEIGHT - 10:g}" text-anchor="middle"'
        yield f'<text class="tick" {place}>{escape(tick.text)}</text>'
    if chart.is_line:
        for line in chart.lines:
            yield f'<polyline class="line" points="{line}"/>'
        for x, y in chart.dots:
            yield f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="3"/>'
    kind = "point" if chart.is_line else "bar"
    for bar in chart.bars:
        place = f'x="{bar.x:g}" y="{bar.y:g}" width="{bar.width:g}" height="{bar.height:g}"'
        yield f'<rect class="{kind}" {place}><title>{escape(bar.text)}</title></rect>'
