"""The cube in SDMX: what goes out comes back exactly, and others can read it."""

import io
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from lxml import etree
from pysdmx.io import get_datasets, read_sdmx
from pysdmx.io.xml.doc_validation import validate_doc

from quintet.cube.engine.columns import CODED, DIMENSIONS, NAMES
from quintet.cube.engine.findings import Findings
from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Question, ask, behind
from quintet.cube.engine.questions.formats import FORMATS
from quintet.cube.engine.reading.limits import Limits
from quintet.cube.engine.reading.sniff import sniff
from quintet.cube.engine.reading.unreadable import Unreadable
from quintet.cube.engine.sdmx.message import write_structure
from quintet.cube.engine.sdmx.rows import figure_rows, published, traced
from quintet.cube.engine.sdmx.structure import Component, figures
from quintet.cube.engine.sdmx.writing import write_csv, write_ml
from quintet.cube.engine.staging import Options, stage
from quintet.cube.engine.store import publish
from tests.cube.figures import TODAY, cube, expense, revenue, staged
from tests.cube.submission import judged, refused

PREPARED = datetime(2026, 6, 1, tzinfo=UTC)
FOUND = [
    expense("UN Tourism", "-12.5", target="16.10", goal="16", location="KEN", gender_marker="2"),
    expense("WHO", "3", contributor='Côte d\'Ivoire "<&>"\n=1+1\t;', function="E02"),
    expense("WHO", "9007199254740993.01", year="2020"),
    expense("WHO", "9007199254740993.01", year="2020"),
]


def written(told: list[dict], kind: str) -> bytes:
    """Figures, published and taken out again."""
    out = io.BytesIO()
    with TemporaryDirectory() as folder:
        path = publish(staged(told), Path(folder), "S-7").path
        if kind == "csv":
            write_csv(figures(), figure_rows(published(path)), out)
        else:
            write_ml(figures(), figure_rows(published(path)), out, prepared=PREPARED)
    return out.getvalue()


def figures_of(told: list[dict]) -> Counter:
    """Figures by all that they tell, amounts as decimals."""
    return Counter(
        (*(one.get(name) or "" for name in NAMES[:-1]), Decimal(one["amount"])) for one in told
    )


def taken_in(folder: Path, content: bytes) -> list[dict]:
    """As staged: the figures that a submission of it would be judged by."""
    file = folder / "file.dat"
    file.write_bytes(content)
    with stage(file, folder / "staged.duckdb", Findings()).open(read_only=True) as connection:
        rows = connection.execute(f"SELECT {', '.join(NAMES)} FROM staged ORDER BY row").fetchall()
    return [dict(zip(NAMES, row, strict=True)) for row in rows]


# What XML 1.0 can hold, in a name that begins and ends with more than space.
names = (
    some.text(
        some.characters(
            codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs"),
            include_characters="\n\t", exclude_characters="\ufffe\uffff",
        ),
        min_size=1, max_size=30,
    )
    .map(str.strip)
    .filter(lambda name: name not in ("", "_X", "_Z"))
)  # fmt: skip
codes = {column: sorted(lists().get(name).codes) for column, name in CODED.items()}
any_figure = some.fixed_dictionaries(
    {
        "year": some.integers(2011, 2026).map(str),
        "entity": some.sampled_from(codes["entity"]),
        "measure": some.sampled_from(codes["measure"]),
        "amount": some.decimals(Decimal("-1e15"), Decimal("1e15"), places=2).map("{:f}".format),
    },
    optional={"contributor": names}
    | {
        column: some.sampled_from(codes[column])
        for column in codes
        if column not in ("entity", "measure")
    },
)


@pytest.mark.parametrize("kind", ["csv", "xml"])
@settings(max_examples=5, deadline=None)
@given(told=some.lists(any_figure, min_size=1, max_size=30))
@example(told=FOUND)
def test_what_is_taken_out_comes_in_again_exactly(kind, told):
    with TemporaryDirectory() as folder:
        assert figures_of(taken_in(Path(folder), written(told, kind))) == figures_of(told)


def test_every_code_of_every_list_is_an_identifier_of_sdmx_and_itself_again():
    message = etree.fromstring(write_structure([figures()], lists()))
    validate_doc(etree.tostring(message).decode())
    for name in set(CODED.values()):
        component = Component("", "dimension", {}, name)
        known = lists().get(name).codes
        ids = [component.written(code) for code in known]
        found = message.xpath(f"//*[local-name() = 'Codelist'][@id = 'CL_{name.upper()}']/*/@id")
        assert found == [*ids, "_X", "_T"]
        assert len(set(ids)) == len(ids)


def test_a_structure_names_everything_in_six_languages():
    message = etree.fromstring(write_structure([figures()], lists(), prepared=PREPARED))
    named = message.xpath("//*[*[local-name() = 'Name']]")
    assert len(named) > 700
    for one in named:
        found = one.xpath("*[local-name() = 'Name'][text()]/@xml:lang")
        assert sorted(found) == ["ar", "en", "es", "fr", "ru", "zh-hans"], one.get("id")
    [goal] = message.xpath("//*[@id = 'CL_GOAL']/*[@id = '4']/*[@xml:lang = 'fr']/text()")
    assert goal == lists().get("goal").codes["4"].names["fr"]


def test_others_read_the_figures_and_their_structure(tmp_path):
    structure, csv, message = (tmp_path / name for name in ("structure.xml", "a.csv", "a.xml"))
    structure.write_bytes(write_structure([figures()], lists()))
    csv.write_bytes(written(FOUND, "csv"))
    message.write_bytes(written(FOUND, "xml"))
    [definition] = read_sdmx(structure).get_data_structure_definitions()
    assert [one.id for one in definition.components.dimensions][-3:] == [
        "SUBMISSION",
        "ROW",
        "TIME_PERIOD",
    ]
    assert (
        definition.components["ENTITY"].enumeration["UN_Tourism"].name
        == "World Tourism Organization"
    )
    for file in (csv, message):
        [found] = get_datasets(file, structure)
        told = {row["ROW"]: row for row in found.data.astype(str).to_dict("records")}
        assert len(told) == len(FOUND)
        assert (told["1"]["TARGET"], told["1"]["CONTRIBUTOR"]) == ("16_10", "_X")
        assert told["2"]["CONTRIBUTOR"] == FOUND[1]["contributor"]
        assert {row["SUBMISSION"] for row in told.values()} == {"S-7"}


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return cube(
        tmp_path_factory.mktemp("cube"),
        full=[
            revenue("UN Tourism", "9007199254740.93", "R01", contributor="France"),
            revenue("UN Tourism", "-4.5", "R04B", year="2020"),
            revenue("ILO", "1", "R01", contributor="=1+1"),
        ],
    )


def observations(answer, kind):
    content = FORMATS[kind].write(answer, "fr")
    if kind == "sdmx.csv":
        return content.decode().splitlines()
    validate_doc(content.decode())
    return [dict(one.attrib) for one in etree.fromstring(content).iter("Obs")]


def test_an_answer_has_an_observation_for_each_cell_that_is_seen(world):
    question = Question.parse(
        "measure=revenue&rows=contributor,entity&columns=year&shares=total&change=difference"
    )
    answer = ask(question, *world, today=TODAY, lists=lists())
    found = observations(answer, "sdmx.xml")
    assert len(found) == len(answer.cells)
    assert len(observations(answer, "sdmx.csv")) == 1 + len(answer.cells)
    by_code = {(one["CONTRIBUTOR"], one["ENTITY"], one["YEAR"]): one for one in found}
    assert len(by_code) == len(found)
    assert by_code["_T", "_T", "_T"]["OBS_VALUE"] == str(answer.total.value) == "9007199254737.43"
    told = by_code["_X", "UN_Tourism", "2020"]
    assert (told["OBS_VALUE"], told["UNIT_MEASURE"], told["MEASURE"]) == ("-4.50", "USD", "revenue")
    cell = answer.cells[("France", "UN Tourism"), ("2021",)]
    told = by_code["France", "UN_Tourism", "2021"]
    assert (told["SHARE"], told["FIGURES"]) == (str(cell.share), "1")
    assert "CHANGE" not in told
    assert "=1+1" in {one["CONTRIBUTOR"] for one in found}


@pytest.mark.parametrize(
    "address",
    ["measure=revenue", "measure=core_share&rows=entity&subtotals=no", "measure=figures&rows=goal",
     "measure=revenue&rows=instrument_group,region,currency,target"],
)  # fmt: skip
def test_every_kind_of_answer_satisfies_the_schema_and_its_own_structure(world, address):
    answer = ask(Question.parse(address), *world, today=TODAY, lists=lists())
    structure = FORMATS["sdmx-structure.xml"].write(answer, "en")
    validate_doc(structure.decode())
    dimensions = etree.fromstring(structure).xpath("//*[local-name() = 'Dimension']/@id")
    for one in observations(answer, "sdmx.xml"):
        assert [key for key in one if key in dimensions] == dimensions
        assert ("UNIT_MEASURE" in one) == answer.question.means.is_amount


def test_an_answer_cannot_be_submitted_as_figures(world, tmp_path):
    question = Question.parse("measure=revenue&rows=entity,instrument&columns=year")
    answer = ask(question, *world, today=TODAY)
    with pytest.raises(Unreadable, match="no headings that are known"):
        judged(tmp_path, FORMATS["sdmx.xml"].write(answer, "en"), "answer.xml")
    _found, findings = judged(tmp_path, FORMATS["sdmx.csv"].write(answer, "en"), "answer.csv")
    assert ("shape.heading_missing", "amount") in {(one.rule, one.column) for one in findings}


def test_the_figures_behind_a_cell_go_out_with_their_series_and_row(world, tmp_path):
    question = Question.parse("measure=revenue&rows=entity")
    out = io.BytesIO()
    found = list(behind(question, ("ILO",), (), *world, today=TODAY))
    write_csv(figures(), figure_rows(traced(found)), out)
    [head, line] = [one.split(",") for one in out.getvalue().decode().splitlines()]
    told = dict(zip(head, line, strict=True))
    assert (told["SUBMISSION"], told["ROW"], told["OBS_VALUE"]) == ("full", "3", "1.00")
    assert {one.upper() for one in DIMENSIONS} - {"YEAR"} < set(head)


def test_what_xml_cannot_hold_is_shown_as_such():
    name = "bell\x07 and \ufffe"
    [found] = etree.fromstring(written([expense("WHO", "1", contributor=name)], "xml")).iter("Obs")
    assert found.get("CONTRIBUTOR") == "bell\ufffd and \ufffd"


NAMESPACE = 'xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"'
OBS = '<Obs TIME_PERIOD="2021" OBS_VALUE="5" GOAL="3"/>'


def message(inside: str = OBS, name: str = "StructureSpecificData", before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<m:{name} {NAMESPACE}><m:DataSet MEASURE="expense"'
        f' CURRENCY="USD">{inside}</m:DataSet></m:{name}>'
    ).encode()


@pytest.mark.parametrize("name", ["StructureSpecificData", "CompactData"])
def test_what_series_and_data_set_tell_is_told_of_each_observation(tmp_path, name):
    series = f'<Series ENTITY="WHO" RECORD="EXP" UNKNOWN="1">{OBS}{OBS}</Series><Series ENTITY="ILO">{OBS}</Series>'
    content = message(f"<Group ENTITY='WHO'/>{series}", name)
    found = taken_in(tmp_path, content)
    assert [(one["entity"], one["record"], one["measure"]) for one in found] == [
        ("WHO", "EXP", "expense"), ("WHO", "EXP", "expense"), ("ILO", "", "expense"),
    ]  # fmt: skip
    _found, findings = judged(tmp_path, content, "file.xml")
    unknown = {one.column for one in findings if one.rule == "shape.heading_unknown"}
    assert unknown == {"UNKNOWN", "Group"}


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED = {
    "entities": (message(OBS.replace("2021", "&b;"), before=BOMB), "shape.entities"),
    "an external file": (
        message(before='<!DOCTYPE x SYSTEM "file:///etc/passwd">'), "shape.entities",
    ),
    "cut short": (message()[:-20], "shape.damaged"),
    "too deep": (message("<a>" * 300 + "</a>" * 300), "shape.damaged"),
    "another encoding": (message().replace(b"1.0\"", b'1.0" encoding="x-none"'), "shape.damaged"),
    "a byte that is no text": (message(OBS.replace("3", "\xff")).replace(b"\xc3\xbf", b"\xff"), "shape.damaged"),
    "a structure": (message(name="Structure"), "shape.sdmx_message"),
    "generic data": (message(name="GenericData"), "shape.sdmx_message"),
    "a deletion": (message().replace(b"<m:DataSet", b'<m:DataSet action="Delete"'), "shape.sdmx_delete"),
    "a long value": (message(OBS.replace("2021", "2" * 200_000)), "shape.long_line"),
    "many attributes": (
        message("<Obs " + " ".join(f'A{n}="1"' for n in range(300)) + "/>"), "shape.columns",
    ),
    "many names": (
        message("".join(f'<Obs A{n}="1"/>' for n in range(300))), "shape.columns",
    ),
    "no observation": (message(""), "shape.no_headings"),
    "a prefix of nothing": (message('<x:Obs TIME_PERIOD="2021"/>'), "shape.damaged"),
    "an attribute's prefix of nothing": (
        message().replace(b"<m:DataSet", b'<m:DataSet x:action="Append"'), "shape.damaged",
    ),
    "a deletion in CSV": (b"ACTION,TIME_PERIOD,OBS_VALUE,GOAL\nI,2021,5,3\nd,2021,6,4\n", "shape.sdmx_delete"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(tmp_path, what):
    content, rule = REFUSED[what]
    with pytest.raises(Unreadable, match=r"file\.dat"):
        judged(tmp_path, content, "file.dat", kind="sdmx")
    assert refused(tmp_path)[-1] == rule


@settings(max_examples=25, deadline=None)
@given(some.data())
def test_no_damage_to_a_message_is_more_than_a_finding(data):
    content = bytearray(message('<Series ENTITY="WHO">' + OBS * 3 + "</Series>"))
    for _n in range(data.draw(some.integers(1, 4))):
        at = data.draw(some.integers(0, len(content) - 1))
        content[at : at + data.draw(some.integers(0, 3))] = data.draw(some.binary(max_size=3))
    with TemporaryDirectory() as folder:
        try:
            found = taken_in(Path(folder), bytes(content))
        except Unreadable as why:
            found = []
            assert "file.dat" in str(why)  # noqa: PT017
        assert len(found) <= 3


def test_limits_hold_for_messages(tmp_path):
    with pytest.raises(Unreadable, match="longer than 3 bytes"):
        judged(tmp_path, message(), "x.xml", options=Options(replace(Limits(), cell=3)))


@pytest.mark.parametrize(
    ("head", "kind"),
    [(message(), "sdmx"), (message()[len('<?xml version="1.0"?>') :], "sdmx"),
     (b"<iati-activities/>", "iati"), (b"<html></html>", None)],
)  # fmt: skip
def test_a_message_is_known_by_its_namespace(head, kind):
    assert sniff(head) == kind


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ceb"])
def test_a_message_is_no_table(tmp_path, kind):
    with pytest.raises(Unreadable, match=f"not of the kind {kind}"):
        judged(tmp_path, message(), "x.xml", kind=kind)
