"""A file is read in pieces as far as it can be; what is found is what reading it whole finds."""

import io
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.cube.engine.findings import Findings
from quintet.cube.engine.iati import cutting, records
from quintet.cube.engine.iati.cutting import Uncut, pieces
from quintet.cube.engine.iati.records import head
from quintet.cube.engine.iati.validation import Figures, validate
from quintet.cube.engine.reading.unreadable import Unreadable
from tests.cube.iati_files import activities, activity, transaction

TODAY = date(2022, 6, 30)
ENCODINGS = cutting.PLAIN


def judged(path):
    """All that is found, the totals, and the figures."""
    found, out = [], io.BytesIO()
    figures = Figures(out, frozenset({"UNDP"}))
    try:
        totals = validate(
            path, lists_folder=None, findings=Findings(found.append), today=TODAY, figures=figures
        )
    except Unreadable as why:
        totals = str(why)
    # What is wrong with the root is told where it shows, which is one batch or another.
    return sorted(map(repr, found)), totals, out.getvalue()


@contextmanager
def reading(chunk, encodings):
    """Pieces of so many bytes, of files in these encodings."""
    before = records.CHUNK, cutting.PLAIN
    records.CHUNK, cutting.PLAIN = chunk, encodings
    try:
        yield
    finally:
        records.CHUNK, cutting.PLAIN = before


def assert_same(path, *chunks):
    with reading(1 << 17, frozenset()):
        whole = judged(path)
    for chunk in chunks:
        with reading(chunk, ENCODINGS):
            assert judged(path) == whole
    return whole


def is_cut(path):
    """Whether all of the file is read in pieces."""
    first = head(path)
    try:
        return all(piece.batch(first) is not None for piece in pieces(path, first))
    except Uncut:
        return False


FIRST, SECOND = activity("XM-1", more=transaction()), activity("XM-2", start="x")
LAST = activity("XM-3", more=transaction("7") * 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (activities(FIRST, SECOND, LAST), True),
        (activities(FIRST, "<!-- a comment -->", SECOND, LAST), True),
        (activities(FIRST.replace("Wells", "<![CDATA[<x> & </y>]]>"), LAST), True),
        (activities(FIRST, SECOND, LAST).replace("\n", "\r\n"), True),
        (activities("<iati-activity/>" * 3, FIRST, "<iati-activity/>" * 2), True),
        (activities(head='version="2.03" xmlns:x="urn:x" x:of="a&#10;b&lt;"') , True),
        (activities(FIRST, "<!-- </iati-activity> -->", SECOND, LAST), False),
        (activities(FIRST.replace("Wells", "<![CDATA[</iati-activity>]]>"), SECOND, LAST), False),
        (activities(FIRST, f"<iati-activity>{SECOND}</iati-activity>", LAST), False),
        (activities(FIRST, "<?x </iati-activity> ?>", LAST), False),
        (activities(FIRST, "<x:y xmlns:x='urn:x'/>", SECOND, LAST), False),
        (activities(FIRST, SECOND, "stray", LAST), True),
        (activities(FIRST, SECOND, LAST, "stray"), True),
        (activities(FIRST, "stray", SECOND, "<x:y xmlns:x='urn:x'/>", LAST), False),
        (activities(FIRST, SECOND, LAST) + "<more/>", False),
        (activities(FIRST, SECOND, LAST)[:-400], False),
        (activities("<!-- <iati-activity> -->", FIRST), False),
    ],
)  # fmt: skip
def test_pieces_find_what_the_whole_file_tells(tmp_path, text, expected):
    path = tmp_path / "file.xml"
    path.write_text(text, encoding="utf-8", newline="")
    assert_same(path, 1, 700, 1500, 1 << 17)
    with reading(1, ENCODINGS):
        assert is_cut(path) == expected


@pytest.mark.parametrize("encoding", ["utf-16", "iso-2022-jp", "iso-8859-1", "windows-1252"])
def test_encodings_in_which_a_mark_could_be_something_else_are_read_whole(tmp_path, encoding):
    path = tmp_path / "file.xml"
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    path.write_bytes(activities(FIRST, SECOND, LAST, before=declared).encode(encoding))
    _found, totals, _figures = assert_same(path, 700)
    assert totals["records"] == 3
    assert is_cut(path) == (encoding in ("iso-8859-1", "windows-1252"))


WHOLE = activities(FIRST, SECOND, "\n", LAST).encode()
PIECES = [
    b"<",
    b"&",
    b"</iati-activity>",
    b"<iati-activity>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
]


@given(
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 30), st.sampled_from(PIECES)),
        max_size=3,
    ),
    st.integers(1, 3000),
)
def test_a_damaged_file_is_told_alike_in_pieces_and_whole(tmp_path_factory, damages, chunk):
    text = WHOLE
    for at, length, piece in damages:
        text = text[:at] + piece + text[at + length :]
    path = tmp_path_factory.mktemp("damaged") / "file.xml"
    path.write_bytes(text)
    assert_same(path, chunk)
