"""The PDF: tagged, in six languages, and nothing that people wrote is markup."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import typst
from hypothesis import given, settings

from quintet.followup.documents import pdf
from quintet.followup.documents.pdf import FontsMissing, to_pdf
from quintet.followup.documents.report import Report
from tests.followup.documents import sample
from tests.followup.documents.strategies import REPORTS

NOTO = {"Noto Sans", "Noto Naskh Arabic", "Noto Sans CJK SC", "Noto Sans Symbols2"}
installed = set(typst.Fonts().families())
with_noto = pytest.mark.skipif(
    not {name.replace(" ", "") for name in NOTO} <= {name.replace(" ", "") for name in installed},
    reason=f"needs the fonts of: {pdf.APT}",
)


@pytest.fixture
def only_built_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any font but those that the typesetter brings along."""
    forgettable = pdf.lru_cache(
        lambda folders: typst.Fonts(include_system_fonts=False, font_paths=folders)
    )
    monkeypatch.setattr(pdf, "_book", forgettable)


def pages(data: bytes) -> Iterator[str]:
    document = pdfium.PdfDocument(data)
    for page in document:
        yield page.get_textpage().get_text_range()


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "").replace("\ufffe", "")


@with_noto
@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_report_is_tagged_in_its_language_and_conforms_to_pdf_ua(language: str) -> None:
    data = to_pdf(sample.report(language))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/Marked true" in data
    assert f"/Lang({language.removesuffix('-hans')}".encode() in data
    title = pdfium.PdfDocument(data).get_metadata_dict()["Title"]
    assert title.startswith(sample.PHRASES[language].words.title)


@with_noto
@pytest.mark.parametrize("language", ["zh-hans", "en", "fr", "ru", "es"])
def test_words_and_texts_stand_on_the_page(language: str) -> None:
    report = sample.report(language)
    text = squeezed("".join(pages(to_pdf(report))))
    for said in (
        report.words.title,
        report.lede,
        report.rows[1].response_text,
        report.rows[0].title,
    ):
        assert squeezed(said) in text


@with_noto
def test_arabic_stands_on_the_page_with_fonts_of_its_own() -> None:
    report = sample.report("ar")
    data = to_pdf(report)
    assert b"NotoNaskhArabic" in data
    letters = set("".join(pages(data)))
    assert set(report.lede) - {" "} <= letters


@with_noto
def test_the_head_of_the_table_and_the_count_of_pages_repeat() -> None:
    rows = tuple(replace(sample.rows("en")[0], item=f"item-{place}") for place in range(20))
    report = sample.report("en", rows)
    told = list(pages(to_pdf(report)))
    assert len(told) > 3
    for place, text in enumerate(told, 1):
        assert f"Page {place} of {len(told)}" in text
        assert report.words.management_response in text
    assert report.heading in told[1]


@with_noto
def test_arabic_pages_are_counted_in_arabic_digits() -> None:
    assert "٢" in next(iter(pages(to_pdf(sample.report("ar"))))).strip().splitlines()[-1]


@with_noto
@pytest.mark.parametrize(
    "trap",
    [
        '#panic("x")',
        "*bold* _it_",
        "= Title",
        "$x^2$",
        "`raw`",
        "<label> @ref",
        "// gone",
        "\\",
        '"; #1',
    ],
)
def test_what_people_wrote_is_never_markup(trap: str) -> None:
    row = replace(
        sample.rows("en")[0], number=trap, title=trap, text=trap, response_text=trap, addressee=trap
    )
    report = replace(sample.report("en", (row,)), heading=trap, lede=trap)
    assert squeezed("".join(pages(to_pdf(report)))).count(squeezed(trap)) >= 5


@with_noto
@settings(max_examples=40, deadline=None)
@given(REPORTS)
def test_every_report_can_be_typeset(report: Report) -> None:
    assert to_pdf(report).startswith(b"%PDF-1.7")


@with_noto
def test_a_character_without_a_font_does_not_stop_the_report() -> None:
    row = replace(sample.rows("en")[0], text="never assigned: \u0378")
    data = to_pdf(sample.report("en", (row,)))
    assert b"pdfuaid" not in data
    assert b"/Marked true" in data
    assert "never assigned" in "".join(pages(data))


@with_noto
@pytest.mark.parametrize("length", [230, 470, 5_000])
def test_a_long_word_breaks_inside_its_column_and_its_page(length: int) -> None:
    row = replace(sample.rows("en")[0], addressee="W" * length)
    boxes = []
    for page in pdfium.PdfDocument(to_pdf(sample.report("en", (row,)))):
        text = page.get_textpage()
        places = [at for at in range(text.count_chars()) if text.get_text_range(at, 1) == "W"]
        boxes += [text.get_charbox(at) for at in places]
    assert len(boxes) == length
    column_ends, margin = (15 + 11 + 69 + 72 + 38) * 72 / 25.4, 17 * 72 / 25.4
    assert max(right for _, _, right, _ in boxes) <= column_ends
    assert min(bottom for _, bottom, _, _ in boxes) >= margin


@with_noto
def test_100_kilobytes_in_a_cell_run_over_as_many_pages_as_they_need() -> None:
    row = replace(sample.rows("en")[0], response_text="word " * 20_000)
    told = list(pages(to_pdf(sample.report("en", (row,)))))
    assert sum(text.count("word") for text in told) == 20_000
    assert len(told) > 20


@pytest.mark.usefixtures("only_built_in")
@pytest.mark.parametrize("language", ["en", "fr", "ru", "es"])
def test_latin_and_cyrillic_need_no_fonts_of_the_system(language: str) -> None:
    report = sample.report(language)
    data = to_pdf(report)
    assert b"Libertinus" in data
    assert squeezed(report.lede) in squeezed("".join(pages(data)))


@pytest.mark.usefixtures("only_built_in")
@pytest.mark.parametrize(("language", "script"), [("ar", "Arabic"), ("zh-hans", "Chinese")])
def test_a_missing_font_is_named_with_the_line_that_installs_it(language: str, script: str) -> None:
    with pytest.raises(
        FontsMissing, match=f"{script}.*apt-get install fonts-noto-core fonts-noto-cjk"
    ):
        to_pdf(sample.report(language))


@pytest.mark.usefixtures("only_built_in")
def test_arabic_in_an_english_report_needs_its_font_too() -> None:
    row = replace(sample.rows("en")[0], response_text=sample.PHRASES["ar"].answers[0])
    with pytest.raises(FontsMissing, match="Arabic"):
        to_pdf(sample.report("en", (row,)))


@with_noto
@pytest.mark.usefixtures("only_built_in")
def test_fonts_can_be_taken_from_a_folder() -> None:
    faces = typst.Fonts().fonts()
    folder = Path(next(face.path for face in faces if face.family == "Noto Naskh Arabic")).parent
    assert b"NotoNaskhArabic" in to_pdf(sample.report("ar"), fonts=[folder])


@with_noto
def test_an_empty_report_says_that_there_is_nothing() -> None:
    report = replace(sample.report("fr", ()), counts=(), lede="")
    assert report.words.nothing in "".join(pages(to_pdf(report)))
