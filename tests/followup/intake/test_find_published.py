"""The two published documents that lie beside the checkout, where they do."""

import re
from datetime import date
from pathlib import Path

import pytest

from quintet.followup.intake.candidate import Meeting, Reading
from quintet.followup.intake.read import as_json, read
from tests.followup.intake.known import HLCM, KNOWN, names

SEEDS = Path(__file__).resolve().parents[4] / "shared/seeds"
REPORT = SEEDS / "004_8248d2f30b7494fd.txt"
PROGRESS = SEEDS / "000_b8745d48d4ee5dab.txt"
pytestmark = pytest.mark.skipif(
    not (REPORT.exists() and PROGRESS.exists()),
    reason="the published documents are not beside the checkout",
)


@pytest.fixture(scope="module")
def report() -> Reading:
    return read(REPORT.read_bytes(), name=REPORT.name, known=KNOWN)


@pytest.fixture(scope="module")
def progress() -> Reading:
    return read(PROGRESS.read_bytes(), name=PROGRESS.name, known=KNOWN)


def test_the_report_holds_exactly_its_eighteen_decisions(report: Reading) -> None:
    numbers = [18, 19, 20, *range(46, 53), 75, 76, 86, 87, 95, 96, 97, 105]
    assert [item.number for item in report.items] == [str(number) for number in numbers]
    assert {item.number: len(item.acts) for item in report.items if len(item.acts) != 1} == {
        "18": 2,
        "51": 2,
        "75": 2,
    }
    assert [item.acts[0].verb for item in report.items] == [
        "Welcomed", "Requested", "Endorsed", "Agreed", "Provisionally approved", "Re-opened",
        "Requested", "Requested", "Approved", "Encouraged", "Welcomed", "Agreed", "Endorsed",
        "Recommended", "Endorsed", "Committed", "Requested", "Agreed",
    ]  # fmt: skip


def test_the_report_addresses_whom_a_reader_would_say(report: Reading) -> None:
    found = {i.number: (names(i.addressees), names(i.co_addressees)) for i in report.items}
    future = "CEB Task Force on the Future of the United Nations System Workforce"
    forum = "Occupational Health and Safety Forum"
    assert {number: whom for number, whom in found.items() if whom != ([], [])} == {
        "18": (
            [
                "CEB Task Force on Addressing Sexual Harassment within the Organizations of the UN System"
            ],
            [],
        ),
        "47": (["Chair of the Occupational Health and Safety Forum"], []),
        "49": (
            [forum],
            ["UN Medical Directors Working Group", "UN Staff and Stress Counsellors Group"],
        ),
        "50": ([forum], ["Inter-Agency Security Management Network"]),
        "51": (["Risk Management Forum"], []),
        "52": (["HLCM members"], []),
        "75": ([future], []),
        "87": (["other UN system's organizations"], ["Digital and Technology Network"]),
        "97": ([future], []),
    }


def test_the_reports_kinds_dates_and_body(report: Reading) -> None:
    kinds = {item.number: item.kind for item in report.items}
    assert {number for number, kind in kinds.items() if kind == "request"} == set(
        "18 19 49 50 51 52 75 97".split()  # noqa: SIM905
    )
    assert (kinds["87"], kinds["96"], kinds["46"]) == ("recommendation", "commitment", "decision")
    dues = {item.number: item.due for item in report.items if item.due}
    assert set(dues) == {"19"}
    assert "forty-second session in Fall 2021" in dues["19"][0].text
    assert dues["19"][0].date == date(2021, 10, 11)
    assert report.meetings == (
        Meeting("HLCM", 41, date(2021, 3, 25), date(2021, 3, 26)),
        Meeting("HLCM", 42, date(2021, 10, 11), date(2021, 10, 12)),
    )
    assert (report.date, report.symbol, report.session) == (date(2021, 5, 31), "", 41)
    assert report.body is not None
    assert report.body.party == HLCM


def test_the_reports_unread_paragraphs_are_few_and_hold_the_advisory_one(report: Reading) -> None:
    assert "27" in [left.paragraph for left in report.unread]
    assert len(report.unread) <= 5


def test_the_progress_report_holds_its_seven_recommendations(progress: Reading) -> None:
    assert [(item.number, item.response) for item in progress.items] == [
        ("1", "accepted"),
        ("2", "partially_accepted"),
        ("3", "accepted"),
        ("4", "accepted"),
        ("5", "partially_accepted"),
        ("6", "accepted"),
        ("7", "partially_accepted"),
    ]
    assert not any(re.match(r"\d", item.title) for item in progress.items)
    assert all(item.title == item.text for item in progress.items)
    assert progress.unread == ()


def test_the_progress_reports_units_comments_status_and_promises(progress: Reading) -> None:
    assert [item.responsible for item in progress.items] == [
        ("OES",),
        ("Programme Management Unit (programme and budget issues)", "SDGU (other issues)"),
        ("OES (CdC)",),
        ("OES (CdC)", "PMU"),
        ("OES (CdC)",),
        ("OES (CdC)",),
        ("OES (CdC)",),
    ]
    assert all(len(item.comments) > 100 for item in progress.items)
    assert all("UNECE" in item.response_text[:10] for item in progress.items)
    assert {item.number: item.status_text for item in progress.items if item.status_text} == {
        "5": "(completed and ongoing)"
    }
    assert progress.items[4].status == "implemented"
    assert {
        item.number: [(due.text, due.date) for due in item.due]
        for item in progress.items
        if item.due
    } == {
        "3": [
            ("by end February 2018", date(2018, 2, 28)),
            ("completion expected May 2019", date(2019, 5, 31)),
        ],
        "4": [("to be launched in 2019", date(2019, 12, 31))],
        "5": [("by February 2018", date(2018, 2, 28))],
        "7": [("by 30 March 2018", date(2018, 3, 30)), ("by 31 December 2018", date(2018, 12, 31))],
    }
    assert progress.date == date(2018, 12, 31)
    assert progress.title.startswith("Status of Implementation of the recommendations")


def test_everything_found_lies_where_it_is_said_to_lie(report: Reading, progress: Reading) -> None:
    for reading in (report, progress):
        for item in reading.items:
            assert item.text in reading.document.text[item.start : item.end]
        assert as_json(reading)["items"]
