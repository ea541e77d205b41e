"""Figures out of activities, and published figures as activities: the same figures back."""

import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.cube.engine.columns import NAMES
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.iati.export import write
from quintet.cube.engine.iati.figures import WHOLE, read, split, weighted
from quintet.cube.engine.iati.validation import validate
from quintet.cube.engine.lists import lists
from quintet.cube.engine.reading.unreadable import Unreadable
from tests.cube.iati_files import ORGANISATION, activities, activity

TODAY = date(2022, 6, 30)
STANDARD = Path(__file__).parents[3] / "shared/data/iati"

TRANSACTION = """
    <transaction>
      <transaction-type code="{kind}"/>
      <transaction-date iso-date="2021-03-01"/>
      <value value-date="2021-03-01" {currency}>{value}</value>
      {inside}
    </transaction>"""


def transaction(value="100", kind="4", inside="", currency=""):
    return TRANSACTION.format(value=value, kind=kind, inside=inside, currency=currency)


@pytest.fixture
def figures(tmp_path):
    """The figures of a text: each column asked for, in the order of the file."""

    def figures(text, *columns):
        path = tmp_path / "file.xml"
        path.write_text(text, encoding="utf-8")
        return [tuple(one.values[name] for name in columns) for one in read(path)]

    return figures


def told(*transactions, places='<recipient-country code="KE"/>', sectors="", tags=""):
    """An activity with these instead of its own places and sectors."""
    text = activity(more="".join(transactions))
    text = text.replace('<recipient-country code="KE"/>', places)
    return activities(text.replace('<sector code="14030"/>', sectors + tags))


def test_a_transaction_is_a_figure_by_the_columns_of_the_cube(tmp_path):
    path = tmp_path / "file.xml"
    path.write_text(
        told(
            transaction("-12.50", currency='currency="EUR"'),
            sectors='<sector vocabulary="12" code="E02"/>',
            tags='<tag vocabulary="3" code="16.10"/>'
            '<policy-marker code="1" significance="2"/><policy-marker code="2" significance="1"/>',
        )
    )
    figure = next(read(path))
    assert figure.values == {
        "year": "2021", "entity": "UNDP", "sub_entity": "", "measure": "expense", "record": "EXP",
        "function": "E02", "location": "KEN", "goal": "16", "target": "16.10", "instrument": "",
        "contributor_type": "", "contributor": "", "gender_marker": "3", "currency": "EUR",
        "amount": "-12.50",
    }  # fmt: skip
    assert path.read_text().splitlines()[figure.line - 1].strip() == "<transaction>"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("1", [("revenue", "")]), ("3", [("expense", "EXP")]), ("4", [("expense", "EXP")]), ("2", [])],
)
def test_what_was_spent_or_received_is_a_figure_and_what_was_promised_is_not(
    figures, kind, expected
):
    assert figures(told(transaction(kind=kind)), "measure", "record") == expected


def test_revenue_tells_who_gave(figures):
    provider = '<provider-org type="80"><narrative>A  University</narrative></provider-org>'
    text = told(transaction(kind="1", inside=provider))
    assert figures(text, "contributor_type", "contributor") == [("C07", "A University")]
    unclear = text.replace('type="80"', 'type="40"')
    assert figures(unclear, "contributor_type") == [("",)]
    assert figures(told(transaction(kind="1")), "contributor") == [("",)]


def test_amounts_are_split_by_percentages_to_the_cent_and_the_rest_goes_to_the_largest(figures):
    places = (
        '<recipient-country code="KE" percentage="33.33"/>'
        '<recipient-country code="UG" percentage="33.34"/>'
        '<recipient-region code="014" vocabulary="2" percentage="33.33"/>'
        '<recipient-region code="1027" vocabulary="1" percentage="33.33"/>'
    )
    assert figures(told(transaction("0.10"), places=places), "location", "amount") == [
        ("KEN", "0.03"), ("UGA", "0.04"), ("014", "0.03"),
    ]  # fmt: skip


def test_places_and_functions_are_split_together(figures):
    places = (
        '<recipient-country code="KE" percentage="50"/>'
        '<recipient-country code="UG" percentage="50"/>'
    )
    sectors = (
        '<sector vocabulary="12" code="E01" percentage="20"/>'
        '<sector vocabulary="12" code="E02" percentage="80"/>'
    )
    found = figures(
        told(transaction("10"), places=places, sectors=sectors), "function", "location", "amount"
    )
    assert found == [
        ("E01", "KEN", "1.00"), ("E01", "UGA", "1.00"),
        ("E02", "KEN", "4.00"), ("E02", "UGA", "4.00"),
    ]  # fmt: skip


@pytest.mark.parametrize("second", ['percentage="49"', ""])
def test_percentages_that_do_not_sum_to_100_tell_nothing_apart(figures, second):
    places = (
        f'<recipient-country code="KE" percentage="50"/><recipient-country code="UG" {second}/>'
    )
    assert figures(told(transaction("7"), places=places), "location", "amount") == [("", "7")]


def test_what_a_transaction_says_goes_before_what_its_activity_says(figures):
    inside = '<sector vocabulary="12" code="E02"/><recipient-country code="UG"/>'
    text = told(
        transaction(inside=inside), transaction(), sectors='<sector vocabulary="12" code="E01"/>'
    )
    assert figures(text, "function", "location") == [("E02", "UGA"), ("E01", "KEN")]


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        ('<recipient-region code="189"/>', "015"),  # the DAC's list is the one when none is named
        ('<recipient-region code="189" vocabulary="1"/>', "015"),
        ('<recipient-region code="015" vocabulary="2"/>', "015"),
        ('<recipient-region code="789" vocabulary="1"/>', "789"),  # of two regions: left as it is
        ('<recipient-country code="ZZ"/>', "ZZ"),
        ("", ""),
    ],
)
def test_regions_and_countries_are_brought_over_where_there_is_one_answer(
    figures, regions, expected
):
    assert figures(told(transaction(), places=regions), "location") == [(expected,)]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ('<tag vocabulary="2" code="4"/>', [("4", "", "100")]),
        ('<tag vocabulary="2" code="4"/><tag vocabulary="3" code="4.1"/>', [("4", "4.1", "100")]),
        ('<tag vocabulary="2" code="4"/><tag vocabulary="2" code="5"/>', [("", "", "100")]),
        ('<sector vocabulary="8" code="4.1" percentage="25"/>'
         '<sector vocabulary="8" code="16.10" percentage="75"/><tag vocabulary="2" code="1"/>',
         [("4", "4.1", "25.00"), ("16", "16.10", "75.00")]),
        ('<sector vocabulary="7" code="3"/>', [("3", "", "100")]),
    ],
)  # fmt: skip
def test_goals_come_from_tags_or_from_sectors_with_percentages(figures, tags, expected):
    assert figures(told(transaction(), tags=tags), "goal", "target", "amount") == expected


def test_an_instrument_is_told_only_where_the_aid_type_leaves_no_choice(figures):
    for code, expected in (("H", "R03C"), ("A", "")):
        inside = f'<aid-type vocabulary="3" code="{code}"/>'
        assert figures(told(transaction(inside=inside)), "instrument") == [(expected,)]
    tags = '<default-aid-type vocabulary="2" code="3"/>'
    assert figures(told(transaction(), tags=tags), "instrument") == [("R03C",)]


def test_activities_that_the_schema_refuses_are_left_out_and_the_others_are_not(figures):
    text = activities(
        activity(more=transaction("1")),
        activity(more=transaction("much")),
        activity(more=transaction("3")),
    )
    assert figures(text, "amount") == [("1",), ("3",)]


@pytest.mark.parametrize(
    "text",
    [
        "no XML",
        ORGANISATION.format(end="2021-12-31"),
        "<!DOCTYPE iati-activities>" + activities(activity()),
        activities(activity())[:-5],
    ],
)
def test_what_is_no_whole_activity_file_is_unreadable(figures, text):
    with pytest.raises(Unreadable, match=r"file\.xml"):
        figures(text)


percentages = st.lists(st.integers(1, 9999), min_size=1, max_size=6, unique=True).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 10000], strict=True)]
)
amounts = st.decimals(-(10**16), 10**16, places=2) | st.decimals(-10, 10, places=5)


@given(amounts, st.lists(percentages, min_size=1, max_size=3))
def test_parts_of_an_amount_sum_to_it_exactly_and_none_is_off_by_a_unit(amount, percentages):
    shares = [[(str(n), Decimal(n) / 100) for n in one] for one in percentages]
    whole = weighted(shares)
    parts = list(zip(whole.codes, split(amount, whole), strict=True))
    assert sum((part for _codes, part in parts), Decimal(0)) == amount
    places = max(2, -int(amount.as_tuple().exponent))
    assert all(-int(part.as_tuple().exponent) <= places for _codes, part in parts)
    smallest = min(parts, key=lambda one: abs(one[1]))
    exact = amount
    for code in smallest[0]:
        exact = exact * (Decimal(code) / 100) / WHOLE
    assert abs(smallest[1] - exact) <= Decimal(1).scaleb(-places) * len(parts)


def test_no_amount_is_split_into_more_parts_than_can_be_held():
    many = [(str(n), Decimal("0.1")) for n in range(1000)]
    parts = split(Decimal(5), weighted([many, many, [("a", WHOLE)]]))
    assert len(parts) == 1000
    assert sum(parts) == 5


def figure(**told):
    given = dict.fromkeys(NAMES, "") | {
        "year": "2021", "entity": "WHO", "measure": "expense", "record": "EXP", "currency": "USD",
        "amount": "1.00",
    }  # fmt: skip
    return given | told


FIGURES = [
    figure(function="E02", location="KEN", goal="16", target="16.10", gender_marker="3"),
    figure(function="E02", location="KEN", goal="16", target="16.10", gender_marker="3",
           year="2020", amount="-0.01"),
    figure(entity="UN", sub_entity="UN-UNDRR", location="150", goal="X00", instrument="R03A"),
    figure(record="BUD", function="E01", amount="99999999999999.99"),
    figure(record="BUG", location="GLO", year="2030"),
    figure(entity="UNFPA", measure="revenue", record="", contributor_type="C06",
           contributor='Smith & "Sons" <Ltd>', instrument="R02A", currency="EUR"),
    figure(entity="UNFPA", measure="revenue", record="", contributor_type="C04D"),
    figure(amount="0.00", location="KEN", year="2022"),
    figure(amount="0.00", location="KEN", year="2022"),
]  # fmt: skip


def written(rows, path):
    with path.open("wb") as file:
        write(rows, file, today=TODAY)
    return path


def counted(rows):
    return Counter(tuple(str(row[name]) for name in NAMES) for row in rows)


def test_figures_that_are_written_are_read_back_exactly(tmp_path):
    path = written(FIGURES, tmp_path / "out.xml")
    assert counted(one.values for one in read(path)) == counted(FIGURES)


def test_what_is_written_is_valid_by_the_schema(tmp_path):
    path = written(FIGURES, tmp_path / "out.xml")
    findings = Findings()
    totals = validate(path, lists_folder=None, findings=findings, today=TODAY)
    assert findings.is_valid, findings.first
    assert totals["records"] == 7
    assert totals["transactions"] == 7


@pytest.mark.skipif(not STANDARD.is_dir(), reason="IATI's lists and ruleset are not at hand")
def test_what_is_written_keeps_the_standards_own_lists_and_rules(tmp_path):
    path = written([one for one in FIGURES if one["year"] != "2030"], tmp_path / "out.xml")
    findings = Findings()
    validate(path, lists_folder=STANDARD, findings=findings, today=TODAY)
    assert findings.status == "advisory", findings.first
    assert dict(findings.counts) == {"iati.rules.missing": 1}


def test_numbers_are_written_as_well_as_text_and_identifiers_stay_the_same(tmp_path):
    numbers = [
        one | {"year": int(one["year"]), "amount": Decimal(one["amount"])} for one in FIGURES
    ]
    first = written(FIGURES, tmp_path / "first.xml").read_bytes()
    again = written(reversed(numbers), tmp_path / "again.xml").read_bytes()
    assert first == again


def test_standard_elements_say_what_iati_can_say(tmp_path):
    text = written(FIGURES, tmp_path / "out.xml").read_text(encoding="utf-8")
    for said in (
        '<reporting-org ref="XM-DAC-41119"',
        '<recipient-country code="KE"/>',
        '<recipient-region vocabulary="2" code="150"/>',
        '<recipient-region vocabulary="1" code="998"/>',
        '<tag vocabulary="3" code="16.10"/>',
        'significance="2"',
        '<transaction-date iso-date="2022-06-30"/>',
        '<period-end iso-date="2030-12-31"/>',
    ):
        assert said in text, said


@pytest.mark.parametrize("row", [figure(measure="staff"), figure(measure="revenue", record="BUD")])
def test_what_iati_has_no_place_for_is_refused(row):
    with pytest.raises(ValueError, match=row["measure"]):
        write([row], io.BytesIO(), today=TODAY)


def test_no_figures_make_no_file():
    with pytest.raises(ValueError, match="no figures"):
        write([], io.BytesIO(), today=TODAY)


def codes(name):
    return st.sampled_from(["", *list(lists().get(name).codes)[:40]])


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "year": st.integers(1990, 2022).map(str),
                "entity": st.sampled_from(list(lists().get("entity").codes)),
                "function": codes("function"),
                "location": codes("location"),
                "target": codes("target"),
                "instrument": codes("instrument"),
                "gender_marker": codes("gender_marker"),
                "contributor": st.text("aé中ع<&>\"' \U0001f30d", max_size=12),
                "currency": st.sampled_from(["USD", "EUR"]),
                "amount": st.decimals(-(10**15), 10**15, places=2).map(str),
            }
        ).map(lambda told: figure(**told)),
        min_size=1,
        max_size=6,
    )
)
def test_any_figures_are_read_back_exactly(tmp_path_factory, rows):
    path = written(rows, tmp_path_factory.mktemp("iati") / "out.xml")
    assert counted(one.values for one in read(path)) == counted(rows)
