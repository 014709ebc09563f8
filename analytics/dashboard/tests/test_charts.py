from __future__ import annotations

from datetime import date

import pytest

from analytics.dashboard.charts import Chart, Point
from analytics.dashboard.periods import PERIODS
from analytics.dashboard.scales import brief, number, ticks
from analytics.dashboard.svg import drawn


@pytest.mark.parametrize(
    ("largest", "whole", "expected"),
    [
        (0, True, [0, 1]),
        (1, True, [0, 1]),
        (3, True, [0, 1, 2, 3]),
        (7, True, [0, 2, 4, 6, 8]),
        (100, True, [0, 25, 50, 75, 100]),
        (101, True, [0, 50, 100, 150]),
        (1_234_567, True, [0, 500_000, 1_000_000, 1_500_000]),
        (0.37, False, [0, 0.1, 0.2, 0.3, 0.4]),
        (1.0, False, [0, 0.25, 0.5, 0.75, 1.0]),
    ],
)
def test_axes_go_up_in_round_steps(largest: float, whole: bool, expected: list[float]) -> None:  # noqa: FBT001
    assert ticks(largest, whole=whole) == expected


def test_numbers_as_a_person_reads_them() -> None:
    assert [number(value) for value in (0, 1234, 0.25, 1234.5)] == ["0", "1,234", "0.2", "1,234.5"]
    assert [brief(value) for value in (0, 950, 1_250, 30_000, 4_500_000)] == ["0", "950", "1.25k", "30k", "4.5M"]


def points(*values: float | None) -> list[Point]:
    return [Point(f"day {n}", str(n), value) for n, value in enumerate(values)]


def test_bars_stand_on_the_axis_and_reach_their_value() -> None:
    bars = Chart("k", "Title", "About", points(0, 50, 100)).bars

    assert [(bar.y, bar.height) for bar in bars] == [(154.0, 0.0), (83.0, 71.0), (12.0, 142.0)]
    assert [(bar.x, bar.width) for bar in bars] == [(56.5, 87.0), (172.5, 87.0), (288.5, 87.0)]


def test_a_line_breaks_where_nothing_is_known() -> None:
    chart = Chart("k", "Title", "About", points(0.5, None, 0.5, 1.0), is_line=True, shares=True)

    assert chart.lines == ["259.5,83 346.5,12"]
    assert chart.dots == [(85.5, 83.0), (346.5, 12.0)]
    assert chart.rows == [("day 0", "50.0 %"), ("day 1", "no data"), ("day 2", "50.0 %"), ("day 3", "100.0 %")]


def test_the_last_moment_is_always_named_and_few_others() -> None:
    chart = Chart("k", "Title", "About", points(*range(30)))

    assert [label.text for label in chart.x_labels] == ["4", "9", "14", "19", "24", "29"]


def test_what_is_drawn_is_escaped() -> None:
    svg = drawn(Chart("k", "Title", "About", [Point("<b>&", "<i>", 1)]))

    assert "<title>&lt;b&gt;&amp;: 1</title>" in svg
    assert "&lt;i&gt;</text>" in svg


def test_periods_are_cut_into_steps_that_end_today() -> None:
    today = date(2024, 3, 1)
    cut = {each.name: each.steps(today) for each in PERIODS}

    assert cut["week"][0] == (date(2024, 2, 24), date(2024, 2, 24))
    assert {name: (len(steps), steps[-1][1]) for name, steps in cut.items()} == {
        "day": (14, today), "week": (7, today), "month": (30, today), "quarter": (13, today), "year": (52, today),
    }  # fmt: skip
    assert cut["quarter"][-1] == (date(2024, 2, 24), today)
    assert PERIODS[1].first_before(today) == date(2024, 2, 17)
