"""The one-page summary: one page in six languages, tagged, and nothing that people wrote is markup."""

from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest

from quintet.followup.documents.brief import Brief, Late, Line, Section, to_pdf
from tests.followup.documents import sample
from tests.followup.documents.test_pdf import pages, squeezed, with_noto

LONG = {
    "ar": "استعراض المخاطر المؤسسية في جميع المنظمات وتقديم تقرير عنها إلى اللجنة ",
    "zh-hans": "审查各组织的机构风险并向委员会提交报告，包括所采取的措施和剩余的工作",
    "ru": "Провести обзор общеорганизационных рисков во всех организациях и доложить Комитету ",
}
DEFAULT = "Review the enterprise risks of all organizations and report on them to the committee "


def brief(language: str = "en", times: int = 1) -> Brief:
    """A summary as full as it can be: five of each, each title `times` as long."""
    words = (LONG.get(language, DEFAULT) * times).strip()
    line = Line(words[:60], "1,234", words[:50], "57%", "verified")
    late = Late("18", words[:90], "CEB/2021/3", words[:70], "1,234 days", "")
    section = Section(words[:30], words[:40], words[:60])
    return Brief(
        language=language, rtl=language == "ar", title=words[:20], heading=words[:60],
        as_at="2026", issued="2026", issued_on=date(2026, 11, 22), lede=words, figures=(line,) * 5,
        moving=section, moved=(line,) * 5, lateness=section, late=(late,) * 5, deciding=section,
        decisions=(line,) * 4, caveat=words[:80],
    )  # fmt: skip


@with_noto
@pytest.mark.parametrize("language", sample.LANGUAGES)
def test_the_summary_is_one_page_of_a4_in_every_language(language: str) -> None:
    data = to_pdf(brief(language, times=3))
    document = pdfium.PdfDocument(data)
    assert len(document) == 1
    assert [round(side) for side in document[0].get_size()] == [595, 842]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/Marked true" in data
    assert f"/Lang({language.removesuffix('-hans')}".encode() in data


def test_what_is_far_too_long_is_still_one_page() -> None:
    assert len(pdfium.PdfDocument(to_pdf(brief(times=8)))) == 1


def test_what_there_is_none_of_is_said() -> None:
    told = replace(brief(), late=(), decisions=(), lateness=Section("Late", "Nothing is overdue."))
    text = squeezed("".join(pages(to_pdf(told))))
    assert "Nothingisoverdue." in text


def test_nothing_that_people_wrote_is_markup() -> None:
    told = replace(brief(), heading='#panic("no") *bold* $x$ <a> \\ [b]')
    assert squeezed('#panic("no") *bold* $x$ <a>') in squeezed("".join(pages(to_pdf(told))))


def test_the_same_summary_gives_the_same_bytes() -> None:
    assert to_pdf(brief()) == to_pdf(brief())
