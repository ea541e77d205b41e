"""One fuzz target for each parser: `python -m tests.fuzz.targets NAME,… [libFuzzer options] CORPORA`.

In the folder CORPORA each target has a corpus of its own name. A target fails on any exception but
Unreadable, and on a document that breaks the law of spans.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["quintet.cube.engine", "quintet.followup.intake"]):
    from quintet.cube.engine.lists import lists
    from quintet.cube.engine.reading.unreadable import Unreadable as NoSubmission
    from quintet.cube.engine.report.template import write_xlsx_template
    from quintet.cube.engine.report.validation import validate
    from quintet.followup.intake.document import Limits, Unreadable
    from quintet.followup.intake.readers import open_document
    from quintet.followup.intake.readers.html import cell_text, read_html
    from quintet.followup.intake.readers.pdf import read_pdf
    from quintet.followup.intake.readers.plain import read_text
    from quintet.followup.intake.returns import read_return

from tests.followup.intake.build import check_law, replace_parts, word_file
from tests.followup.intake.forms import VOCABULARY, sent

_LIMITS = Limits(bytes=2**20, unpacked_bytes=2**23, pages=50, blocks=5_000, characters=2**20)
_WORD_FILE = word_file("<w:p/>")
_SENT = {kind: sent(kind) for kind in ("docx", "xlsx")}
_RETURNED = (
    ("", ""),
    ("docx", "word/document.xml"),
    ("xlsx", "xl/worksheets/sheet1.xml"),
    ("xlsx", "xl/sharedStrings.xml"),
    ("xlsx", "xl/workbook.xml"),
    ("xlsx", "xl/styles.xml"),
)
_SUBMITTED = (
    "",
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
)
_PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml")


def docx(data: bytes) -> None:
    """The first byte says which part of a sound Word file the rest replaces."""
    if data:
        part = _PARTS[data[0] % len(_PARTS)]
        check_law(open_document(replace_parts(_WORD_FILE, {part: data[1:]}), limits=_LIMITS))


def pdf(data: bytes) -> None:
    check_law(read_pdf(data, _LIMITS))


def html(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    cell_text(text)
    check_law(read_html(text, _LIMITS))


def text(data: bytes) -> None:
    check_law(read_text(data.decode("utf-8", "replace"), _LIMITS))


def sniff(data: bytes) -> None:
    check_law(open_document(data, name="file.docx", limits=_LIMITS))


def returned(data: bytes) -> None:
    """The first byte says which part of a sound form the rest replaces, or that all is the file."""
    if data:
        kind, part = _RETURNED[data[0] % len(_RETURNED)]
        file = replace_parts(_SENT[kind], {part: data[1:]}) if kind else data[1:]
        read_return(file, name="form", words=VOCABULARY, limits=_LIMITS)


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_xlsx_template(Path(folder) / "template.xlsx", lists(), 2021)
        return (Path(folder) / "template.xlsx").read_bytes()


def submitted(data: bytes) -> None:
    """The first byte says which part of the cube's template the rest replaces, or that all is the
    file. What is said of it can be put into words."""
    if not data:
        return
    part = _SUBMITTED[data[0] % len(_SUBMITTED)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        file.write_bytes(replace_parts(_template(), {part: data[1:]}) if part else data[1:])
        found = validate([file], Path(folder), lists(), latest=2026)
        for rule in found.findings.first.values():
            for finding in rule:
                finding.told()


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (docx, pdf, html, text, sniff, returned, submitted)
}


def fuzz(name: str, options: list[str], corpus: Path) -> None:
    """Does not return: libFuzzer ends its process."""

    def run(data: bytes) -> None:
        try:
            TARGETS[name](data)
        except (Unreadable, NoSubmission) as answer:
            if not str(answer).endswith("."):
                raise ValueError("an answer is a sentence") from answer

    atheris.Setup([sys.argv[0], *options, str(corpus)], run)
    atheris.Fuzz()


def main() -> None:
    """Each target in a process of its own, split off when all is imported: that takes longest."""
    names, *options, corpora = sys.argv[1:]
    for name in names.split(","):
        if not (child := os.fork()):
            fuzz(name, options, Path(corpora) / name)
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{name} fails: see above")


if __name__ == "__main__":
    main()
