"""From rows to the page that shows a document, and to names in the reader's language."""

import pytest
from django.utils import translation

from quintet.followup import queries
from quintet.followup.models import Paragraph, Tag
from quintet.followup.queries import goes_on, trimmed
from quintet.followup.queries.reading import Mark
from quintet.followup.rules import Proposal
from tests.followup.acts import candidate

pytestmark = pytest.mark.django_db

WHO = {"text": "World Health", "party": "organization:WHO", "members": False}


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("(completed and ongoing)", True),
        ("On-going", True),
        ("Continuing", True),
        ("en cours", True),
        ("en curso", True),
        ("продолжается", True),
        ("مستمر", True),
        ("持续", True),
        ("Completed", False),
        ("", False),
    ],
)
def test_what_goes_on_says_so_in_each_language(words, on):
    assert goes_on(words) is on


@pytest.mark.parametrize(
    ("start", "end", "kept"),
    [
        (0, 9, (1, 4)),
        (-5, 99, (1, 4)),
        (1, 3, (1, 3)),
        (4, 9, (5, 5)),
        (3, 1, (3, 1)),
        (9, 2, (9, 2)),
    ],
)
def test_a_span_is_trimmed_to_its_words(start, end, kept):
    first, last = trimmed(" abc ", start, end)
    assert (first, last) == kept or first >= last


def paragraph(document, position, start, end, **more):
    return Paragraph(
        document=document, position=position, start=start, end=end, **{"kind": "paragraph"} | more
    )


def test_a_passage_belongs_to_the_numbered_paragraph_at_or_before_it(document):
    Paragraph.objects.bulk_create(
        [
            paragraph(document, 0, 0, 3, kind="heading"),
            paragraph(document, 1, 4, 20, number="18"),
            paragraph(document, 2, 21, 44),
        ]
    )
    assert queries.paragraph_at(document, 30).number == "18"
    assert queries.paragraph_at(document, 5).number == "18"
    assert queries.paragraph_at(document, 2).kind == "heading"
    Paragraph.objects.all().delete()
    assert queries.paragraph_at(document, 5) is None


def test_the_text_is_cut_where_something_was_found(document):
    document.text = "One two three four"
    marks = [Mark(0, 3, "found", "#a"), Mark(2, 7, "done", "#b"), Mark(8, 13, "out", "#c"),
             Mark(30, 40, "found", "#d")]  # fmt: skip
    [shown] = queries.passages(document, [paragraph(document, 0, 0, 18)], marks)
    assert [(piece.text, piece.mark, piece.url) for piece in shown.pieces] == [
        ("One", "found", "#a"),
        (" two", "done", "#b"),
        (" ", "", ""),
        ("three", "out", "#c"),
        (" four", "", ""),
    ]
    [whole] = queries.passages(document, [paragraph(document, 0, 0, 3)], [Mark(0, 99, "found", "")])
    assert [piece.text for piece in whole.pieces] == ["One"]


def test_cells_become_tables_row_by_row(document):
    document.text = "abcdef"
    cells = [
        paragraph(
            document, place, place, place + 1, kind="cell", table=table, row=row, row_span=span
        )
        for place, (table, row, span) in enumerate([(0, 2, 1), (0, 2, 2), (0, 4, 1), (1, 0, 1)])
    ]
    text = paragraph(document, 9, 4, 6)
    first, second, last = queries.passages(document, [*cells, text], [])
    assert [[cell.pieces[0].text for cell in row] for row in first.rows] == [["a", "b"], [], ["c"]]
    assert first.rows[0][1].row_span == 2
    assert [[cell.pieces[0].text for cell in row] for row in second.rows] == [["d"]]
    assert (last.kind, last.pieces[0].text) == ("paragraph", "ef")


def test_marks_show_what_a_person_said_of_each_candidate(document):
    acts = [
        {"verb": "", "text": "", "start": 5, "end": 9},
        {"verb": "", "text": "", "start": 0, "end": 0},
    ]
    made = [candidate(document, acts=acts) if n == 0 else candidate(document) for n in range(4)]
    for one, proposal in zip(made, ("proposed", "accepted", "rejected", "merged"), strict=True):
        one.proposal = Proposal(proposal)
    document.unread = [
        {"start": 50, "end": 60, "left": False},
        {"start": 61, "end": 62, "left": True},
    ]
    assert queries.intake_marks(document, made) == [
        (4, 44, "done", f"#c{made[1].pk}"),
        (4, 44, "out", f"#c{made[2].pk}"),
        (5, 9, "found", f"#c{made[0].pk}"),
        (50, 60, "unread", "#u0"),
    ]


def test_items_are_marked_at_their_acts_or_their_whole(item, document, secretary):
    assert queries.item_marks([item]) == [(4, 44, "found", "/items/ceb-2021-3-18/")]
    item.candidate = candidate(document, acts=[{"verb": "", "text": "", "start": 6, "end": 7}])
    assert queries.item_marks([item]) == [(6, 7, "found", "/items/ceb-2021-3-18/")]


def test_candidates_are_shown_with_the_names_of_their_parties(document, who, hlcm):
    first = candidate(document, addressees=[WHO, {"text": "somebody", "party": ""}])
    second = candidate(
        document, co_addressees=[{"text": "x", "party": "body:HLCM", "members": True}]
    )
    with translation.override("fr"):
        shown = queries.shown_candidates([first, second], [first, second])
    assert shown[0]["addressees"] == ["WHO en entier", "somebody"]
    assert "Management committee" in shown[1]["co_addressees"][0]
    assert (shown[0]["next"], shown[1]["next"]) == (second, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_names_of_parties_are_one_query_for_each_kind_that_is_named(
    rows, document, who, django_assert_num_queries
):
    made = [candidate(document, addressees=[WHO]) for _row in range(rows)]
    with django_assert_num_queries(1):
        queries.shown_candidates(made, made)


@pytest.mark.parametrize(
    ("words", "start", "end", "span"),
    [
        ("x", 4, 13, (4, 13)),
        ("Requested  members\nto", None, None, (4, 24)),
        ("Requested", 5, 5, (4, 13)),
        ("Requested", -1, 9, (4, 13)),
        ("Requested", 0, 10_000, (4, 13)),
        ("not there", None, None, None),
        ("(review", None, 3, None),
        (" ", None, None, None),
    ],
)
def test_words_are_found_where_they_stand(words, start, end, span, document):
    assert queries.span_of(document, words, start, end) == span


def test_goals_are_named_in_the_readers_language(item):
    for code in ("3.4", "3"):
        Tag.objects.create(item=item, code=code)
    english = queries.goal_names(item)
    assert [code for code, _name in english] == ["3", "3.4"]
    with translation.override("fr"):
        assert queries.goal_names(item) != english
    with translation.override(None):
        assert queries.goal_names(item) == english


def test_goals_and_targets_have_codes():
    codes = queries.goal_codes()
    assert {"1", "17", "3.4"} <= set(codes)
    assert len([code for code in codes if "." not in code]) == 17
