"""Where items of an earlier version stand in a later one: what moves, what is flagged, what is lost
(nothing)."""

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quintet.followup.intake.anchoring import Earlier, Extent, anchor, known
from quintet.followup.intake.corrections import corrected
from quintet.followup.intake.likeness import differences, letters_of, likeness, words_in
from quintet.followup.intake.read import read

SEED = Path(__file__).resolve().parents[4] / "shared/seeds/004_8248d2f30b7494fd.txt"

PARAGRAPHS = [
    "The Committee met in two parts and adopted its agenda as it stood.",
    "Requested the Human Resources Network to review its policy on remote work by December 2022.",
    "Endorsed the guidance on shared premises, and asked all members to apply it from January.",
    "Took note of the oral report of the Chair of the Procurement Network.",
    "Agreed to establish a task force on the accessibility of premises, led by two members.",
    "Took note of the oral report of the Chair of the Legal Network.",
    "Welcomed the offer of Geneva to host the next session in the autumn.",
]
ITEMS = (1, 2, 3, 4, 5, 6)


def printed(paragraphs: list[str], first: int = 17) -> str:
    return "\n\n".join(f"{first + n}. {text}" for n, text in enumerate(paragraphs)) + "\n"


def document_of(text: str):
    return read(text.encode(), name="report.md").document


def earlier_of(text: str, wanted: list[str]) -> list[Earlier]:
    """Items as they stand in a first version, under the numbers that are printed there."""
    numbers = dict(re.findall(r"^(\d+)\. (.{30})", text, re.MULTILINE))
    found = []
    for key, words in enumerate(wanted):
        start = text.index(words)
        number = next((n for n, begin in numbers.items() if words.startswith(begin)), "")
        found.append(Earlier(key, number, number, words, start, start + len(words)))
    return found


FIRST = printed(PARAGRAPHS)
EARLIER = earlier_of(FIRST, [PARAGRAPHS[n] for n in ITEMS])


def found_in(text: str, extents=(), items=EARLIER):
    document = document_of(text)
    found = anchor(items, document, extents)
    for one in found:
        if one.start is not None and one.end is not None:
            assert 0 <= one.start < one.end <= len(document.text)
    return found


def states(found) -> str:
    """One letter for each: same, changed, missing."""
    return "".join(one.state[0] for one in found)


def test_the_same_text_is_the_same_in_the_same_places():
    found = found_in(FIRST)
    assert states(found) == "ssssss"
    assert [one.paragraph for one in found] == ["18", "19", "20", "21", "22", "23"]
    text = document_of(FIRST).text
    assert [text[one.start : one.end] for one in found] == [item.text for item in EARLIER]
    assert {one.likeness for one in found} == {1.0}


def test_items_follow_their_words_and_not_their_numbers():
    found = found_in(printed(["A new paragraph of greeting, at some length.", *PARAGRAPHS], 17))
    assert states(found) == "ssssss"
    assert [one.paragraph for one in found] == ["19", "20", "21", "22", "23", "24"]


def test_items_are_found_in_whatever_order_they_stand():
    found = found_in(printed(PARAGRAPHS[::-1]))
    assert states(found) == "ssssss"
    assert [one.paragraph for one in found] == ["22", "21", "20", "19", "18", "17"]


@pytest.mark.parametrize(
    "printed_anew",
    [
        lambda text: text.replace("policy on remote work", "policy  on\nremote work"),
        lambda text: text.replace("guidance", "guid-\nance").replace("members", "mem\u00adbers"),
        lambda text: text.replace("Requested", "**Requested**").replace("Endorsed", "*Endorsed*"),
        lambda text: text.replace("Requested", "REQUESTED").replace(",", " ,"),
        lambda text: text.replace("Network", "Network’").replace("-", "–"),
    ],
    ids=["spacing", "hyphens at line ends", "marks", "capitals", "signs"],
)
def test_what_the_print_alone_changes_is_no_change(printed_anew):
    assert states(found_in(printed_anew(FIRST))) == "ssssss"


def test_a_page_end_within_a_paragraph_is_no_change():
    pages = [
        f"{n}. {text[:40]}\n\nCEB/2021/3\n\nPage {n} of 30\n\n{text[40:]}"
        for n, text in enumerate(PARAGRAPHS, 17)
    ]
    assert states(found_in("\n\n".join(pages))) == "ssssss"


def test_a_line_that_runs_over_the_pages_is_not_read():
    pages = [
        f"{n}. {text[:40]}\n\nReport of the session {n}\n\n{text[40:]}"
        for n, text in enumerate(PARAGRAPHS, 17)
    ]
    assert states(found_in("\n\n".join(pages))) == "ssssss"


def test_paragraphs_that_were_joined_or_split_keep_their_items():
    joined = printed([PARAGRAPHS[0], " ".join(PARAGRAPHS[1:4]), *PARAGRAPHS[4:]])
    assert states(found_in(joined)) == "ssssss"
    split = FIRST.replace("shared premises, and", "shared premises,\n\nand")
    assert states(found_in(split)) == "ssssss"


def test_a_changed_word_is_flagged_with_the_new_words():
    found = found_in(FIRST.replace("December 2022", "June 2023"))
    assert states(found) == "csssss"
    assert found[0].text == PARAGRAPHS[1].replace("December 2022", "June 2023")
    assert 0.9 < found[0].likeness < 1
    assert found[0].paragraph == "18"


def test_a_changed_item_takes_its_whole_sentence():
    more = "Requested the Human Resources Network, with all members, to review its policy on remote work and on leave by December 2022."
    found = found_in(FIRST.replace(PARAGRAPHS[1], more))
    assert states(found) == "csssss"
    assert found[0].text == more


def test_words_that_were_added_behind_known_ones_are_flagged():
    text = FIRST.replace("December 2022.", "December 2022. It also asked for a report each year.")
    start = text.index("Requested")
    end = text.index("each year.") + len("each year.")
    document = document_of(text)
    offset = document.text.index("Requested") - start
    extent = Extent(start + offset, end + offset, document.text[start + offset : end + offset])
    found = found_in(text, [extent])
    assert states(found) == "csssss"
    assert found[0].text.endswith("a report each year.")
    assert known(extent, found)
    assert states(found_in(text)) == "ssssss"  # nobody says that they belong together


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("December 2022.", "December 2022 or later."),
        ("Requested the Human", "Also requested the Human"),
        ("Requested the Human", "Did not Requested the Human"),
    ],
)
def test_words_that_were_added_to_a_sentence_are_a_change(old, new):
    found = found_in(FIRST.replace(old, new, 1))
    assert states(found) == "csssss"
    assert new.split()[-1] in found[0].text


def test_an_item_that_was_a_part_of_a_sentence_is_the_same_part_of_it():
    words = "asked all members to apply it from January"
    found = found_in(FIRST, items=earlier_of(FIRST, [words]))
    assert states(found) == "s"


def test_two_items_of_one_passage_stay_two_and_are_not_widened():
    words = "Requested a review of the rules; and approved the budget of the joint unit."
    text = printed([words, *PARAGRAPHS])
    items = earlier_of(
        text, ["Requested a review of the rules", "approved the budget of the joint unit."]
    )
    document = document_of(text)
    start = document.text.index("Requested a")
    extent = Extent(start, start + len(words), words)
    found = anchor(items, document, [extent])
    assert states(found) == "ss"
    assert known(extent, found)
    assert not known(extent, found[:1])


def test_what_is_gone_is_missing_and_takes_nobodys_place():
    found = found_in(printed([text for n, text in enumerate(PARAGRAPHS) if n != 4]))
    assert states(found) == "sssmss"
    lost = found[3]
    assert (lost.start, lost.end, lost.text, lost.likeness) == (None, None, "", 0.0)


def test_another_text_under_the_same_number_is_not_the_item():
    other = "Heard a statement of the staff federations about pensions and parking."
    found = found_in(FIRST.replace(PARAGRAPHS[4], other))
    assert states(found) == "sssmss"


def test_like_sentences_are_told_apart_by_number_and_order():
    same = "Took note of the oral report of the Chair."
    text = printed([same, "Something else stood between them, of no weight.", same, same])
    items = [
        Earlier(n, str(17 + at), str(17 + at), same, place.start(), place.end())
        for n, (at, place) in enumerate(
            zip((0, 2, 3), re.finditer(re.escape(same), text), strict=True)
        )
    ]
    assert [one.paragraph for one in anchor(items, document_of(text))] == ["17", "19", "20"]
    shorter = printed([same, "Something else stood between them, of no weight.", same])
    found = anchor(items, document_of(shorter))
    assert [one.paragraph for one in found] == ["17", "19", ""]


def test_two_items_stand_in_one_place_only_where_they_did_before():
    words = PARAGRAPHS[1]
    apart = [Earlier(n, "", "", words, n * 1_000, n * 1_000 + len(words)) for n in (0, 1)]
    together = [Earlier(n, "", "", words, 0, len(words)) for n in (0, 1)]
    text = printed([words])
    assert states(anchor(apart, document_of(text))) == "sm"
    assert states(anchor(together, document_of(text))) == "ss"


def test_a_list_that_was_lettered_anew_is_the_same():
    text = "17. Requested the network: (a) to review the rules; (b) to report on the costs.\n"
    item = Earlier(0, "17", "17", text[4:-1], 4, len(text) - 1)
    again = text.replace("(b)", "(c)").replace("(a)", "(b)")
    assert states(anchor([item], document_of(again))) == "s"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Просит сеть рассмотреть правила к декабрю 2022 года.", "декабрю"),
        ("Prie le réseau d’examiner les règles avant décembre 2022.", "décembre"),
        ("Pide a la red que examine las normas antes de diciembre de 2022.", "diciembre"),
        ("يطلب إلى الشبكة أن تستعرض القواعد قبل كانون الأول 2022.", "القواعد"),
        ("请人力资源网络在二〇二二年十二月之前审查其远程工作政策。", "审查"),
    ],
)
def test_words_of_every_language_are_compared(old, new):
    item = Earlier(0, "", "", old, 0, len(old))
    text = "\n\n".join([PARAGRAPHS[0], old, PARAGRAPHS[6]])
    assert states(anchor([item], document_of(text))) == "s"
    changed = text.replace(new, {"审查": "修订"}.get(new, new[::-1]))
    assert states(anchor([item], document_of(changed))) == "c"


def test_a_number_or_a_name_is_never_a_matter_of_print():
    assert letters_of("by 2022 (WHO)") != letters_of("by 2023 (WHO)")
    assert letters_of("by 2022 (WHO)") != letters_of("by 2022 (FAO)")
    assert letters_of("мой") != letters_of("мои")
    assert letters_of("كِتَاب") == letters_of("كتاب")


@pytest.mark.parametrize("wrong", [0.02, 0.08, 0.15])
def test_a_bad_scan_is_still_found_at_its_places(wrong):
    rng = random.Random(7)
    text = "".join(
        rng.choice("abcdefghijklmno") if sign.isalpha() and rng.random() < wrong else sign
        for sign in FIRST
    )
    found = found_in(text)
    assert "m" not in states(found)
    assert [one.paragraph for one in found] == ["18", "19", "20", "21", "22", "23"]


@given(st.permutations(PARAGRAPHS), st.sets(st.sampled_from(PARAGRAPHS)))
def test_no_item_is_lost_and_no_two_share_a_place(order, gone):
    kept = [text for text in order if text not in gone]
    found = found_in(printed(["Nothing of that is here.", *kept]))
    assert [one.key for one in found] == [item.key for item in EARLIER]
    for one, item in zip(found, EARLIER, strict=True):
        assert (one.state == "same") == (item.text in kept)
    places = sorted((one.start, one.end) for one in found if one.start is not None)
    assert all(before[1] <= after[0] for before, after in pairwise(places))


def test_an_empty_version_and_no_items_are_answers_too():
    assert states(found_in("Nothing.\n")) == "mmmmmm"
    assert found_in(FIRST, items=[]) == []
    wordless = Earlier(0, "1", "1", "…", 0, 1)
    assert states(anchor([wordless], document_of(FIRST))) == "m"


def test_the_seed_report_is_found_again_after_renumbering_and_new_page_ends():
    if not SEED.exists():
        pytest.skip("the published report is not at hand")
    text = SEED.read_text(encoding="utf-8")
    reading = read(text.encode(), name="report.md")
    items = [
        Earlier(n, one.number, one.paragraph, one.text, one.start, one.end)
        for n, one in enumerate(reading.items)
    ]
    assert len(items) == 18
    again = re.sub(r"^(\d{1,3})\. ", lambda m: f"{int(m[1]) + 2}. ", text, flags=re.MULTILINE)
    later = read(again.encode(), name="report.md")
    found = anchor(items, later.document, [Extent(c.start, c.end, c.text) for c in later.items])
    assert {one.state for one in found} == {"same"}
    for candidate in later.items:
        assert known(Extent(candidate.start, candidate.end, candidate.text), found)


CORRIGENDUM = """CEB/2021/3/Corr.1

Corrigendum

Paragraph 18

For December 2022 read June 2023.

Paragraph 21

Agreed to establish a task force on the accessibility of premises, led by three members.

Paragraph 23

Took a place.
"""


def test_a_corrigendum_changes_what_it_names_and_nothing_else():
    document = document_of(CORRIGENDUM)
    found = {one.key: one for one in corrected(EARLIER, document)}
    assert sorted(found) == [0, 3]
    assert found[0].text == PARAGRAPHS[1].replace("December 2022", "June 2023")
    assert "read June 2023" in document.text[found[0].start : found[0].end]
    assert found[3].text == PARAGRAPHS[4].replace("two members", "three members")
    assert {one.state for one in found.values()} == {"changed"}


@pytest.mark.parametrize(
    "told",
    [
        "Paragraph 18, first sentence\n\nFor “December 2022” substitute “June 2023”",
        "Paragraphe 18\n\nAu lieu de « December 2022 », lire « June 2023 »",
        "Párrafo 18\n\nDonde dice December 2022 debe decir June 2023",
        "Пункт 18\n\nВместо «December 2022» следует читать «June 2023»",
        "**Paragraph 18**\n\n*For* December 2022 *read* June 2023",
    ],
)
def test_a_correction_is_understood_in_its_usual_words(told):
    [found] = corrected(EARLIER, document_of(told + "\n"))
    assert found.key == 0
    assert found.text.endswith("remote work by June 2023.")


@pytest.mark.parametrize(
    "told",
    [
        "Paragraph 18\n\nFor January 2030 read June 2023.\n",  # it does not stand there
        "Paragraph 99\n\nFor December 2022 read June 2023.\n",  # no such item
        f"Paragraph 18 reads as follows:\n\n{PARAGRAPHS[1]}\n",  # quoted as it was
        "Annex\n\nA table of contributions.\n",
    ],
)
def test_what_a_corrigendum_does_not_change_is_untouched(told):
    assert corrected(EARLIER, document_of(told)) == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_differences_give_both_versions_to_the_letter(old, new):
    runs = differences(old, new)
    assert "".join(run.text for run in runs if run.kind != "in") == old
    assert "".join(run.text for run in runs if run.kind != "out") == new


def test_differences_are_told_word_by_word():
    runs = differences("by December 2022, at last", "by June 2022, at last")
    assert [(run.kind, run.text) for run in runs] == [
        ("same", "by "),
        ("out", "December"),
        ("in", "June"),
        ("same", " 2022, at last"),
    ]


def test_likeness_is_of_letters_and_not_of_length():
    one, other = ([w.folded for w in words_in(text)] for text in PARAGRAPHS[1:3])
    assert likeness(one, one) == 1
    assert likeness(one, other) < 0.6
    assert likeness(one, []) == 0
