"""The samples say in Word what they say in Markdown and HTML, and keep the traps they are for."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from quintet.followup.intake.candidate import Known, Meeting, Party, Reading
from quintet.followup.intake.read import read
from samples.make_samples import HERE, MADE, make

REFERENCE = HERE.parent / "quintet/core/reference"
SEEDS = Path(__file__).resolve().parents[3] / "shared/seeds"
DECISIONS = [10, 11, 12, *range(27, 34), 42, 43, 48, 49, 53, 54, 55, 57]


def words(text: str) -> list[str]:
    return re.findall(r"[\w'’-]+", text)


def text_of(document: Document) -> list[str]:
    return words(" ".join(node.text or "" for node in document.element.iter(qn("w:t"))))


@pytest.mark.parametrize("name", MADE)
def test_the_word_samples_are_as_their_sources_would_make_them_today(name: str) -> None:
    kept, anew = docx.Document(str(HERE / name)), make(name)
    assert kept.element.xml == anew.element.xml
    assert kept.part.numbering_part.element.xml == anew.part.numbering_part.element.xml


def test_the_evaluation_says_the_same_in_word_and_in_html() -> None:
    body = lxml.html.parse(str(HERE / "evaluation-progress.html")).getroot().body
    html = words(" ".join(body.itertext()))
    assert text_of(docx.Document(str(HERE / "evaluation-progress.docx"))) == html


def test_the_committee_report_says_the_same_in_word_and_in_markdown() -> None:
    markdown = (HERE / "committee-report.md").read_text(encoding="utf-8")
    plain = re.sub(r"</?sup>|\*|^#+|^\|[-|]+\|$|^\s*- (?=[a-z0-9]+\. )", "", markdown, flags=re.M)
    numbers = re.compile(r"^\s*(?:\d+|[a-z])\. ", re.M)  # in Word they are not part of the text
    plain = re.sub(r"^- |^---$|\|", " ", numbers.sub("", plain), flags=re.M)
    assert text_of(docx.Document(str(HERE / "committee-report.docx"))) == words(plain)


def test_the_committee_report_keeps_the_traps_of_real_reports() -> None:
    text = (HERE / "committee-report.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r"^(?:- )?(\d+)\. ", text, re.M)]
    assert numbers == list(range(1, 59))
    italic = [int(number) for number in re.findall(r"^(?:- )?(\d+)\. .*\*$", text, re.M)]
    assert italic == DECISIONS
    headings = set(re.findall(r"^(.*High-[Ll]evel Committee on Management.{0,3}:.*)$", text, re.M))
    assert len(headings) == 5  # bold with the colon in or out, two ranks of heading, no article


def test_rows_of_the_evaluation_run_over_five_tables_and_are_shifted() -> None:
    tables = lxml.html.parse(str(HERE / "evaluation-progress.html")).getroot().findall(".//table")
    lengths = [[len(row) for row in table.iter("tr")] for table in tables]
    assert lengths == [[5, 5, 5], [4, 4], [4, 4, 4], [4, 4], [4]]
    word = docx.Document(str(HERE / "evaluation-progress.docx")).tables
    assert [len(table.rows) for table in word] == [len(table) for table in lengths]


@pytest.mark.skipif(
    not SEEDS.exists(), reason="the published documents are not beside the checkout"
)
@pytest.mark.parametrize("name", ["committee-report.md", "evaluation-progress.html"])
def test_no_sentence_of_the_published_documents_is_copied(name: str) -> None:
    source = (HERE / name).read_text(encoding="utf-8")
    prose = re.sub(
        r"<[^>]+>|\*", " ", re.sub(r"^[#|(].*|<h1.*|<p><strong>.*", "", source, flags=re.M)
    )
    published = " ".join(
        " ".join(words(re.sub(r"<[^>]+>|\*", " ", file.read_text(encoding="utf-8"))))
        for file in SEEDS.glob("*.txt")
    ).lower()
    sentences = [" ".join(words(part)).lower() for part in re.split(r"(?<=[.;:])\s", prose)]
    copied = [part for part in sentences if len(part.split()) >= 8 and part in published]
    assert copied == []


def reference(name: str) -> list[dict[str, Any]]:
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))[name]


KNOWN = Known(
    parties=tuple(
        Party(
            kind,
            entry["code"],
            entry["names"]["en"],
            tuple(entry["aliases"]),
            bool(entry.get("members")),
        )
        for kind, name in (("body", "bodies"), ("organization", "organizations"), ("post", "posts"))
        for entry in reference(name)
    ),
    meetings=tuple(
        Meeting(
            session["body"],
            session["number"],
            date.fromisoformat(session["starts_on"]),
            date.fromisoformat(session["ends_on"]),
        )
        for session in reference("sessions")
    ),
)


def reading_of(name: str) -> Reading:
    return read((HERE / name).read_bytes(), name=name, known=KNOWN)


@pytest.mark.parametrize("name", ["committee-report.docx", "committee-report.md"])
def test_the_committee_report_is_read_whole(name: str) -> None:
    reading = reading_of(name)
    assert (reading.symbol, reading.date, reading.session) == ("CEB/2021/3", date(2021, 5, 31), 41)
    items = {item.number: item for item in reading.items}
    assert [int(number) for number in items] == DECISIONS
    assert [number for number, item in items.items() if len(item.acts) == 2] == ["10", "32", "42"]
    assert [due.date for due in items["11"].due] == [date(2021, 10, 11)]
    addressed = {
        number: [who.party.code for who in item.addressees if who.party]
        for number, item in items.items()
    }
    assert addressed["30"] == addressed["31"] == ["OHS-FORUM"]
    assert addressed["42"] == addressed["55"] == ["FUTURE-WORKFORCE-TASK-FORCE"]
    assert [who.party.code for who in items["30"].co_addressees if who.party] == ["UNMD", "UNSSCG"]
    assert [unread.paragraph for unread in reading.unread] == ["16"]  # it advises, and decides not


def test_the_budget_yields_nothing() -> None:
    assert reading_of("budget.md").items == ()


def test_the_resolution_yields_its_operative_paragraphs() -> None:
    items = reading_of("resolution.md").items
    assert [item.number for item in items] == list("123456789")
    assert "(ii) What has been done" in items[3].text
