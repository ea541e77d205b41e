"""The report as a tagged PDF (PDF/UA-1, ISO 14289-1), typeset by Typst from a fixed template.

What people wrote reaches the template as JSON and is set as text: none of it is ever markup.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import typst

from quintet.followup.documents.layout import (
    MARKS,
    Cell,
    Group,
    column_heads,
    groups,
    parties,
    replies,
    tally,
)
from quintet.followup.documents.legible import one_line
from quintet.followup.documents.report import Count, Cycle, Report, Words

TEMPLATE = Path(__file__).with_name("report.typ")
APT = "apt-get install fonts-noto-core fonts-noto-cjk"
_READING = ("Noto Serif", "Libertinus Serif")
_INTERFACE = ("Noto Sans", "Libertinus Serif")
_ARABIC_READING = ("Noto Naskh Arabic", "Noto Sans Arabic", "Amiri", "Scheherazade New")
_ARABIC_INTERFACE = ("Noto Sans Arabic", "Noto Naskh Arabic", "Amiri", "Scheherazade New")
_HAN_READING = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Noto Sans CJK SC")
_HAN_INTERFACE = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Serif CJK SC")
_SYMBOLS = ("Noto Sans Symbols 2", "Noto Sans Symbols2", "DejaVu Sans Mono")
_SCRIPTS = (  # a script, its letters, and the families of which one is needed to write it
    (
        "Arabic",
        re.compile("[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"),
        _ARABIC_READING,
    ),
    (
        "Chinese",
        re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
        _HAN_READING + _HAN_INTERFACE,
    ),
)
_AIR = {"ar": 1.35, "zh": 1.2}  # Arabic and Chinese want more room between lines
_LONG_WORD = re.compile("[^\\s\u200b\u2e80-\u9fff\uac00-\ud7a3\uff00-\uffef]{25,}")
_BREAKABLE = re.compile(r"[/?&=_.,;:-]+|[^/?&=_.,;:-]{1,8}")
_REGIONS = {"zh": "CN"}


class FontsMissing(Exception):
    """No font on this machine can write the report. The message says what to install."""


def to_pdf(report: Report, *, fonts: Sequence[Path] = ()) -> bytes:
    """The report as PDF, its fonts embedded. The same report and fonts give the same bytes.

    `fonts` are folders to look in besides those of the system. Raises FontsMissing where the
    report has Arabic or Chinese letters and no font for them is found. It conforms to PDF/UA-1
    where there is a glyph for every character; a rare character without one is printed as a box,
    which that standard does not allow.
    """
    return typeset(TEMPLATE, _data(report), issued_on=report.issued_on, fonts=fonts)


def typeset(
    template: Path, told: Mapping[str, Any], *, issued_on: date, fonts: Sequence[Path] = ()
) -> bytes:
    """What is told, set by a template as PDF; the rest is as `to_pdf` says."""
    data = json.dumps(told, ensure_ascii=False)
    book = _book(tuple(fonts))
    _need_fonts(data, book)
    compiler = typst.Compiler(font_paths=book, ignore_system_fonts=True)
    issued = datetime.combine(issued_on, time(), UTC)
    try:
        return _compiled(compiler, template, data, issued, "ua-1")
    except typst.TypstError:
        return _compiled(compiler, template, data, issued, "1.7")
    finally:
        _forget(book)


def _compiled(
    compiler: typst.Compiler,
    template: Path,
    data: str,
    issued: datetime,
    standard: Literal["ua-1", "1.7"],
) -> bytes:
    made = compiler.compile(
        template.read_bytes(),
        format="pdf",
        sys_inputs={"report": data},
        timestamp=issued,
        pdf_standards=standard,
    )
    return cast(bytes, made)


def _forget(book: typst.Fonts) -> None:
    """Free the memory of what was typeset, some 300 MB for 1,000 rows.

    Typst keeps whatever one of its last ten runs has used (messense/typst-py#104), so ten runs of
    nothing follow, a few milliseconds each.
    """
    nothing = typst.Compiler(font_paths=book, ignore_system_fonts=True)
    for _ in range(10):
        nothing.compile(b" ", format="svg")


@lru_cache(maxsize=4)
def _book(folders: tuple[Path, ...]) -> typst.Fonts:
    """The fonts of the system, of Typst and of the folders: reading them takes half a second."""
    return typst.Fonts(font_paths=[str(folder) for folder in folders])


def _need_fonts(text: str, book: typst.Fonts) -> None:
    families = set(book.families())
    for script, letters, any_of in _SCRIPTS:
        if letters.search(text) and families.isdisjoint(any_of):
            _book.cache_clear()  # so that fonts installed now are found without a restart
            raise FontsMissing(
                f"The report has {script} letters, and no font for them is installed. "
                f"Install them ({APT}), or name a folder that holds {any_of[0]}."
            )


def _data(report: Report) -> dict[str, Any]:
    """What the template needs, as JSON has it."""
    words = report.words
    return setting(words.language, rtl=words.rtl, issued_on=report.issued_on) | {
        "digits": list(words.digits),
        "marks": list(MARKS),
        "page": one_line(words.page),
        "title": one_line(words.title),
        "heading": one_line(report.heading),
        "subtitle": one_line(report.subtitle),
        "as_at": one_line(words.as_at),
        "issued_words": one_line(words.issued),
        "summary": one_line(words.summary),
        "lede": one_line(report.lede),
        "nothing": one_line(words.nothing),
        "counts": [_count(count, words) for count in report.counts],
        "heads": column_heads(words),
        "groups": [_group(group) for group in groups(report)],
        "cycle": _cycle(report.cycle, words) if report.cycle else None,
    }


def _cycle(cycle: Cycle, words: Words) -> dict[str, Any]:
    return {
        "asked": one_line(cycle.asked),
        "heads": [one_line(head) for head in cycle.heads],
        "parties": parties(cycle, words),
        "questions": one_line(cycle.questions),
        "replies": [
            {"question": question, "lines": [[_lines(cell) for cell in line] for line in told]}
            for question, told in replies(cycle, words)
        ],
    }


def setting(language: str, *, rtl: bool, issued_on: date) -> dict[str, Any]:
    """What every template needs to set a language: its faces, its air, its direction; its day."""
    base = language.partition("-")[0]
    return {
        "lang": base,
        "region": _REGIONS.get(base),
        "rtl": rtl,
        "air": _AIR.get(base, 1.0),
        "read": _faces(base, _READING, _ARABIC_READING, _HAN_READING),
        "ui": _faces(base, _INTERFACE, _ARABIC_INTERFACE, _HAN_INTERFACE),
        "symbols": _SYMBOLS,
        "issued": {"year": issued_on.year, "month": issued_on.month, "day": issued_on.day},
    }


def _faces(
    language: str, latin: Sequence[str], arabic: Sequence[str], han: Sequence[str]
) -> list[str | dict[str, str]]:
    """The families to set a language in, the first that has a glyph wins.

    Chinese takes only Latin letters and digits from Latin families, and its punctuation from its
    own; Arabic takes digits and punctuation from its own, too.
    """
    if language == "zh":
        return [
            *({"name": name, "covers": "latin-in-cjk"} for name in latin),
            *han,
            *arabic,
            *_SYMBOLS,
        ]
    if language == "ar":
        return [*arabic, *latin, *han, *_SYMBOLS]
    return [*latin, *arabic, *han, *_SYMBOLS]


def _count(count: Count, words: Words) -> dict[str, Any]:
    label, number, whole = tally(count, words)
    mark = {"text": MARKS[count.shape], "tone": count.shape, "link": ""}
    return {"mark": mark, "label": label, "number": number, "whole": whole}


def _group(group: Group) -> dict[str, Any]:
    return {
        "short": group.short,
        "number": _lines(group.number),
        "recommendation": _lines(group.recommendation),
        "answers": [
            {
                "short": answer.short,
                "cells": [
                    _lines(cell)
                    for cell in (answer.response, answer.responsibility, answer.comments)
                ],
            }
            for answer in group.answers
        ],
    }


def _lines(cell: Cell) -> list[dict[str, Any]]:
    return [
        {
            "style": line.style,
            "rtl": line.rtl,
            "turned": line.turned,
            "spans": [
                {"text": _breakable(span.text), "tone": span.tone, "link": span.link}
                for span in line.spans
            ],
        }
        for line in cell
    ]


def _breakable(text: str) -> str:
    """Let words break that are too long for a column, such as addresses: nowhere else would they."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_BREAKABLE.findall(word[0])), text)
