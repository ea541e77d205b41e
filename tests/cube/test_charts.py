"""Charts: areas and lengths are what the figures say, from whichever side the page is read."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from quintet.cube.views.charts import Mark, Series, bars, lines, treemap
from quintet.cube.views.charts.treemap import Box, squarify


def marks(*values: int) -> list[Mark]:
    return [Mark(f"m{n}", Decimal(value)) for n, value in enumerate(values)]


def test_bars_are_as_long_as_their_values_and_those_below_nought_lie_on_its_other_side():
    chart = bars(marks(300, 100, -100), title="t")
    first, second, third = chart["rows"]
    assert (first["x"], first["width"]) == (25, 75)
    assert (second["x"], second["width"]) == (25, 25)
    assert (third["x"], third["width"], third["shape"]) == (0, 25, "below")
    assert chart["nought"] == 25


def test_charts_are_mirrored_where_the_page_runs_from_right_to_left():
    with translation.override("ar"):
        first, second = bars(marks(100, 50), title="t")["rows"]
        assert (second["x"], second["width"]) == (50, 50)
        assert "١٠٠" in first["words"]
        line = lines(["2020", "2021"], [Series("a", [Decimal(1), Decimal(2)])], title="t")
        assert line["lines"][0]["points"][0]["x"] == 88
        cells = treemap([("", marks(3, 1))], title="t")["groups"][0]["cells"]
        assert cells[0]["x"] + cells[0]["width"] == pytest.approx(100)


def test_only_the_first_bars_are_drawn_and_the_rest_is_counted():
    chart = bars(marks(*range(30, 0, -1)), title="t")
    assert (len(chart["rows"]), chart["left_out"]) == (20, 10)


def test_nothing_at_all_is_drawn_as_nothing():
    assert bars([], title="t")["rows"] == []
    assert lines(["2020"], [], title="t")["lines"] == []
    assert treemap([("", marks(0, -1))], title="t")["groups"] == []


@given(
    values=st.lists(st.integers(1, 10**6), min_size=1, max_size=40),
    width=st.integers(1, 2000),
    height=st.integers(1, 2000),
)
def test_areas_are_exactly_proportional_fill_the_box_and_do_not_overlap(values, width, height):
    values.sort(reverse=True)
    boxes = squarify(values, Box(0, 0, width, height))
    for value, box in zip(values, boxes, strict=True):
        expected = width * height * value / sum(values)
        assert box.area == pytest.approx(expected, rel=1e-4)
        assert box.x >= 0
        assert box.x + box.width <= width * (1 + 1e-6)
        assert box.y >= 0
        assert box.y + box.height <= height * (1 + 1e-6)
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert across <= 1e-3 or down <= 1e-3


def test_the_squarified_layout_is_the_one_of_the_paper():
    boxes = squarify([6, 6, 4, 3, 2, 2, 1], Box(0, 0, 6, 4))
    told = [tuple(round(side, 2) for side in box) for box in boxes]
    assert told[:3] == [(0, 0, 3, 2), (0, 2, 3, 2), (3, 0, 1.71, 2.33)]


def test_what_is_too_small_to_be_seen_is_put_together_and_keeps_its_area():
    chart = treemap([("", marks(10_000, 9_000, *[2] * 50))], title="t")
    [group] = chart["groups"]
    assert [cell["label"] for cell in group["cells"]] == ["m0", "m1", "50 others"]
    shares = [cell["width"] * cell["height"] for cell in group["cells"]]
    assert shares[2] / sum(shares) == pytest.approx(100 / 19_100, rel=0.05)


def test_a_line_is_broken_where_a_year_is_not_known_and_names_do_not_overlap():
    a = Series("a", [Decimal(10), None, Decimal(12), Decimal(13)])
    b = Series("b", [Decimal(11), Decimal(11), Decimal(11), Decimal("12.9")])
    chart = lines(["2018", "2019", "2020", "2021"], [a, b], title="t")
    first, second = chart["lines"]
    assert (len(first["points"]), len(first["parts"])) == (3, 1)
    assert abs(first["top"] - second["top"]) >= 24
    assert [tick["words"] for tick in chart["ticks"]] == ["0", "5", "10", "15"]


@pytest.mark.parametrize("high", ["0.00001", "0.768", "3", "59999999999.99"])
def test_the_axis_reaches_over_the_highest_value_in_round_steps(high):
    chart = lines(["2021"], [Series("a", [Decimal(high)])], title="t", write=str)
    ticks = [Decimal(tick["words"]) for tick in chart["ticks"]]
    assert ticks[0] == 0
    assert ticks[-2] < Decimal(high) <= ticks[-1]
    assert 2 <= len(ticks) <= 7


def test_a_chart_tells_in_words_what_it_draws_and_links_to_its_question_and_data():
    for chart in (
        bars(marks(3, 1), title="By goal"),
        lines(["2020", "2021"], [Series("m0", [Decimal(3), Decimal(1)])], title="By goal"),
        treemap([("", marks(3, 1))], title="By goal"),
    ):
        told = {"chart": chart, "id": "c", "question": "/ask/?rows=goal", "data": "/ask.csv"}
        page = render_to_string("cube/chart.html", told)
        assert "<desc" in page
        assert "m0" in page
        assert 'href="/ask/?rows=goal"' in page
        assert "style=" not in page
