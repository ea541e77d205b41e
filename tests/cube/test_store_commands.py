"""`cube import-ceb` and `cube ask`: published files in, an answer out."""

import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from quintet.core.models import JournalEntry
from quintet.cube import queries
from quintet.cube.engine.questions import Question
from quintet.cube.management.commands import cube_ask, cube_import_ceb
from tests.cube.figures import TODAY

pytestmark = pytest.mark.django_db
PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "ceb"
BY_FUNCTION = """calendar_year,amount,currency,agency,sub_agency,transaction_type
2021,100.25,USD,WHO,WHO,Development Assistance
2021,100.25,USD,WHO,WHO,Development Assistance
2021, -   ,USD,WHO,WHO,Humanitarian Assistance
2021,49.504,USD,UN-HABITAT,UN-HABITAT,Humanitarian Assistance
"""
BY_GOAL = """calendar year,entity code,type of financial information,amount,SDG goal,SDG target,SDG indicator
2021,WHO,EXP,150.50,3,3.10,
2021,WHO,EXP,20,x00,,
"""


@pytest.fixture
def installation(tmp_path, settings):
    settings.DATA = tmp_path / "data"
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "expenses.csv").write_text("\ufeff" + BY_FUNCTION, encoding="utf-8")
    (folder / "goals.csv").write_text(BY_GOAL, encoding="utf-8")
    return folder


def run(module, **options):
    out = io.StringIO()
    return module.handle({"json": False, "language": "en"} | options, out), out.getvalue()


def answered(address):
    status, out = run(cube_ask, question=address, json=True)
    assert status == 0
    return json.loads(out)


def test_published_files_are_loaded_and_what_was_left_out_or_taken_is_told(installation):
    status, out = run(cube_import_ceb, folder=installation)
    assert status == 0
    assert "expenses.csv: by function, 3 of 4 rows, expense 250.00; version 1" in out
    assert "left out, no amount, or one of more than 16 digits: 1 (rows 3)" in out
    assert "taken, entity 'UN-HABITAT' as 'UNHABITAT': 1" in out
    assert "taken, goal 'x00' as 'X00': 1" in out
    assert out.endswith("2 files, 5 figures\n")


def test_both_cuts_of_the_same_expense_are_counted_once(installation):
    run(cube_import_ceb, folder=installation)
    assert answered("")["cells"][0]["value"] == "250.00"
    by_goal = answered("rows=goal")
    assert {one["goal"]: one["value"] for one in by_goal["cells"]} == {
        "3": "150.50", "X00": "20.00", "~": "79.50", None: "250.00",
    }  # fmt: skip
    share = answered("measure=goal_share&rows=entity")
    assert {one["entity"]: one["value"] for one in share["cells"]} == {
        "UNHABITAT": "0.000000", "WHO": "0.850374", None: "0.682000",
    }  # fmt: skip


def test_the_same_files_again_are_no_new_version_others_are(installation):
    run(cube_import_ceb, folder=installation)
    _status, again = run(cube_import_ceb, folder=installation)
    assert again.count("published before, unchanged") == 2
    (installation / "goals.csv").write_text(BY_GOAL.replace("150.50", "151"), encoding="utf-8")
    _status, changed = run(cube_import_ceb, folder=installation)
    assert "goals.csv: by goal, 2 of 2 rows, expense 171.00; version 2" in changed
    assert answered("measure=goal_expense")["cells"][0]["value"] == "171.00"
    assert len(answered("measure=goal_expense")["vintage"]) == 1


def test_an_answer_is_a_table_with_names_beside_codes(installation):
    run(cube_import_ceb, folder=installation)
    asked = {"question": "rows=function&columns=year", "language": "fr"}
    status, out = run(cube_ask, **asked)
    assert run(cube_ask, **asked, engine="ibis") == (status, out)
    assert status == 0
    head, first = out.splitlines()[:2]
    assert head.split() == ["function", "fonction", "2021", "total"]
    assert first.split() == ["E01", "Aide", "au", "développement", "200.50", "200.50"]
    assert "coverage" in out


@pytest.mark.parametrize(
    ("address", "why"), [("rows=colour", "rows: “colour” is not possible"), ("x=1", "x: “x” is no")]
)
def test_what_cannot_be_asked_is_said_on_one_line(installation, capsys, address, why):
    run(cube_import_ceb, folder=installation)
    assert run(cube_ask, question=address) == (2, "")
    assert capsys.readouterr().err.startswith(why)


def test_nothing_is_imported_where_a_file_is_none_of_these(installation, capsys):
    (installation / "zzz.csv").write_text("name,colour\nred,blue\n", encoding="utf-8")
    status, _out = run(cube_import_ceb, folder=installation)
    assert status == 2
    assert "Nothing was imported." in capsys.readouterr().err
    assert run(cube_ask, question="")[0] == 2
    assert run(cube_import_ceb, folder=installation / "nowhere")[0] == 2


def test_an_import_stands_in_the_journal_of_who_runs_the_installation(installation):
    run(cube_import_ceb, folder=installation)
    told = JournalEntry.objects.filter(verb="cube.imported").values_list("organization__code")
    assert list(told) == [("CEB",), ("CEB",)]


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published files are not on this machine")
def test_the_published_files_give_the_published_figures(settings, tmp_path):
    settings.DATA = tmp_path
    status, out = run(cube_import_ceb, folder=PUBLISHED)
    assert status == 0
    assert "left out" not in out

    def value(address):
        return queries.answer(Question.parse(address), today=TODAY.replace(year=2100)).total.value

    assert value("measure=goal_entities&year=2021") == 36
    assert value("measure=goal_expense&year=2021") == Decimal("46469583315.00")
    assert round(value("measure=goal_share&year=2021"), 3) == Decimal("0.768")
    for rows in ("", "function", "goal", "entity,goal"):
        assert value(f"year=2021&rows={rows}") == Decimal("60479440594.30"), rows
    assert value("measure=revenue&year=2021") == Decimal("65890711058.84")
