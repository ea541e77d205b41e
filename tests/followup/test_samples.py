"""The samples say in Word what they say in Markdown and HTML, and keep the traps they are for."""

import re
from pathlib import Path

import docx
import lxml.html
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from samples.make_samples import HERE, MADE, make

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
