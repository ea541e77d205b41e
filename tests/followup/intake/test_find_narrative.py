"""Acts that a report tells in sentences, and sentences that only look like acts."""

from datetime import date

from tests.followup.intake.known import items_of, names, reading_of

COVER = """# Report of the High-level Committee on Management at its fortieth session

(Virtual meeting, 7-8 October 2020)

"""
ADVISORY = """# Report of the Advisory Committee on Administrative and Budgetary Questions

A/80/7/Add.3

"""


def test_what_the_committee_decided_in_a_sentence_is_found_in_it():
    reading = reading_of(
        COVER
        + "12. Members spoke at length. The Committee decided to hold its forty-first session on"
        " 25-26 March 2021. It also requested UNDP to find a place. Rooms are scarce.\n"
    )
    (item,) = reading.items
    assert item.paragraph == "12"
    assert [act.verb for act in item.acts] == ["decided", "also requested"]
    assert item.text.startswith("decided to hold")
    assert item.text.endswith("find a place.")
    assert names(item.addressees) == ["United Nations Development Programme"]
    assert item.due[0].date == date(2021, 3, 25)


def test_agreed_that_somebody_would_act_addresses_him():
    (item,) = items_of(COVER + "3. HLCM agreed that the OHS Forum would report in May 2021.\n")
    assert names(item.addressees) == ["Occupational Health and Safety Forum"]


def test_what_others_asked_and_what_was_decided_before_is_no_act():
    reading = reading_of(
        COVER
        + "1. The General Assembly requested the Secretary-General to report.\n\n"
        + "2. At its thirty-ninth session, the Committee approved a plan.\n\n"
        + "3. The Committee had endorsed the plan. In 2018, the Committee adopted it.\n\n"
        + "4. The Chair recommended that all organizations agree. The Network requested more time.\n\n"
        + "5. The Committee learned that UNDP would pay. Requests for more came in.\n"
    )
    assert reading.items == ()
    assert reading.unread == ()


def test_abbreviations_do_not_end_a_sentence():
    (item,) = items_of(
        COVER + "3. The Committee approved the plan of Ms. Smith (para. 4) for No. 7. It rained.\n"
    )
    assert item.text == "approved the plan of Ms. Smith (para. 4) for No. 7."


def test_a_decision_told_beside_a_block_of_decisions_is_shown_and_not_taken():
    reading = reading_of(
        COVER
        + "3. The Committee endorsed the manual.\n\n**The Committee:**\n\n4. Endorsed the manual.\n"
    )
    assert [item.number for item in reading.items] == ["4"]
    assert [left.paragraph for left in reading.unread] == ["3"]


def test_members_who_were_asked_and_support_that_was_given_are_shown():
    reading = reading_of(
        COVER + "3. Committee members were encouraged to share lessons.\n\n"
        "4. The Committee supported the endorsement of the plan.\n"
    )
    assert [left.paragraph for left in reading.unread] == ["3", "4"]


def test_an_advisory_committee_recommends_trusts_and_requests_in_the_present():
    reading = reading_of(
        ADVISORY
        + "1. The Advisory Committee was informed that costs had risen.\n\n"
        + "2. The Advisory Committee notes the delay and trusts that it will end. The Advisory"
        + " Committee recommends that the General Assembly request the Secretary-General to fill"
        + " the posts by 30 June 2026.\n\n"
        + "3. The Advisory Committee trusts that the Secretary-General will report (see A/79/7).\n\n"
        + "4. The Secretary-General proposes more. The General Assembly requested savings.\n\n"
        + "5. The Advisory Committee is of the view that the plan should be revised.\n"
    )
    assert [(item.paragraph, [act.verb for act in item.acts]) for item in reading.items] == [
        ("2", ["trusts", "recommends"]),
        ("3", ["trusts"]),
    ]
    assert [item.kind for item in reading.items] == ["request", "request"]
    assert names(reading.items[0].addressees) == ["General Assembly"]
    assert names(reading.items[1].addressees) == ["Secretary-General of the United Nations"]
    assert reading.items[1].symbols == ("A/79/7",)
    assert [left.paragraph for left in reading.unread] == ["5"]


def test_without_a_cover_a_body_that_keeps_recommending_is_the_author():
    text = "1. The Board recommends that UNDP train its staff.\n\n2. The Board recommends that UNICEF do so too.\n"
    assert [names(item.addressees) for item in items_of(text)] == [
        ["United Nations Development Programme"],
        ["United Nations Children's Fund"],
    ]
    past = "".join(f"{n}. The Committee agreed to item {n}.\n\n" for n in range(1, 4))
    assert len(items_of(past)) == 3
    assert items_of("1. The Board recommends that UNDP train its staff.\n") == ()


def test_a_budget_with_numbered_paragraphs_and_tables_yields_nothing():
    reading = reading_of(
        "A/80/6 (Sect. 3)\n\n# Proposed programme budget for 2026\n\n"
        "3.1 The Department gives support. In its resolution 79/1, the General Assembly requested the"
        " Secretary-General to report.\n\n3.2 The Advisory Committee recommends a reduction. The"
        " Advisory Committee requests details. The Committee decided. The Committee agreed.\n\n"
        "3.3 The General Assembly is requested to approve the resources.\n\n"
        "| Object of expenditure | 2025 | 2026 |\n|---|---|---|\n| Posts | 1 300.0 | 1 310.5 |\n\n"
        "| Recommendations by category | Number | Status |\n|---|---|---|\n| 12 | 3 | 4 |\n\n"
        "| Performance measure | Planned |\n|---|---|\n| Number of recommendations | 14 |\n"
    )
    assert reading.items == ()
    assert reading.symbol == "A/80/6 (Sect. 3)"


def test_of_a_body_that_is_not_known_nothing_is_said():
    assert reading_of("3. The Committee indicated that all should end.\n").unread == ()


def test_a_board_that_decided_in_french_is_heard():
    (item,) = items_of(
        "# Rapport du Comité de haut niveau sur la gestion sur sa session de printemps\n\n"
        "4. Les membres ont pris la parole. Le Comité a décidé de se réunir dans un an.\n"
    )
    assert item.acts[0].verb == "a décidé"
