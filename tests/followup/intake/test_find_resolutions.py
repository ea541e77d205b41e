"""Operative paragraphs of resolutions, in six languages, and no preambular ones."""

from datetime import date

import pytest

from tests.followup.intake.known import items_of, names, reading_of

RESOLUTION = """United Nations  A/RES/80/999

Distr.: General
2 April 2026

# Resolution adopted by the General Assembly on 31 March 2026

The General Assembly,

Recalling its resolution 79/1 of 22 September 2024,

Requesting nothing in this paragraph,

1. Decides to look at every mandate after five years;

2. Requests the Secretary-General, in close consultation with UNDP and the World Health Organization, to
submit to the General Assembly at its eighty-first session a report on:

(a) The number of mandates:

(i) By organ;

(ii) By year;

(b) Their cost, no later than 30 September 2026;

3. Also requests the Secretary-General to name a focal point, and invites the specialized agencies to
do likewise;

4. Notes with concern the overlap of mandates;

5. Once again urges all Member States to name experts;

6. Recommends that UNICEF should take part; commends those that do;

7. Pledges to review this resolution;

8. Requests for information are kept apart.
"""


def test_operative_paragraphs_are_found_with_all_their_parts():
    reading = reading_of(RESOLUTION)
    assert [item.number for item in reading.items] == list("1234567")
    second = reading.items[1]
    assert second.text.endswith("(b) Their cost, no later than 30 September 2026;")
    assert "(ii) By year;" in second.acts[0].text
    assert [(due.text, due.date) for due in second.due] == [
        ("eighty-first session", None),
        ("no later than 30 September 2026", date(2026, 9, 30)),
    ]
    assert reading.document.text[second.start : second.end].endswith("September 2026;")
    assert (reading.symbol, reading.date) == ("A/RES/80/999", date(2026, 4, 2))


def test_verbs_stand_as_written_and_tell_the_kind():
    assert [(item.acts[0].verb, item.kind) for item in items_of(RESOLUTION)] == [
        ("Decides", "decision"),
        ("Requests", "request"),
        ("Also requests", "request"),
        ("Notes", "decision"),
        ("Once again urges", "request"),
        ("Recommends", "recommendation"),
        ("Pledges", "commitment"),
    ]


def test_addressees_of_operative_paragraphs():
    items = items_of(RESOLUTION)
    assert names(items[1].addressees) == ["Secretary-General of the United Nations"]
    assert names(items[1].co_addressees) == [
        "United Nations Development Programme",
        "World Health Organization",
    ]
    assert [act.verb for act in items[2].acts] == ["Also requests", "invites"]
    assert names(items[2].addressees) == [
        "Secretary-General of the United Nations",
        "specialized agencies",
    ]
    assert names(items[4].addressees) == ["all Member States"]
    assert names(items[5].addressees) == ["United Nations Children's Fund"]


def test_unnumbered_operative_paragraphs_need_the_enacting_words():
    text = "*Recalling* much,\n\n*Decides* to act at once;\n\n*Requests* UNDP to help.\n"
    assert [item.acts[0].verb for item in items_of("The Executive Board,\n\n" + text)] == [
        "Decides",
        "Requests",
    ]
    assert items_of(text) == ()


def test_a_single_numbered_paragraph_with_a_verb_is_no_resolution():
    assert items_of("1. Supports the staff in all they do.\n\n2. The office is in Rome.\n") == ()
    assert items_of("1. Welcomes all guests at the door.\n\n2. The office is in Rome.\n") == ()


@pytest.mark.parametrize(
    ("text", "kinds", "last_due"),
    [
        (
            "L’Assemblée générale,\n\nRappelant sa résolution 11/2,\n\n"
            "1. Décide de créer un registre commun ;\n\n"
            "2. Prie le Secrétaire général de lui présenter, à sa quarante-deuxième session, un rapport"
            " au plus tard le 31 décembre 2020.\n",
            ["decision", "request"],
            date(2020, 12, 31),
        ),
        (
            "La Conferencia,\n\nRecordando su resolución 4/2,\n\n1. Decide establecer un registro de las"
            " decisiones;\n\n2. Pide al Secretario General que informe a la Conferencia a más tardar el"
            " 30 de junio de 2021.\n",
            ["decision", "request"],
            date(2021, 6, 30),
        ),
        (
            "Генеральная Ассамблея,\n\nссылаясь на свою резолюцию,\n\n1. постановляет создать реестр;\n\n"
            "2. призывает государства-члены внести взносы не позднее 31 декабря 2020 года.\n",
            ["decision", "request"],
            date(2020, 12, 31),
        ),
        (
            "大会，\n\n回顾其第4/2号决议，\n\n1. 决定建立登记册；\n\n2. 吁请会员国于2020年12月31日前缴款。\n",
            ["decision", "request"],
            date(2020, 12, 31),
        ),
        (
            "إن الجمعية العامة،\n\nإذ تشير إلى قرارها،\n\n1 - تقرر إنشاء سجل؛\n\n"
            "2 - تطلب إلى الأمين العام أن يقدم تقريرا بحلول 31 كانون الأول/ديسمبر 2020.\n",
            ["decision", "request"],
            date(2020, 12, 31),
        ),
    ],
)
def test_resolutions_are_read_in_the_other_languages(text, kinds, last_due):
    items = items_of(text)
    assert [item.number for item in items] == ["1", "2"]
    assert [item.kind for item in items] == kinds
    assert items[-1].due[-1].date == last_due


def test_addressees_in_french_spanish_russian_and_arabic():
    def addressed(text):
        return names(items_of(f"1. Décide de rien.\n\n{text}")[-1].addressees)

    assert addressed(
        "La Conferencia,\n\n1. Decide actuar para los Estados y las partes;\n\n2. Pide al Secretario General que informe;\n"
    ) == ["Secretary-General of the United Nations"]
    assert addressed(
        "Le Conseil,\n\nLes membres et les États du Conseil,\n\n2. Invite les États Membres à verser une contribution.\n"
    ) == ["États Membres"]
    assert addressed(
        "Совет,\n\n2. просит Секретариат представить полный доклад о ходе работы Совета.\n"
    ) == ["Секретариат"]
    assert addressed("المجلس،\n\n2. يطلب إلى الأمين العام أن يقدم تقريرا شاملا إلى المجلس.\n") == [
        "الأمين العام"
    ]
