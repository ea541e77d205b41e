"""What holds for every format."""

from dataclasses import replace

import pytest

from quintet.followup.documents.formats import FORMATS
from tests.followup.documents import sample


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_same_report_gives_the_same_bytes(name: str, language: str) -> None:
    _, write = FORMATS[name]
    assert write(sample.report(language)) == write(sample.report(language))


@pytest.mark.parametrize("name", FORMATS)
def test_another_report_gives_other_bytes(name: str) -> None:
    _, write = FORMATS[name]
    report = sample.report("en")
    changed = replace(report.rows[0], response_text="Another answer.")
    assert write(report) != write(replace(report, rows=(changed, *report.rows[1:])))


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("docx", b"PK"),
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbfitem,"),
        ("json", b"{"),
    ],
)
def test_every_format_is_what_its_name_says(name: str, beginning: bytes) -> None:
    media_type, write = FORMATS[name]
    assert "/" in media_type
    assert write(sample.report("en")).startswith(beginning)
