"""The sample cube: totals that were published, detail that is invented and says so, and a story that
can be played with them.
"""

import csv
import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from quintet.cube.rules import series_of
from quintet.site.demonstration import read_story
from quintet.site.figures import SAMPLES

STORY = read_story(date.today())
FIGURES = STORY["figures"]
PEOPLE = {one["username"]: one["roles"] for one in STORY["people"]}
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ceb"
BULK = {"expense": "expense.csv", "revenue": "revenue.csv"}


def rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sums(name: str) -> dict[tuple[str, int], Decimal]:
    found: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for row in rows(name):
        found[row["entity"], int(row["year"])] += Decimal(row["amount"])
    return found


@pytest.mark.skipif(not PUBLISHED.exists(), reason="The published figures are not here")
@pytest.mark.parametrize(
    ("measure", "file"),
    [("expense", "expenses_sub_agency.csv"), ("revenue", "revenue_sub_agency.csv")],
)
def test_totals_of_years_that_were_published_are_as_published(measure: str, file: str) -> None:
    told: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    with (PUBLISHED / file).open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.DictReader(opened):
            amount = re.sub(r'[",\s]', "", row["amount"])
            if amount not in ("", "-"):
                told[row["agency"], int(row["calendar_year"])] += Decimal(amount)
    ours = {of: total for of, total in sums(BULK[measure]).items() if of[1] <= 2021}
    assert len(ours) == 30
    for of, total in ours.items():
        assert total == told[of].quantize(Decimal("0.01"), ROUND_HALF_UP), of


def test_ten_organizations_tell_both_measures_of_every_year() -> None:
    for name in BULK.values():
        told = sums(name)
        entities = {entity for entity, _year in told}
        assert len(entities) == 10
        every = {(entity, year) for entity in entities for year in range(2019, 2025)}
        assert every - told.keys() == {("WHO", 2024)}, "which is submitted"


def test_every_file_that_is_published_says_that_its_detail_is_invented() -> None:
    for told in (*FIGURES["imported"], *FIGURES["submissions"]):
        assert told["note"].endswith("invented for demonstration.")
    contributors = {row["contributor"] for name in BULK.values() for row in rows(name)}
    entities = {entity for entity, _year in sums("expense.csv")}
    assert all(one.startswith("Invented ") for one in contributors - entities - {""})


def test_control_totals_are_the_sums_but_where_they_are_to_be_mended() -> None:
    for told in FIGURES["submissions"]:
        found = sums(told["file"])
        assert list(found) == [(told["organization"], told["year"])]
        [total] = found.values()
        assert (total == Decimal(told["total"])) == (not told["file"].endswith("to-mend.csv"))
    assert sums("who-2025-expense.csv") == sums("who-2025-expense-to-mend.csv")


def test_whoever_acts_on_figures_may() -> None:
    def holds(person: str, codes: set[str], organization: str) -> bool:
        return any(
            role["role"] in codes and role.get("organization") == organization
            for role in PEOPLE[person]
        )

    for told in FIGURES["submissions"]:
        assert holds(told["by"], {"data_steward"}, told["organization"])
        acts = [told[name] for name in ("approved", "published", "withdrawn") if name in told]
        assert [told["on"], *(act["on"] for act in acts)] == sorted(
            [told["on"], *(act["on"] for act in acts)]
        )
        if acts:
            assert acts[0]["by"] != told["by"]
            assert holds(acts[0]["by"], {"validating_officer", "principal"}, told["organization"])
        assert all(holds(act["by"], {"data_steward"}, "CEB") for act in acts[1:])
        assert all(act["reason"] for act in acts[2:])


def test_the_story_shows_every_state_and_a_restatement_with_its_reason() -> None:
    ends = set()
    series: dict[str, list[dict[str, str]]] = defaultdict(list)
    for told in FIGURES["submissions"]:
        ends.add(next(filter(told.get, ("withdrawn", "published", "approved")), "submitted"))
        series[series_of(told["organization"], told["year"], told["measure"])].append(told)
    assert ends == {"withdrawn", "published", "approved", "submitted"}
    restated = [
        one for versions in series.values() for one in versions[1:] if "to-mend" not in one["file"]
    ]
    assert [one["reason"] for one in restated if one["reason"]]


def test_those_who_submit_approve_and_publish_can_be_stepped_in_as() -> None:
    known = {(one["username"], one["role"]) for one in STORY["accounts"]}
    assert {
        ("yared.bekele", "data_steward"),
        ("kwame.asante", "validating_officer"),
        ("noor.haddad", "data_steward"),
    } <= known
