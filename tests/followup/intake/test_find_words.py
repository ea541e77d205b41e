"""The small finders: deadlines, dates, sessions, ordinals, symbols, verbs, answers, languages."""

from datetime import date

import pytest

from quintet.followup.intake.dates import date_at, dates_in
from quintet.followup.intake.deadlines import deadline_in_cell, find_deadlines
from quintet.followup.intake.language import language_of
from quintet.followup.intake.numerals import chinese_number, ordinal
from quintet.followup.intake.sessions import held_in, sessions_in
from quintet.followup.intake.symbols import find_symbols
from quintet.followup.intake.verbs import operative_at
from quintet.followup.intake.vocabulary import field_at, response_of, roles_of_head, status_of


def deadlines(text):
    return [(due.text, due.date) for due in find_deadlines(text)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 30 March 2018", date(2018, 3, 30)),
        ("by end February 2018", date(2018, 2, 28)),
        ("by the end of 2019", date(2019, 12, 31)),
        ("by February 2020", date(2020, 2, 29)),
        ("no later than 1 June 2020", date(2020, 6, 1)),
        ("by the first quarter of 2020", date(2020, 3, 31)),
        ("by Q3 2019", date(2019, 9, 30)),
        ("before the second half of 2020", date(2020, 12, 31)),
        ("by mid-2019", date(2019, 6, 30)),
        ("by mid-May 2019", date(2019, 5, 15)),
        ("by early 2019", None),
        ("to be launched in 2019", date(2019, 12, 31)),
        ("completion expected May 2019", date(2019, 5, 31)),
        ("within six months", None),
        ("within 30 working days", None),
        ("as soon as possible", None),
        ("d'ici au 31 décembre 2020", date(2020, 12, 31)),
        ("au plus tard le 1er juin 2020", date(2020, 6, 1)),
        ("a más tardar el 31 de diciembre de 2018", date(2018, 12, 31)),
        ("antes de finales de 2018", date(2018, 12, 31)),
        ("не позднее 31 декабря 2018", date(2018, 12, 31)),
        ("2019年12月底前", date(2019, 12, 31)),
        ("بحلول 31 كانون الأول/ديسمبر 2018", date(2018, 12, 31)),
    ],
)
def test_deadlines_in_prose(text, day):
    assert deadlines(f"X {text}.") == [(text, day)]


@pytest.mark.parametrize(
    "text",
    [
        "It was completed by March 2018.",
        "The plan has been shared by 2018.",
        "The plan was shown in May 2018.",
        "the work plan, approved by HLCM at its fortieth session",
        "as at 31 December 2018",
        "see document by 2018/12",
        "by the 2030 Agenda",
    ],
)
def test_what_lies_behind_is_no_deadline(text):
    assert deadlines(text) in ([], [("by the 2030", date(2030, 12, 31))])


def test_a_plan_that_will_be_carried_out_is_a_deadline_though_it_was_made():
    assert deadlines("The plan that was made will be carried out by May 2019.") == [
        ("by May 2019", date(2019, 5, 31))
    ]


def test_each_deadline_stands_once_and_in_order():
    assert [
        words for words, _ in deadlines("by 2021 and by 2020, by 2021, at its 9th session")
    ] == [
        "by 2021",
        "by 2020",
        "9th session",
    ]


def test_a_cell_of_a_due_date_column_may_hold_bare_dates_and_words():
    assert [
        (due.text, due.date)
        for due in deadline_in_cell("31 March 2019\nend of 2020\n-\nOngoing\nby 2021")
    ] == [
        ("31 March 2019", date(2019, 3, 31)),
        ("end of 2020", date(2020, 12, 31)),
        ("Ongoing", None),
        ("by 2021", date(2021, 12, 31)),
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("11-12 October 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("30 March–2 April 2021", date(2021, 3, 30), date(2021, 4, 2)),
        ("28 December 2020 to 2 January 2021", date(2020, 12, 28), date(2021, 1, 2)),
        ("October 11-12, 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("11 et 12 octobre 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("11 y 12 de octubre de 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("11–12 октября 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("2021年10月11日至12日", date(2021, 10, 11), date(2021, 10, 12)),
        ("11-12 تشرين الأول/أكتوبر 2021", date(2021, 10, 11), date(2021, 10, 12)),
        ("31/12/2018", date(2018, 12, 31), date(2018, 12, 31)),
        ("31.12.2018", date(2018, 12, 31), date(2018, 12, 31)),
        ("2018-11-30", date(2018, 11, 30), date(2018, 11, 30)),
        ("Sept. 2019", date(2019, 9, 1), date(2019, 9, 30)),
    ],
)
def test_dates_as_documents_write_them(text, first, last):
    (found,) = dates_in(f"({text})")
    assert (found.first, found.last) == (first, last)
    assert f"({text})"[found.start : found.end] == text


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2018",
        "45 May 2019",
        "2018/12",
        "1 May",
        "Q7 2019",
        "fourth half of 2020",
        "2019-13-01",
    ],
)
def test_what_is_no_certain_date_is_none(text):
    found = date_at(text, 0)
    assert found is None or (found.last - found.first).days > 300


def test_ordinals_from_one_to_ninety_nine():
    for words, value in [
        ("first", 1), ("forty second", 42), ("ninety ninth", 99), ("twelfth", 12), ("42nd", 42),
        ("quarante deuxième", 42), ("soixante et onzième", 71), ("quatre vingt dix neuvième", 99),
        ("cuadragésimo segundo", 42), ("quincuagésima primera", 51), ("decimotercer", 13),
        ("сорок второй", 42), ("третьей", 3), ("الثانية والأربعين", 42),
    ]:  # fmt: skip
        assert ordinal(words.split()) == value
    assert ordinal(["often"]) is None
    assert ordinal(["2nd2"]) is None
    assert [chinese_number(text) for text in ("四十二", "十", "二十", "七", "42", "廿", "二廿十", "二十廿")] == [
        42, 10, 20, 7, 42, None, None, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "number", "words"),
    [
        (
            "at the Committee's forty-second session in Fall 2021",
            42,
            "forty-second session in Fall 2021",
        ),
        ("at its 42nd HLCM session", 42, "42nd HLCM session"),
        ("the forty‑second regular session", 42, "forty‑second regular session"),
        ("at its next annual session", None, "next annual session"),
        ("à sa quarante-deuxième session", 42, "quarante-deuxième session"),
        (
            "en su cuadragésimo segundo período de sesiones",
            42,
            "cuadragésimo segundo período de sesiones",
        ),
        ("на своей сорок второй сессии", 42, "сорок второй сессии"),
        ("在第四十二届会议上", 42, "第四十二届会议"),
        ("在下届会议上", None, "下届会议"),
        ("في دورتها الثانية والأربعين", 42, "دورتها الثانية والأربعين"),
    ],
)
def test_sessions_by_number_in_six_languages(text, number, words):
    (found,) = sessions_in(text)
    assert (found.number, text[found.start : found.end]) == (number, words)


def test_a_session_without_number_is_none():
    assert list(sessions_in("The session. A closed session, in Arabic الدورة فقط")) == []


@pytest.mark.parametrize(
    "text",
    [
        "The forty-second session will be held on 11-12 October 2021, in Rome.",
        "42nd session, 11–12 October 2021",
        "The Committee held its forty-second session virtually on 11-12 October 2021.",
    ],
)
def test_a_document_tells_when_a_session_is_held(text):
    assert [(held.number, held.first) for held in held_in(text)] == [(42, date(2021, 10, 11))]


@pytest.mark.parametrize(
    "text",
    [
        "At its forty-second session the plan was shown. The office moved on 11-12 October 2021.",
        "The forty-second session asked for a report by 12 October 2021 at the latest.",
        "On 11-12 October 2021 the forty-second session",
        "x" * 4000 + "42nd session, 11–12 October 2021",
    ],
)
def test_other_dates_near_a_session_are_not_its_days(text):
    assert held_in(text) == []


def test_symbols_in_all_their_forms():
    text = (
        "A/RES/75/1, CEB/2021/HLCM/6/Add.2/Rev.1. See A/80/6 (Sect. 3)/Add.1 and S/RES/2753 (2024);"
        " EXCOM/CONCLU/98, Informal Document 2018/12, resolution 72/266, decision 2002/19,"
        " resolution 1325 (2000), résolution 5/2; A/RES/75/1 again."
    )
    assert find_symbols(text) == (
        "A/RES/75/1",
        "CEB/2021/HLCM/6/Add.2/Rev.1",
        "A/80/6 (Sect. 3)/Add.1",
        "S/RES/2753 (2024)",
        "EXCOM/CONCLU/98",
        "Informal Document 2018/12",
        "resolution 72/266",
        "decision 2002/19",
        "resolution 1325 (2000)",
        "résolution 5/2",
    )


def test_other_slashes_are_no_symbols():
    assert (
        find_symbols(
            "HIV/AIDS and/or UN/CEFACT, 30 Mar/2 Apr, https://x.org/A/80/6, N/A, decision 3"
        )
        == ()
    )


@pytest.mark.parametrize(
    ("text", "verb", "kind", "form"),
    [
        ("Provisionally approved the plan", "Provisionally approved", "decision", "past"),
        ("Took note of it", "Took note", "decision", "past"),
        ("Once again urges all", "Once again urges", "request", "present"),
        ("Committed its support", "Committed", "commitment", "past"),
        ("“Deferred the item", "Deferred", "decision", "past"),
        ("A pris note du rapport", "A pris", "decision", "past"),
        ("Toma nota del informe", "Toma nota", "decision", "present"),
        ("вновь подтверждает свою", "вновь подтверждает", "decision", "present"),
        ("تطلب إلى الأمين", "تطلب", "request", "present"),
        ("还请秘书长", "还请", "request", "present"),
        ("Reaffirming the", "Reaffirming", "decision", "participle"),
    ],
)
def test_operative_verbs(text, verb, kind, form):
    found = operative_at(text)
    assert (found.verb, found.kind, found.form) == (verb, kind, form)


@pytest.mark.parametrize(
    "text",
    [
        "Requests for data",
        "Notes 1–3",
        "The Committee",
        "Took part in",
        "",
        "  ",
        "2021",
        "秘书长请",
        "Also very truly really",
        "Also further strongly again urges",
    ],
)
def test_other_words_are_no_operative_verbs(text):
    assert operative_at(text) is None


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("UNECE accepts the recommendation as it agrees.", "accepted"),
        ("UNECE partially accepts this.", "partially_accepted"),
        ("Accepted in part", "partially_accepted"),
        ("The office does not accept it.", "not_accepted"),
        ("Disagree", "not_accepted"),
        ("Thanks are due. We concur.", "accepted"),
        ("Under consideration", None),
        ("Not relevant", None),
        ("Noted.", None),
        ("", None),
    ],
)
def test_answers(text, response):
    assert response_of(text) == response


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("(completed and ongoing)", "implemented"),
        ("Ongoing, to be completed by 2020", "in_progress"),
        ("Not yet started", "not_started"),
        ("Partially implemented", "in_progress"),
        ("Closed: overtaken by events", "closed"),
        ("Nothing of the kind", None),
    ],
)
def test_statuses(text, status):
    assert status_of(text) == status


def test_heads_of_columns():
    assert roles_of_head("Date of implementation/comments") == {"due", "comments"}
    assert roles_of_head("Brief description of the recommendation") == {"recommendation"}
    assert roles_of_head("Text of the audit recommendation made") == {"recommendation"}
    assert roles_of_head("Total expenditure") == frozenset()
    assert roles_of_head("#") == {"number"}
    assert roles_of_head("") == roles_of_head("recommendation " * 20) == frozenset()


def test_labels_of_values():
    assert field_at("Management response: Yes").role == "response"
    assert field_at("Recommendation 3: x").number == "3"
    for text in (
        "Recommendation 1 was accepted",
        "Recommendations:",
        "Status 3: x",
        "Note: x",
        "x",
        "",
    ):
        assert field_at(text) is None


def test_languages_are_told_by_script_or_small_words():
    assert [
        language_of(text)
        for text in (
            "the end of the day", "la fin de la journée dans les rues et sur le pont", "el fin de los días y de las noches",
            "конец дня", "نهاية اليوم", "一天的结束", "x",
        )
    ] == ["en", "fr", "es", "ru", "ar", "zh", ""]  # fmt: skip
