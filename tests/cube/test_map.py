"""The map: which shapes there are, and how amounts are shown on them."""

import re
from decimal import Decimal

import pytest

from quintet.cube.engine.lists import lists
from quintet.cube.engine.lists.making import shapes as making
from quintet.cube.engine.lists.shapes import shapes
from quintet.cube.views.charts.map import choropleth
from tests.cube.figures import expense
from tests.cube.stood import stand

CIRCLE = [(x, y) for x, y in ((0, 0), (20, 0), (20, 20), (0, 20), (0, 0))]


def test_every_country_or_area_of_the_list_is_on_the_map_but_the_antarctic():
    known = shapes()
    listed = lists().get("location")
    places = {code for code in listed.codes if not listed.children(code) and not code.isdecimal()}
    assert {*known.areas, *known.dots} <= places
    assert places - {*known.areas, *known.dots} == {"ATA", "GLO", "ANT"}
    for path in known.areas.values():
        assert re.fullmatch(r"(M\d+ \d+l[-\d ]+z)+", path)
    assert all(0 <= x <= known.width and 0 <= y <= known.height for x, y in known.dots.values())


def test_what_crosses_the_meridian_is_cut_there_and_what_is_joined_has_no_line_within():
    across = [(170, 0), (-170, 0), (-170, 10), (170, 10), (170, 0)]
    parts = sorted(making.cut(across))
    assert [(min(x for x, _ in one), max(x for x, _ in one)) for one in parts] == [
        (-180, -170),
        (170, 180),
    ]
    assert list(making.cut(CIRCLE)) == [CIRCLE]
    other = [(20, 0), (40, 0), (40, 20), (20, 20), (20, 0)]
    [whole] = making.dissolved([CIRCLE, other])
    assert {*whole} == {*CIRCLE, *other}
    assert making.placed((0, making.NORTH))[1] == 0


def test_the_largest_amount_is_in_the_highest_class_and_each_class_is_told():
    values = {
        "KEN": ("Kenya", Decimal("2500000000")),
        "LBN": ("Lebanon", Decimal("1000000000")),
        "MCO": ("Monaco", Decimal("12")),
        "FJI": ("Fiji", Decimal("-5")),
        "150": ("Europe", Decimal("1")),
    }
    chart = choropleth(values, title="Expense", write=str)
    shapes_of = {
        one["told"].partition(":")[0]: one["shape"] for one in (*chart["areas"], *chart["dots"])
    }
    assert shapes_of == {"Kenya": "c5", "Lebanon": "c5", "Monaco": "c1", "Fiji": "below"}
    assert [(one["shape"], one["count"]) for one in chart["legend"]] == [
        ("c5", 2), ("c1", 1), ("below", 1), ("none", None),
    ]  # fmt: skip
    assert chart["legend"][0]["label"].endswith("or more")
    assert chart["left_out"] == 1  # a region is no shape
    assert chart["text"].startswith("Kenya: 2500000000; Lebanon")
    assert {one["code"] for one in chart["dots"]} == {"LBN", "MCO", "FJI"}  # small


@pytest.mark.django_db
def test_the_page_of_places_has_the_map_its_legend_its_terms_and_its_table(
    client, who, tmp_path, settings
):
    settings.DATA = tmp_path
    stand(
        who,
        "who",
        expense("WHO", "600.00", location="KEN"),
        expense("WHO", "30.00", location="MCO"),
    )
    for language in ("en", "ar"):
        page = client.get(f"/{language}/cube/places/").content.decode()
        assert '<svg class="plot map" role="img" viewBox="0 0 1000 432"' in page
        assert len(page) < 90_000
        assert page.count('class="c5" d=') == 1
        assert shapes().areas["KEN"] in page
    english = client.get("/en/cube/places/").content.decode()
    assert "express no opinion on the legal status" in english
    assert "Natural Earth" in english
    assert "600" in english
