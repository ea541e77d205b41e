"""What the HTML reader makes of headings, lists, tables, hidden parts and broken markup."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quintet.followup.intake.document import Document, Limits, Unreadable
from quintet.followup.intake.readers.html import cell_text, read_html
from tests.followup.intake.build import cells, check_answer, check_law, outline


def read(html: str) -> Document:
    document = read_html(html)
    check_law(document)
    return document


def test_title_and_language_of_the_page_are_kept():
    document = read("<html lang=fr><title> Un \n titre</title><p>x")
    assert document.language == "fr"
    assert document.metadata == {"title": "Un titre"}
    assert document.media_type == "text/html"


def test_headings_have_their_rank_and_number():
    document = read("<h1>Report</h1><h3>II. Work <br>culture</h3>")
    assert [(b.number, b.text, b.level) for b in document.blocks] == [
        ("", "Report", 1),
        ("II", "Work culture", 3),
    ]


def test_numbers_typed_by_hand_are_numbers_and_not_text():
    document = read("<p>18.&nbsp;&nbsp; Requested<p>(a) first;<p>(i) second<p>• third")
    assert outline(document) == [
        ("paragraph", "18", "Requested"),
        ("list_item", "a", "first;"),
        ("list_item", "i", "second"),
        ("list_item", "", "third"),
    ]
    assert [b.level for b in document.blocks] == [0, 1, 2, 1]


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1", "2", "9"]),
        ("start=5", ["5", "6", "9"]),
        ("type=a", ["a", "b", "i"]),
        ("type=I", ["I", "II", "IX"]),
        ("style='list-style-type: lower-roman'", ["i", "ii", "ix"]),
        ("reversed", ["3", "2", "9"]),
        ("style='list-style: none'", ["", "", ""]),
    ],
)
def test_items_of_a_list_are_numbered_as_a_browser_numbers_them(attributes: str, numbers: list):
    document = read(f"<ol {attributes}><li>x<li>y<li value=9>z</ol>")
    assert [b.number for b in document.blocks] == numbers
    assert {b.kind for b in document.blocks} == {"list_item"}


def test_lists_in_lists_are_deeper_and_go_on_after_them():
    document = read("<ol><li>a<ul><li>b<li>- 105. c</ul>tail<li>d</ol>")
    assert [(b.kind, b.number, b.level, b.text) for b in document.blocks] == [
        ("list_item", "1", 1, "a"),
        ("list_item", "", 2, "b"),
        ("list_item", "105", 2, "c"),
        ("paragraph", "", 0, "tail"),
        ("list_item", "2", 1, "d"),
    ]


def test_merged_cells_stand_once_and_later_cells_move_aside():
    document = read(
        "<table><tr><th rowspan=2>a<th colspan=2>b<tr><td>c<td>d<tfoot><tr><td>z</tfoot>"
        "<tbody><tr><td rowspan=0>e<td><td>f<tr><td>g</table>"
    )
    places = [(b.text, b.row, b.column, b.row_span, b.column_span) for b in document.blocks]
    assert places == [
        ("a", 0, 0, 2, 1),
        ("b", 0, 1, 1, 2),
        ("c", 1, 1, 1, 1),
        ("d", 1, 2, 1, 1),
        ("e", 2, 0, 3, 1),
        ("", 2, 1, 1, 1),
        ("f", 2, 2, 1, 1),
        ("g", 3, 1, 1, 1),
        ("z", 4, 1, 1, 1),
    ]
    assert document.blocks[0].bold
    assert not document.blocks[2].bold


def test_a_cell_keeps_its_lines_lists_and_inner_tables():
    document = read(
        "<table><tr><td>a<br>b<p>c<ul><li>d<li><p>e</ul><ol start=3><li>f</ol>"
        "<table><tr><td>g<td>h</table><td>x<tr><td>y<td>z</table>"
    )
    assert cells(document)[0] == ["a\nb\nc\n- d\n- e\n3. f\ng\nh", "x"]


@pytest.mark.parametrize(
    "html",
    [
        "<table role=presentation><tr><td><p>18. Requested<tr><td><p>19. Endorsed</table>",
        "<table><tr><td><p>18. Requested<p>19. Endorsed</table>",
        "<table><tr><td><h1></h1><p>18. Requested<td><p>19. Endorsed</table>",
    ],
)
def test_a_table_that_only_places_things_is_none(html: str):
    assert [b.number for b in read(html).blocks] == ["18", "19"]


def test_what_a_browser_does_not_show_is_left_out():
    document = read(
        "<nav>a</nav><script>b</script><style>c</style><p hidden>d<p style='display: none'>e"
        "<p>seen<del>gone</del><sup><a href='#fn1'>1</a></sup><sup>2</sup><!-- f --><noscript>g"
    )
    assert [b.text for b in document.blocks] == ["seen2"]


def test_bold_and_italic_are_of_the_whole_block():
    document = read(
        "<p><b>a</b> <strong>b</strong><p><b>a</b> b<p><i>a</i>"
        "<p style='font-weight: 700'>a<dl><dt>Status<dd>Open</dl>"
    )
    assert [b.bold for b in document.blocks] == [True, False, False, True, True, False]
    assert [b.italic for b in document.blocks] == [False, False, True, False, False, False]


def test_spaces_are_those_that_a_reader_sees():
    document = read("<p> a\n\t b&nbsp; c&shy;d&#8203;<br>  e <pre>f\ng</pre><p>e\u0301 \ufb01")
    assert [b.text for b in document.blocks] == ["a b cd\ne", "f\ng", "é fi"]


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("plain", "plain"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<p><b>A</b></p> <p>see <a href='x'>B</a></p>", "A\nsee B"),
        ("a<br/>b<ul><li>c</li><li><p>d</p></li></ul>e", "a\nb\n- c\n- d\ne"),
        ("<li>a", "- a"),
        ("</td></tr></table>a</div>b", "ab"),
        ("<td>a</td><td>b</td>", "a\nb"),
        ("", ""),
        ("<!-- a -->", ""),
    ],
)
def test_a_fragment_in_a_cell_becomes_lines(fragment: str, text: str):
    assert cell_text(fragment) == text


@pytest.mark.parametrize("depth", [70, 5000])
@pytest.mark.parametrize("opening", ["<div>", "<ul><li>", "<table><tr><td>", "<b><i>"])
def test_nesting_without_end_is_refused_or_read_in_bounded_time(opening: str, depth: int):
    started = time.monotonic()
    check_answer(f"<html>{opening * depth}x".encode())
    assert time.monotonic() - started < 2


def test_lists_deeper_than_the_limit_are_refused():
    with pytest.raises(Unreadable, match="nested"):
        read_html("<ul><li>" * 9 + "x", Limits(nesting=8))


def test_a_table_of_endless_columns_is_refused():
    with pytest.raises(Unreadable, match="columns"):
        read_html("<table>" + "<tr>" + "<td colspan=1000>x" * 50 + "<tr><td>y</table>")


# fmt: off
_TAGS = (
    "<p>", "<h2>", "<ol>", "</ol>", "<li>", "<ul>", "</ul>", "<table>", "</table>", "<tr>", "<td>",
    "<th rowspan=3>", "<td colspan=2>", "<br>", "<b>", "</b>", "<sup>", "<div>", "</div>", "<pre>",
    "18.", "(a)", "x", "&amp;", "&#0;", "&#55296;",
)
# fmt: on


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(_TAGS), max_size=60))
def test_any_order_of_tags_gives_a_lawful_document(parts: list[str]):
    read(" ".join(parts))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_a_lawful_document_or_an_answer(text: str):
    check_answer(text.encode("utf-8", "surrogatepass"))
