"""The same question in another engine: the same answer, to the last digit."""

import os
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import ibis
import pytest

from quintet.cube.engine.lists import lists
from quintet.cube.engine.questions import Answer, Question, ask, behind
from quintet.cube.engine.questions.engines import Engine
from quintet.cube.engine.questions.through_ibis import figures
from quintet.cube.engine.store import Catalogue, Store, publish
from tests.cube.figures import TODAY, entry, expense, revenue, staged

pytestmark = pytest.mark.filterwarnings("ignore")  # those of engines about themselves
CI = os.environ.get("CI") == "true"
CUTS = {
    "function": [
        expense("WHO", "9007199254740.93", function="E01"),
        expense("WHO", "3", function="E02", year="2020"),
        expense("ILO", "-0.01", function="E02"),
        expense("UN-HABITAT", "7", function="E03", currency="EUR", year="2019"),
    ],
    "goal": [
        expense("WHO", "10.10", goal="3", target="3.10"),
        expense("WHO", "4", goal="3", target="3.8", year="2020"),
        expense("WHO", "2", goal="16", target="16.10"),
        expense("ILO", "0.33", goal="8"),
        expense("ILO", "0.33", goal="8"),
    ],
    "location": [
        expense("WHO", "5", location="KEN"), expense("WHO", "6", location="FRA", gender_marker="2"),
        expense("ILO", "1", location="KEN", year="2020"),
    ],
    "instrument": [
        revenue("WHO", "100.05", "R01"), revenue("WHO", "20", "R02A", year="2020"),
        revenue("WHO", "7", "R04B"), revenue("ILO", "3", "R03A", year="2020"),
    ],
    "contributor": [
        revenue("WHO", "8", "R01", contributor="it's \\ \"a\" 'b'", contributor_type="C01"),
        revenue("WHO", "2", "R02A", contributor="Ça, d'accord", contributor_type="C04C"),
        revenue("ILO", "2", "R01", contributor="Ça, d'accord", contributor_type="C04D"),
    ],
}  # fmt: skip
USD = "&currency=USD,~"
QUESTIONS = [
    "measure=goal_expense&entity=WHO,ILO",
    "rows=entity,function&columns=year&function=!E01,~&change=difference" + USD,
    "rows=goal,target&columns=year&sort=value&shares=row" + USD,
    "rows=region,location&gender_marker=~,2&subtotals=no&limit=2" + USD,
    "rows=currency,entity",
    "measure=goal_share&rows=entity,goal&columns=year&year=2020..2021&sort=value",
    "measure=revenue&rows=instrument_group,instrument&columns=year&elimination=pooled&change=percent",
    "measure=core_share&rows=entity&columns=year",
    "measure=entities&rows=subregion&columns=year",
    "measure=contributors&rows=entity",
    "measure=figures&rows=goal,target&shares=total&offset=1&limit=2",
    "measure=goal_entities&rows=year&goal=17",
]
# Each takes Spark seconds: one of every kind of statement.
OF_SPARK = [QUESTIONS[n] for n in (1, 2, 3, 5, 6, 9)]
TRACED = "measure=revenue&rows=contributor_group,contributor&elimination=entities&sort=value"


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> tuple[Path, Catalogue, Engine]:
    folder = tmp_path_factory.mktemp("cube")
    entries = [
        entry(publish(staged(told), folder, cut), cut, series=cut) for cut, told in CUTS.items()
    ]
    return folder, Catalogue(entries), Store(folder).figures(entries)


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[ibis.BaseBackend]:
    if not shutil.which("java") and not CI:
        pytest.skip("Apache Spark needs Java: bin/system java")
    from pyspark.sql import SparkSession

    told = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse")),
        # figures are few here: what pays off over many would take most of the time
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.shuffle.partitions": "1",
    }
    session = SparkSession.builder.master("local[2]").config(map=told).getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def answered(catalogue: Catalogue, engine: Engine, question: str) -> Answer:
    return ask(Question.parse(question), catalogue, engine, today=TODAY, lists=lists())


def assert_the_same(
    published: tuple[Path, Catalogue, Engine], other: Engine, questions: Sequence[str]
) -> None:
    _folder, catalogue, native = published
    assert (other.slices, other.codes) == (native.slices, native.codes)
    for question in (*questions, TRACED):
        found = answered(catalogue, other, question)
        assert found == answered(catalogue, native, question), question
        values = [cell.value for cell in found.cells.values() if cell.value is not None]
        assert all(isinstance(value, Decimal) for value in values)
    cell = found.lines[0], found.columns[0]
    behind_it, behind_that = (
        list(behind(found.question, *cell, catalogue, engine, today=TODAY, lists=lists()))
        for engine in (native, other)
    )
    assert behind_it == behind_that != []


def test_the_questions_ask_for_everything_that_an_answer_can_have(published):
    """Else two engines might agree on nothing."""
    _folder, catalogue, native = published
    every = [answered(catalogue, native, question) for question in QUESTIONS]
    assert sum(len(one.cells) for one in every) > 80
    told = {part for one in every for line in (*one.lines, *one.columns) for part in line}
    assert {None, "~"} < told
    assert any(one.eliminated for one in every)
    assert any(cell.share for one in every for cell in one.cells.values())
    assert any(cell.change for one in every for cell in one.cells.values())
    assert [str(one.question) for one in every if not one.cells] == []


def test_duckdb_behind_ibis_gives_the_same_answers(published):
    folder, catalogue, _native = published
    engine = figures(ibis.duckdb.connect(), str(folder), catalogue.entries)
    assert_the_same(published, engine, QUESTIONS)


def test_apache_spark_gives_the_same_answers(published, spark):
    folder, catalogue, _native = published
    engine = figures(spark, str(folder), catalogue.entries)
    spark.raw_sql("CACHE TABLE figures")
    assert_the_same(published, engine, OF_SPARK)
