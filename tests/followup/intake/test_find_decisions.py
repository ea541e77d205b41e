"""Decisions of a committee's session report, wherever and however the report prints them."""

from datetime import date

import pytest

from quintet.followup.intake.candidate import Known, Meeting
from tests.followup.intake.known import (
    COUNSELLORS,
    HLCM,
    KNOWN,
    MEDICAL,
    items_of,
    names,
    reading_of,
)

COVER = """# Board for Coordination

Distr.: General
31 May 2021

## Report of the High-level Committee on Management at its forty-first session

(Virtual meeting, 25-26 March 2021)

### I. Introduction

1. The High-level Committee on Management (HLCM) met on 25-26 March 2021.

"""

REPORT = (
    COVER
    + """### II. Harassment

2. The Chair of the CEB Task Force on Addressing Sexual Harassment within UN System Organizations
spoke of a plan, approved by HLCM at its fortieth session. Members encouraged its authors.

**The High-Level Committee on Management:**

3. *Welcomed what the CEB Task Force on Addressing Sexual Harassment within UN System Organizations
had done and encouraged the Task Force to carry on with its plan.*
4. *Requested another report at the Committee's forty-second session in Fall 2021.*

### III. Safety

5. The Committee indicated that the Forum should advise, and not decide.

6. There was general agreement that resources should be pooled.

#### The High-level Committee on Management:

7. *Provisionally approved the mandate of the Occupational Health and Safety (OHS) Forum. The Chair
of the Forum would finish its text.*

8. *Re-opened nominations, with a view to naming deciders.*
9. *Requested the OHS Forum, with input from the UN Medical Directors Working Group (UNMD) and the UN
Staff and Stress Counsellors Group (UNSSCG), to review mental health.*
10. *Requested the OHS Forum, in coordination with IASMN, to find options for safety.*
11. *Approved the mandate of the Risk Management Forum, concurrently requesting the Forum to look
into risks by 30 June 2022.*
12. *Encouraged HLCM members to talk about risk. The papers would help them.*

### IV. Future

13. The Chair of the Task Force on the Future of the UN Workforce spoke.

14. The Task Force went on. The General Assembly requested the Secretary-General to report in 2023.

__The High-level Committee on Management:__

15. *Welcomed the proposed policy and requested the Task Force to refine it.*
16. *Recommended wider use of the directory to other UN system organizations, in consultation with
the Digital and Technology Network (DTN), with the aim of one directory.*
17. *Committed its full support to the work against racism.*
18. *Requested HLCM's Task Force on the Future of the UN Workforce to develop: (a) a family
definition; and (b) a right to rest.*

**The High-level Committee on Management:**

- 19. Agreed to distil its discussion, for consideration by the Board.*

### V. Other business

20. The forty-second HLCM session will be held on 11-12 October 2021, at a place to be named.

## Annex I

21. Requested in an annex.
"""
)


@pytest.fixture(scope="module")
def reading():
    return reading_of(REPORT)


def by_number(reading, number):
    (item,) = (item for item in reading.items if item.number == number)
    return item


def test_exactly_the_paragraphs_behind_the_committees_name_are_found(reading):
    expected = [3, 4, *range(7, 13), *range(15, 20)]
    assert [item.number for item in reading.items] == [str(number) for number in expected]


def test_every_item_lies_where_its_words_are(reading):
    for item in reading.items:
        shown = " ".join(reading.document.text[item.start : item.end].split())
        assert shown == " ".join(item.text.split())
        for act in item.acts:
            assert reading.document.text[act.start : act.end].split() == act.text.split()


@pytest.mark.parametrize(
    ("number", "verbs"),
    [
        ("3", ["Welcomed", "encouraged"]),
        ("4", ["Requested"]),
        ("7", ["Provisionally approved"]),
        ("8", ["Re-opened"]),
        ("11", ["Approved", "requesting"]),
        ("12", ["Encouraged"]),
        ("15", ["Welcomed", "requested"]),
        ("17", ["Committed"]),
        ("18", ["Requested"]),
        ("19", ["Agreed"]),
    ],
)
def test_the_acts_of_a_paragraph_are_told_apart(reading, number, verbs):
    assert [act.verb for act in by_number(reading, number).acts] == verbs


def test_an_act_ends_before_the_words_that_lead_to_the_next(reading):
    acts = by_number(reading, "11").acts
    assert acts[0].text == "Approved the mandate of the Risk Management Forum"
    assert acts[1].text.startswith("requesting the Forum")


def test_lettered_parts_belong_to_their_act(reading):
    assert "(a) a family" in by_number(reading, "18").acts[0].text
    assert "(b) a right to rest." in by_number(reading, "18").acts[0].text


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("3", "request"),
        ("7", "decision"),
        ("11", "request"),
        ("16", "recommendation"),
        ("17", "commitment"),
        ("19", "decision"),
    ],
)
def test_the_kind_is_that_of_the_strongest_act(reading, number, kind):
    assert by_number(reading, number).kind == kind


@pytest.mark.parametrize(
    ("number", "addressees", "with_whom"),
    [
        (
            "3",
            [
                "CEB Task Force on Addressing Sexual Harassment within the Organizations of the UN System"
            ],
            [],
        ),
        ("4", [], []),
        ("7", ["Chair of the Occupational Health and Safety Forum"], []),
        ("8", [], []),
        (
            "9",
            ["Occupational Health and Safety Forum"],
            ["UN Medical Directors Working Group", "UN Staff and Stress Counsellors Group"],
        ),
        (
            "10",
            ["Occupational Health and Safety Forum"],
            ["Inter-Agency Security Management Network"],
        ),
        ("11", ["Risk Management Forum"], []),
        ("12", ["HLCM members"], []),
        ("15", ["CEB Task Force on the Future of the United Nations System Workforce"], []),
        ("16", ["other UN system organizations"], ["Digital and Technology Network"]),
        ("17", [], []),
        ("18", ["CEB Task Force on the Future of the United Nations System Workforce"], []),
        ("19", [], []),
    ],
)
def test_addressees_are_resolved_by_name_or_by_what_was_named_before(
    reading, number, addressees, with_whom
):
    item = by_number(reading, number)
    assert names(item.addressees) == addressees
    assert names(item.co_addressees) == with_whom


def test_members_of_a_body_are_addressed_as_its_members(reading):
    (addressee,) = by_number(reading, "12").addressees
    assert (addressee.party, addressee.members) == (HLCM, True)


def test_a_session_is_a_deadline_on_its_first_day(reading):
    (due,) = by_number(reading, "4").due
    assert (due.text, due.date) == ("forty-second session in Fall 2021", date(2021, 10, 11))
    assert [due.date for due in by_number(reading, "11").due] == [date(2022, 6, 30)]


def test_the_document_tells_its_own_sessions(reading):
    assert reading.meetings == (
        Meeting("HLCM", 41, date(2021, 3, 25), date(2021, 3, 26)),
        Meeting("HLCM", 42, date(2021, 10, 11), date(2021, 10, 12)),
    )
    assert (reading.body.party, reading.session) == (HLCM, 41)


def test_a_session_may_be_known_from_elsewhere():
    text = REPORT.replace("20. The forty-second", "20. Nothing. The forty-third")
    known = Known(KNOWN.parties, (Meeting("HLCM", 42, date(2021, 9, 1), date(2021, 9, 2)),))
    assert by_number(reading_of(text, known), "4").due[0].date == date(2021, 9, 1)
    assert by_number(reading_of(text), "4").due[0].date is None


def test_paragraphs_that_look_like_acts_are_listed_with_the_reason(reading):
    assert {left.paragraph: left.why for left in reading.unread} == {
        "5": "The body says what should be done, but not with a verb of decision.",
        "6": "It tells of agreement, but not of a decision.",
    }


def test_without_anything_known_names_stay_as_they_are_written():
    found = {item.number: names(item.addressees) for item in items_of(REPORT, Known())}
    assert found["9"] == ["OHS Forum"]
    assert found["11"] == ["Risk Management Forum"]
    assert found["12"] == ["HLCM members"]
    assert found["15"] == ["Task Force on the Future of the UN Workforce"]


def test_bullets_behind_the_committees_name_are_items_too():
    items = items_of(
        COVER
        + "The Committee:\n\n- Took note of the report;\n"
        + "- Requested the secretariat to send it out by 15 December 2021, and invited UNDP and"
        + " UNICEF to comment;\n- Agreed that the Forum would report back at its next session.\n"
        + "\n2. The Chair thanked them.\n"
    )
    assert [item.kind for item in items] == ["decision", "request", "decision"]
    assert names(items[1].addressees) == [
        "secretariat",
        "United Nations Development Programme",
        "United Nations Children's Fund",
    ]
    assert [due.text for due in items[2].due] == ["next session"]


def test_lettered_acts_name_the_paragraph_they_stand_in():
    items = items_of(
        COVER
        + "23. The Committee:\n\n(a) Took note of the report;\n\n(b) Urged members to pay.\n\n"
        "24. One member regretted that the report was late.\n"
    )
    assert [(item.number, item.paragraph) for item in items] == [("a", "23 (a)"), ("b", "23 (b)")]


def test_decisions_in_the_base_form_follow_decided_to():
    items = items_of(
        COVER
        + "7. The Committee decided to:\n\n(a) Approve the plan;\n\n(b) Request UNDP to pay.\n"
    )
    assert [(item.paragraph, item.acts[0].verb) for item in items] == [
        ("7 (a)", "Approve"),
        ("7 (b)", "Request"),
    ]
    assert names(items[1].addressees) == ["United Nations Development Programme"]


def test_posts_and_bodies_are_addressed_without_more_words():
    items = items_of(
        COVER + "The Committee:\n\n- Called upon UNICEF.\n- Asked for more light, everywhere.\n"
        "- Requested the Chair of the OHS Forum and the Co-Chairs of the Bee Network to meet.\n"
    )
    assert [names(item.addressees) for item in items] == [
        ["United Nations Children's Fund"],
        [],
        ["Chair of the Occupational Health and Safety Forum", "Co-Chairs of the Bee Network"],
    ]


def test_companions_may_be_named_by_acronyms_alone():
    (item,) = items_of(
        COVER
        + "The Committee:\n\n5. Requested the OHS Forum, with input from UNMD and UNSSCG, to review it.\n"
    )
    assert [who.party for who in item.co_addressees] == [MEDICAL, COUNSELLORS]


def test_a_verb_that_no_list_holds_is_known_in_a_block_by_its_shape():
    items = items_of(
        COVER + "**The Committee:**\n\n5. Earmarked the rest.\n6. Based on that, it closed.\n"
    )
    assert [(item.number, item.acts[0].verb, item.kind) for item in items] == [
        ("5", "Earmarked", "decision")
    ]


def test_a_paragraph_without_a_verb_among_decisions_is_shown():
    reading = reading_of(
        COVER
        + "**The Committee:**\n\n5. Agreed to go on.\n6. The plan is annexed.\n7. Endorsed the plan.\n"
    )
    assert [item.number for item in reading.items] == ["5", "7"]
    assert [(left.paragraph, "does not begin" in left.why) for left in reading.unread] == [
        ("6", True)
    ]


def test_a_numbered_decision_is_found_though_the_committees_name_is_lost():
    items = items_of(
        COVER
        + "5. The Chair spoke.\n\n6. Endorsed the plan as presented.\n\n7. Asked about it, he nodded.\n"
    )
    assert [item.number for item in items] == ["6"]


def test_a_paragraph_that_a_page_end_cuts_is_one_item_over_both_pages():
    reading = reading_of(
        COVER
        + "The Committee:\n\n5. Requested UNDP to report on its work with\n\f12\n\npartners in Geneva.\n"
    )
    (item,) = reading.items
    assert item.text == "Requested UNDP to report on its work with partners in Geneva."
    assert reading.document.text[item.start : item.end].endswith("partners in Geneva.")
    assert item.page == 1


def test_footnotes_between_decisions_do_not_end_them():
    items = items_of(
        COVER
        + "The Committee:\n\n5. Agreed to it.\n\n<sup>1</sup> See the annex.\n\n6. Approved it all the same.\n"
    )
    assert [item.number for item in items] == ["5", "6"]


def test_decisions_in_other_languages_are_read_behind_the_committees_name():
    french = items_of(
        "# Rapport du Comité de haut niveau sur la gestion sur sa quarante et unième session\n\n"
        "Le Comité :\n\n1. A approuvé le plan de travail des réseaux.\n\n"
        "2. A prié le PNUD de lui présenter un rapport d’ici au 31 décembre 2021.\n"
    )
    assert [(item.number, item.kind) for item in french] == [("1", "decision"), ("2", "request")]
    assert names(french[1].addressees) == ["United Nations Development Programme"]
    assert french[1].due[0].date == date(2021, 12, 31)
