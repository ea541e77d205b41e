"""Plain text and Markdown become paragraphs, headings, list items and cells, in any mixture."""

import time

import pytest

from quintet.followup.intake.document import Block, Document, Limits, Unreadable
from quintet.followup.intake.readers.plain import read_text


def blocks(text: str) -> tuple[Block, ...]:
    document = read_text(text)
    assert_lawful(document)
    return document.blocks


def assert_lawful(document: Document) -> None:
    for block in document.blocks:
        assert document.text[block.start : block.end] == block.text


def texts(text: str) -> list[str]:
    return [block.text for block in blocks(text)]


def test_a_number_is_kept_as_printed_and_never_counted_anew():
    found = blocks("18. *Welcomed the plan.*\n19. *Requested a note.*\n\n46. *Agreed.*\n")
    assert [(b.number, b.text) for b in found] == [
        ("18", "Welcomed the plan."),
        ("19", "Requested a note."),
        ("46", "Agreed."),
    ]
    assert all(block.italic and block.kind == "paragraph" for block in found)


def test_a_numbered_paragraph_behind_a_bullet_loses_the_bullet_and_a_stray_asterisk():
    (block,) = blocks("- 105. Agreed to go on with the work of the Forum.*\n")
    assert (block.number, block.text) == ("105", "Agreed to go on with the work of the Forum.")


def test_lettered_items_keep_their_letters_and_depth():
    found = blocks("3. The themes were:\n  - a. Safety;\n  - b. Health.\n\n4. So be it.\n")
    assert [(b.number, b.kind, b.level) for b in found] == [
        ("3", "paragraph", 0),
        ("a", "list_item", 1),
        ("b", "list_item", 1),
        ("4", "paragraph", 0),
    ]


def test_emphasis_links_entities_and_tags_leave_only_words():
    (text,) = texts("The **Data *Cube*** team, see [the site](https://x.example/a_b), &amp; `IATI`")
    assert text == "The Data Cube team, see the site, & IATI"


def test_raised_letters_join_their_number_and_raised_numbers_stay_raised():
    assert texts("41<sup>st</sup> session of the Board<sup>1</sup>, and 21<sup>st</sup>") == [
        "41st session of the Board¹, and 21st"
    ]


def test_a_raised_number_begins_a_footnote_and_no_numbered_paragraph():
    (block,) = blocks("<sup>1</sup> The Strategy guides the work.")
    assert block.number == ""
    assert block.text == "¹ The Strategy guides the work."


def test_words_in_angle_brackets_that_are_no_tag_stay():
    assert texts("Requested <name of agency> to act") == ["Requested <name of agency> to act"]


def test_a_heading_may_be_marked_bold_in_capitals_or_by_a_roman_number():
    found = blocks(
        "# Report\n\n**Work culture**\n\nGENERAL REMARKS\n\nIV. Other business\n\nA. Smith spoke.\n"
    )
    assert [b.kind for b in found] == ["heading"] * 4 + ["paragraph"]
    assert found[3].number == "IV"
    assert found[1].level == found[2].level == 2


def test_a_bold_sentence_is_no_heading():
    (block,) = blocks("**The office accepts the recommendation.**")
    assert (block.kind, block.bold) == ("paragraph", True)


def test_an_underlined_line_is_a_heading_and_an_underlined_paragraph_is_not():
    assert blocks("A title\n=======\n")[0].kind == "heading"
    assert blocks("This is a sentence that ends with a point.\n---\n")[0].kind == "paragraph"


def test_two_bold_runs_on_end_are_two_words():
    assert texts("**Annex III****United Nations**") == ["Annex III United Nations"]


def test_tags_may_make_words_bold_and_a_heading():
    found = blocks("<b>Work culture</b>\n\nSome <i>words</i> and COVID-\n19.\n")
    assert [(b.kind, b.text, b.bold) for b in found] == [
        ("heading", "Work culture", True),
        ("paragraph", "Some words and COVID-19.", False),
    ]


def test_hard_breaks_stay_and_soft_ones_do_not():
    assert texts("Distr.: General  \n31 May 2021\nEnglish only") == [
        "Distr.: General\n31 May 2021 English only"
    ]


def test_a_word_hyphenated_at_a_line_end_is_mended_and_a_compound_is_not():
    text = (
        "The cross-cutting work of the com-\nmittee is cross-\ncutting, and self-\nevident.\n\n"
        "The committee met.\n"
    )
    assert (
        texts(text)[0]
        == "The cross-cutting work of the committee is cross-cutting, and selfevident."
    )


def test_numbered_paragraphs_without_empty_lines_between_are_parted():
    text = (
        "1. The session opened on time in the hall of the\nCouncil, and in\n1998. The rest followed.\n"
        "2. The Chair spoke.\nThe Committee:\n3. Agreed to it.\n(a) one;\n(b) two.\n"
    )
    found = blocks(text)
    assert [b.number for b in found] == ["1", "2", "", "3", "a", "b"]
    assert found[0].text.endswith("in 1998. The rest followed.")


def test_short_lines_that_end_a_sentence_end_a_paragraph_in_wrapped_text():
    line = "The members of the Committee spoke at some length about the matter of "
    text = f"{line}\n{line}\nsafety.\nThe Chair then thanked them all for what they had said and the\n{line}\n"
    assert len(blocks(text)) == 2


def test_labelled_lines_are_paragraphs_of_their_own():
    assert (
        len(blocks("Recommendation 3: Do it\nManagement response: Accepted\nStatus: Done\n")) == 3
    )


def test_indented_text_is_text_and_not_program_code():
    assert texts("        Indented by a word processor, *so* it is.") == [
        "Indented by a word processor, so it is."
    ]


def test_a_fenced_part_is_kept_as_paragraphs():
    assert texts("```\nfirst\npart\n\nsecond\n```\n") == ["first part", "second"]


def test_rows_of_tabs_are_a_table_with_the_words_of_their_cells():
    found = blocks(
        "#\tRecommendation\tStatus\n1\t<p><b>Do &amp; tell</b></p> <p>more</p>\t**Done**\n"
    )
    assert [(b.table, b.row, b.column, b.text) for b in found[3:]] == [
        (0, 1, 0, "1"),
        (0, 1, 1, "Do & tell\nmore"),
        (0, 1, 2, "Done"),
    ]


def test_an_empty_line_ends_a_table_and_its_next_part_needs_no_head():
    found = blocks("a\tb\tc\nd\te\tf\n\n\t\tonly the last\n\nSo much for it.\n")
    assert [(b.table, b.row, b.column) for b in found if b.text == "only the last"] == [(1, 0, 2)]
    assert found[-1].kind == "paragraph"


def test_lines_that_only_draw_a_table_are_no_rows():
    found = blocks("| A | B |\n|---|:--|\n| 1 | x \\| y |\n|  |  |\n--\t--\t--\n")
    assert [b.text for b in found] == ["A", "B", "1", "x | y"]


def test_a_table_without_outer_pipes_is_a_table_too():
    assert {b.kind for b in blocks("A | B\n--- | ---\n1 | 2\n\nSupport | in a sentence\n")[:4]} == {
        "cell"
    }
    assert blocks("**Support** | Invest in support to leaders")[0].kind == "paragraph"


def test_tabs_behind_a_number_do_not_make_a_table():
    found = blocks("1.\tThe Committee met.\n2.\tIt closed.\n\tIndented line of text\n")
    assert {b.kind for b in found} == {"paragraph"}
    assert [b.number for b in found][:2] == ["1", "2"]


def test_two_columns_parted_by_tabs_are_a_table():
    found = blocks("Recommendation\tAction taken\nPublish the list\tIt was published\n")
    assert [b.kind for b in found] == ["cell"] * 4


def test_a_table_in_html_keeps_its_merged_cells_over_empty_lines():
    found = blocks(
        "Before.\n\n<table><tr><td rowspan=2>a</td><td>b</td></tr>\n\n<tr><td>c</td></tr></table>\n\n"
        "| x | y |\n|---|---|\n"
    )
    assert [(b.text, b.row_span, b.table) for b in found[1:]] == [
        ("a", 2, 0),
        ("b", 1, 0),
        ("c", 1, 0),
        ("x", 1, 1),
        ("y", 1, 1),
    ]


def test_a_table_in_html_that_is_never_closed_is_read_to_the_end():
    assert texts("<table><tr><td>a</td><td>b</td></tr>\n<tr><td>c</td><td>d</td></tr>") == list(
        "abcd"
    )


def test_other_html_is_read_as_html():
    found = blocks("<div>\n<h2>Title</h2>\n<p>Words</p>\n</div>\n")
    assert [(b.kind, b.text) for b in found] == [("heading", "Title"), ("paragraph", "Words")]


def test_a_line_break_in_a_cell_and_a_paragraph_begins_a_line():
    assert texts("| OES<br>PMU | x |\n| a | b |\n\nfirst<br/>second *and* third\n") == [
        "OES\nPMU",
        "x",
        "a",
        "b",
        "first\nsecond and third",
    ]


def test_form_feeds_count_pages():
    assert [(b.text, b.page) for b in blocks("One.\n\fTwo.\n\n\fThree.")] == [
        ("One.", 1),
        ("Two.", 2),
        ("Three.", 3),
    ]
    assert blocks("One.")[0].page is None


def test_bullets_of_every_kind_lose_their_sign():
    assert texts("- one\n- two\n\n• three\n") == ["one", "two", "three"]


def test_an_empty_text_is_an_empty_document():
    assert read_text("").blocks == ()
    assert read_text(" \n\t\n\f\n").text == ""


def test_a_text_beyond_the_bound_is_refused_with_a_sentence():
    with pytest.raises(Unreadable, match="more than 10 characters"):
        read_text("x" * 11, Limits(characters=10))


def test_lists_nested_without_end_are_refused_with_a_sentence():
    with pytest.raises(Unreadable, match="nested more than 60 deep"):
        read_text("> " * 500 + "deep")


def test_a_paragraph_without_end_is_read_in_time():
    begun = time.perf_counter()
    assert read_text("[a](b *c* _d " * 20_000).blocks
    assert time.perf_counter() - begun < 10
