"""Recommendations with their answers in labelled lines, headings and two-column tables."""

from datetime import date

from quintet.followup.intake.read import find
from quintet.followup.intake.readers.builder import Builder
from quintet.followup.intake.readers.html import read_html
from tests.followup.intake.known import KNOWN, items_of, names


def test_labelled_lines_fill_the_fields_of_a_recommendation():
    items = items_of(
        "Management response to the evaluation\n\n"
        "Recommendation 1: The office should name a coordinator by June 2020.\n"
        "Management response: Accepted\nResponsible unit: OES (CdC), PMU\nDue date: 30 June 2020\nStatus: Ongoing\n\n"
        "Recommendation 2: UNDP and UNICEF should share their rosters with\nall country teams in the region.\n"
        "Management response: Partially accepted. The rosters hold personal data\nand can be shared only in part.\n\n"
        "A second paragraph of the response.\n\nStatus: Completed.\n\nSome remarks that belong to nothing.\n\n"
        "Recommendation 3\nEstablish a network of secretaries.\nManagement response: Not accepted.\n"
    )
    assert [(i.number, i.response, i.status) for i in items] == [
        ("1", "accepted", "in_progress"),
        ("2", "partially_accepted", "implemented"),
        ("3", "not_accepted", None),
    ]
    assert items[0].responsible == ("OES (CdC)", "PMU")
    assert {due.date for due in items[0].due} == {date(2020, 6, 30)}
    assert names(items[1].addressees) == [
        "United Nations Development Programme",
        "United Nations Children's Fund",
    ]
    assert items[1].text.endswith("with all country teams in the region.")
    assert items[1].response_text.endswith("A second paragraph of the response.")
    assert items[1].status_text == "Completed."
    assert items[2].text == "Establish a network of secretaries."


def test_headings_of_an_evaluation_report_hold_recommendations_once():
    items = items_of(
        "# Evaluation of the programme\n\n## Summary\n\nRecommendation 1. Plan across divisions.\n\n"
        "Recommendation 2. Invest in staff training.\n\nRecommendation 1 was discussed with staff.\n\n"
        "## 6. Recommendations\n\n### Recommendation 1. Plan across divisions\n\n"
        "85. There are gaps. The Executive Secretary should set up a calendar by 2021.\n\n"
        "### Management response\n\nAccepted.\n\n"
        "### Recommendation 2. Invest in staff training\n\n86. Training was scarce.\n\n## Annex\n\n87. No part of it.\n"
    )
    assert [(i.number, i.title) for i in items] == [
        ("1", "Plan across divisions"),
        ("2", "Invest in staff training"),
    ]
    assert names(items[0].addressees) == ["Executive Secretary"]
    assert items[0].response == "accepted"
    assert "No part" not in items[1].text


def test_a_table_of_labels_and_values_with_key_actions_is_read():
    items = items_of(
        "| Evaluation Recommendation 1: The office should plan ahead with partners. | | | |\n|---|---|---|---|\n"
        "| Management Response: Agree | | | |\n| Key Actions | Time Frame | Responsible Unit(s) | Status |\n"
        "| 1.1 Draft a plan | December 2020 | Country office | Completed |\n"
        "| 1.2 Consult partners | June 2021 | Regional hub | Ongoing |\n"
        "| Evaluation Recommendation 2: The office should hire an analyst. | | | |\n"
        "| Management Response: Partially agree. | | | |\n\n"
        "| Recommendation 9 | Publish the list of partners every year. |\n|---|---|\n"
        "| Management response | Rejected, since the law forbids it. |\n| Status | Closed |\n"
    )
    assert [(i.number, i.response, i.status) for i in items] == [
        ("1", "accepted", "in_progress"),
        ("2", "partially_accepted", None),
        ("9", "not_accepted", "closed"),
    ]
    assert items[0].responsible == ("Country office", "Regional hub")
    assert [due.date for due in items[0].due] == [date(2020, 12, 31), date(2021, 6, 30)]
    assert items[0].comments == "1.1 Draft a plan\n1.2 Consult partners"


def test_a_label_without_number_answer_or_like_is_no_recommendation():
    assert items_of("Decision: we went home after the long debate.\n") == ()
    assert items_of("Recommendation 3: short\n") == ()
    assert items_of("Status: Completed\n\nThe end of the matter.\n") == ()


def test_a_numbered_paragraph_ends_a_labelled_one():
    items = items_of(
        "11. Recommendation 4: The office should publish its rules.\n\n12. The rules are old.\n\n"
        "Recommendation 5: The office should print them.\n\nThis is narrative.\n"
    )
    assert [item.text for item in items] == [
        "The office should publish its rules.",
        "The office should print them.",
    ]


def test_empty_rows_and_paragraphs_without_words_end_nothing():
    html = (
        "<table><tr><td>Recommendation 9</td><td>Publish the list of partners.</td></tr>"
        "<tr><td></td><td></td></tr><tr><td>Status</td><td>Closed</td></tr></table>"
    )
    (item,) = find(read_html(html), KNOWN).items
    assert (item.number, item.status) == ("9", "closed")
    builder = Builder("text/plain")
    builder.add("paragraph", "", number="4")
    builder.add("paragraph", "Recommendation 5: The office should print them.")
    (item,) = find(builder.document(), KNOWN).items
    assert item.number == "5"


def test_labelled_decisions_behind_the_committees_name_are_found_once():
    items = items_of(
        "The Committee:\n\nDecision 1: Agreed that all should go home.\n\nDecision 2: Agreed to return.\n"
    )
    assert [(item.kind, item.number) for item in items] == [("decision", "1"), ("decision", "2")]


def test_acts_within_a_recommendation_are_part_of_it():
    (item,) = items_of(
        "### Recommendation 1. Plan across all divisions\n\nThe Board:\n\n- Agreed to plan.\n"
    )
    assert (item.kind, item.number) == ("recommendation", "1")
    assert item.text.endswith("Agreed to plan.")


def test_labels_are_known_in_french_spanish_and_chinese():
    items = items_of(
        "Recommandation no 4 : Le PNUD devrait publier ses règles.\n\nRéponse de l’administration : Acceptée en partie.\n"
    )
    assert [(i.number, i.response) for i in items] == [("4", "partially_accepted")]
    items = items_of(
        "建议1：秘书处应建立共同登记册，供各组织使用。\n\n管理层的答复：已接受\n\n执行情况：执行中\n"
    )
    assert [(i.number, i.response, i.status) for i in items] == [("1", "accepted", "in_progress")]
