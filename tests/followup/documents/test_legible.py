"""Text that every format can carry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from quintet.followup.documents.legible import legible, one_line, paragraphs, web_address

from .strategies import ANY_CHARACTER


@given(st.text(ANY_CHARACTER))
def test_any_text_becomes_legal_in_xml_and_in_utf_8(text: str) -> None:
    element = etree.Element("a")
    element.text = legible(text)
    assert etree.fromstring(etree.tostring(element)).text in (legible(text), None)
    assert legible(legible(text)) == legible(text)


def test_every_kind_of_line_end_becomes_one() -> None:
    assert legible("a\r\nb\rc\u2028d\x0be") == "a\nb\nc\nd\ne"


def test_paragraphs_are_tidy_and_none_is_empty() -> None:
    assert paragraphs("  a\t b \n\n \n\u202ec") == ("a b", "c")
    assert one_line("a\nb") == "a b"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "https://unece.org/info/excom?id=12&lang=en#top",
            "https://unece.org/info/excom?id=12&lang=en#top",
        ),
        (" http://example.org/é ", "http://example.org/%C3%A9"),
        ("https://example.org:8080", "https://example.org:8080"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://", ""),
        ("https://-.org/", ""),
        ("minutes-2018.pdf", ""),
        ("see https://example.org", ""),
        ("https://user:secret@example.org/", ""),
        ("", ""),
    ],
)
def test_only_a_whole_web_address_becomes_a_link(text: str, address: str) -> None:
    assert web_address(text) == address
