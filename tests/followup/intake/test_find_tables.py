"""Recommendations in tables: heads in any order and language, rows broken and cells shifted."""

from datetime import date

import pytest

from quintet.followup.intake.read import find
from quintet.followup.intake.readers.html import read_html
from tests.followup.intake.known import KNOWN, items_of, names, reading_of

BROKEN = """Status of implementation of the recommendations

**Review of joint work**

**Progress report as at 31 December 2018**

#	Recommendation	Management response	Responsibility	Date of implementation/comments
1	<b>Work as one</b>	<p><b>The office accepts the recommendation.</b></p> <p>A plan follows.</p>	OES	<p>A plan was shown in May 2018 (EXCOM/CONCLU/98).</p>
2	<b>Plan &amp; budget together</b>	<p><b>The office partially accepts this recommendation.</b></p> <p>Much is done already,</p>	Planning Unit (budget)	<p>By resolution 72/266 the budget is annual, and its teams</p>

	<p>which shows in meetings. The rest follows.</p>	<p>SDGU (other issues)</p>	<p>meet in each of the areas.</p>
<p><b>3 Share what is known</b></p>	<p><b>The office accepts the recommendation</b> and will talk about it by end February 2018.</p>	<p>OES (CdC)</p>	<p>This has been completed. The site will move (completion expected May 2019).</p>

			Guidance was put on the site, too.
4	<p><b>Use the bodies that exist</b></p>	<p><b>The office accepts the recommendation.</b></p> <p>Meetings will go on.</p>	<p>OES (CdC)</p> <p>PMU</p> <p>Every meeting since then has dealt with it, and a strategy is to be launched in 2019.</p>
5	<p><b>Link the secretaries</b></p>	<p><b>The office partially accepts the recommendation</b> and will link them, to serve the subsidiary</p>	<p>OES (CdC)</p> <p>In 2018, means went elsewhere, and the secretaries of sectoral</p>

	<p>bodies. It will not serve the bureaux, by February 2018.</p>		<p>Committees, contribute. Templates are there.</p> <p>(completed and ongoing).</p>
<p><b>6 Favour work across</b></p>	<p><b>The office does not accept the recommendation</b>, while noting it.</p>	<p>OES (CdC)</p>	<p>Talks go on (as of Dec 2018).</p>
--	--	------------------	---
"""


@pytest.fixture(scope="module")
def reading():
    return reading_of(BROKEN)


def test_shifted_and_broken_rows_come_out_as_whole_recommendations(reading):
    assert [(item.number, item.title, item.response) for item in reading.items] == [
        ("1", "Work as one", "accepted"),
        ("2", "Plan & budget together", "partially_accepted"),
        ("3", "Share what is known", "accepted"),
        ("4", "Use the bodies that exist", "accepted"),
        ("5", "Link the secretaries", "partially_accepted"),
        ("6", "Favour work across", "not_accepted"),
    ]
    assert reading.unread == ()
    assert {item.kind for item in reading.items} == {"recommendation"}


def test_responsibility_stays_apart_from_comments_though_cells_are_shifted(reading):
    assert [item.responsible for item in reading.items] == [
        ("OES",),
        ("Planning Unit (budget)", "SDGU (other issues)"),
        ("OES (CdC)",),
        ("OES (CdC)", "PMU"),
        ("OES (CdC)",),
        ("OES (CdC)",),
    ]
    assert reading.items[3].comments.startswith("Every meeting since")


def test_a_sentence_goes_on_over_the_table_break(reading):
    second, third, fifth = reading.items[1], reading.items[2], reading.items[4]
    assert "Much is done already, which shows in meetings." in second.response_text
    assert "its teams meet in each" in second.comments
    assert third.comments.endswith("Guidance was put on the site, too.")
    assert "subsidiary bodies. It will" in fifth.response_text


def test_dates_that_prose_promises_are_deadlines(reading):
    assert [(due.text, due.date) for due in reading.items[2].due] == [
        ("by end February 2018", date(2018, 2, 28)),
        ("completion expected May 2019", date(2019, 5, 31)),
    ]
    assert [due.date for due in reading.items[3].due] == [date(2019, 12, 31)]
    assert [due.date for due in reading.items[0].due] == []


def test_a_status_in_the_last_line_is_kept_as_written(reading):
    fifth = reading.items[4]
    assert (fifth.status_text, fifth.status) == ("(completed and ongoing)", "implemented")
    assert {item.status for item in reading.items} == {None, "implemented"}


def test_symbols_are_those_that_the_row_cites(reading):
    assert reading.items[0].symbols == ("EXCOM/CONCLU/98",)
    assert reading.items[1].symbols == ("resolution 72/266",)


def test_an_item_spans_all_its_cells(reading):
    for item in reading.items:
        shown = reading.document.text[item.start : item.end]
        for words in (item.text, item.response_text.split("\n")[0][:30], item.comments[-20:]):
            assert words in shown


def test_the_document_tells_its_title_and_date(reading):
    assert reading.title == "Status of implementation of the recommendations: Review of joint work"
    assert reading.date == date(2018, 12, 31)
    assert (reading.symbol, reading.body, reading.session) == ("", None, None)


def test_columns_may_stand_in_any_order_with_status_and_priority():
    items = items_of(
        "| Status | Priority | Recommendation | Responsible office | Target date | No. |\n|---|---|---|---|---|---|\n"
        "| Implemented | High | UNDP should publish every contract. | Procurement Unit, OES | 31 March 2020 | 1 |\n"
        "| Under implementation | Low | UNDP should train its buyers | PMU | Q4 2020 | 2 |\n"
        "| | | in all country offices. | | | |\n"
        "| Overtaken by events | Low | UNICEF should close the fund. | ISU | early 2021 | 3 |\n"
        "| Not implemented | Low | WHO should reply in writing. | ISU | end of 2021 | 4 |\n"
    )
    assert [(item.number, item.status_text, item.status) for item in items] == [
        ("1", "Implemented", "implemented"),
        ("2", "Under implementation", "in_progress"),
        ("3", "Overtaken by events", "closed"),
        ("4", "Not implemented", "not_started"),
    ]
    assert items[1].text == "UNDP should train its buyers in all country offices."
    assert items[0].responsible == ("Procurement Unit", "OES")
    assert [item.due[0].date for item in items] == [
        date(2020, 3, 31),
        date(2020, 12, 31),
        None,
        date(2021, 12, 31),
    ]
    assert [names(item.addressees) for item in items][2:] == [
        ["United Nations Children's Fund"],
        ["World Health Organization"],
    ]
    assert {item.response for item in items} == {None}


def test_two_columns_without_status_cite_their_paragraph_and_source():
    items = items_of(
        "| Brief description of the recommendation | Action taken |\n|---|---|\n"
        "| Advisory Committee A/79/7 | |\n"
        "| The Advisory Committee trusts that vacancies will be reported (para. 12). | See section II. |\n"
        "| Review the register of assets (paras. 14 and 15). | The register has been reviewed. |\n"
        "| Board of Auditors A/78/5 (Vol. I) | |\n"
        "| Keep a list of trust funds, and publish it once a year | It is kept |\n"
        "| with all balances (para. 33). | and published. |\n"
    )
    assert [(item.paragraph, item.symbols) for item in items] == [
        ("12", ("A/79/7",)),
        ("14 and 15", ("A/79/7",)),
        ("33", ("A/78/5 (Vol. I)",)),
    ]
    assert items[0].acts[0].verb == "trusts"
    assert items[2].text.startswith(
        "Keep a list of trust funds, and publish it once a year with all"
    )
    assert {(item.response, item.status, item.status_text) for item in items} == {(None, None, "")}


def test_a_boards_decision_table_yields_requests():
    items = items_of(
        "DECISION\tCATEGORY\tREQUESTS\tDUE DATE\tRESPONSIBLE PARTIES\tPROGRESS AND FOLLOW UP ACTIONS\tSTATUS\n"
        "2020/1\tFunding\tRequests UNDP to report on the dialogues\tSecond regular session 2020\tBERA\tHeld.\tCompleted and ongoing\n"
        "2020/4\tEvaluation\tRequests the Administrator to show the plan\tJune 2021\tIEO; BPPS\tBegun.\tOngoing\n"
    )
    assert [(item.kind, item.number, item.status) for item in items] == [
        ("request", "2020/1", "implemented"),
        ("request", "2020/4", "in_progress"),
    ]
    assert items[0].acts[0].verb == "Requests"
    assert items[0].due[0].text == "Second regular session 2020"
    assert items[1].responsible == ("IEO", "BPPS")


def test_crosses_under_the_statuses_of_an_audit_annex_are_read_in_two_rows_of_heads():
    items = items_of(
        "| No. | Report reference | Recommendation of the Board | Administration's response | Board's assessment | Status after verification | | | |\n"
        "|---|---|---|---|---|---|---|---|---|\n"
        "| | | | | | Implemented | Under implementation | Not implemented | Overtaken by events |\n"
        "| 1 | A/75/5 (Vol. I), chap. II, para. 44 | Keep a register of all promises. | It is being built. | Noted. | | X | | |\n"
        "| 2 | A/75/5 (Vol. I), chap. II, para. 51 | Close the dormant funds at last. | All were closed. | Verified. | X | | | |\n"
    )
    assert [(item.number, item.paragraph, item.status_text, item.status) for item in items] == [
        ("1", "44", "Under implementation", "in_progress"),
        ("2", "51", "Implemented", "implemented"),
    ]
    assert items[0].symbols == ("A/75/5 (Vol. I)",)
    assert items[1].response_text == "All were closed."


def test_crosses_under_the_answers_are_read_as_answers():
    items = items_of(
        "| No. | Recommendation | Fully accepted | Partially accepted | Not accepted | Comments |\n|---|---|---|---|---|---|\n"
        "| 1 | Keep a register of promises. | x | | | Yes, we will keep one. |\n"
        "| 2 | Close the dormant funds now. | | | x | They are needed for the time being. |\n"
    )
    assert [(item.response, item.response_text) for item in items] == [
        ("accepted", "Fully accepted"),
        ("not_accepted", "Not accepted"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "| No | Recommandation | Réponse de l’administration | Entité responsable | Échéance | État d’application |\n"
        "|---|---|---|---|---|---|\n"
        "| 1 | Le Secrétariat devrait tenir un registre. | Acceptée | Greffe | 31 décembre 2020 | En cours |\n"
        "| 2 | Le PNUD devrait partager ses listes. | Acceptée en partie | RH | mars 2021 | Appliquée |\n"
        "| 3 | Fermer les fonds dormants. | Non acceptée | Finances | | Non commencée |\n",
        "| N.º | Recomendación | Respuesta de la administración | Responsable | Plazo | Estado de la aplicación |\n"
        "|---|---|---|---|---|---|\n"
        "| 1 | La Secretaría debería llevar un registro. | Aceptada | Oficina | 31 de diciembre de 2020 | En curso |\n"
        "| 2 | El PNUD debería compartir listas. | Aceptada parcialmente | RRHH | | Aplicada |\n"
        "| 3 | Cerrar los fondos inactivos. | No aceptada | Finanzas | | No iniciada |\n",
        "| № п/п | Рекомендация | Ответ руководства | Ответственный | Срок | Состояние выполнения |\n"
        "|---|---|---|---|---|---|\n"
        "| 1 | Секретариату следует вести реестр. | принята | ОУП | 31 декабря 2020 года | в процессе выполнения |\n"
        "| 2 | Следует обмениваться списками. | принята частично | ОЛР | | выполнена |\n"
        "| 3 | Закрыть неактивные фонды. | не принята | ОФ | | не начато |\n",
        "| الرقم | التوصية | رد الإدارة | المسؤولية | الموعد المحدد | حالة التنفيذ |\n|---|---|---|---|---|---|\n"
        "| 1 | ينبغي للأمانة أن تنشئ سجلا مشتركا. | مقبولة | المكتب | 31 كانون الأول/ديسمبر 2020 | قيد التنفيذ |\n"
        "| 2 | ينبغي تحديث القوائم بانتظام. | مقبولة جزئياً | قسم الموارد | | منفَّذة |\n"
        "| 3 | ينبغي إغلاق الصناديق فورا. | غير مقبولة | قسم المالية | | لم يبدأ |\n",
        "| 序号 | 建议 | 管理层的答复 | 责任方 | 到期日 | 执行情况 |\n|---|---|---|---|---|---|\n"
        "| 1 | 秘书处应建立共同登记册。 | 已接受 | 管理司 | 2020年12月31日 | 执行中 |\n"
        "| 2 | 各组织应共享名册并定期更新。 | 部分接受 | 人力司 | | 已执行 |\n"
        "| 3 | 应尽快关闭休眠基金。 | 未接受 | 财务司 | | 未开始 |\n",
    ],
    ids=["fr", "es", "ru", "ar", "zh"],
)
def test_heads_answers_and_statuses_are_known_in_every_language(table):
    items = items_of(table)
    assert [(item.number, item.response, item.status) for item in items] == [
        ("1", "accepted", "in_progress"),
        ("2", "partially_accepted", "implemented"),
        ("3", "not_accepted", "not_started"),
    ]
    assert items[0].due[0].date == date(2020, 12, 31)
    assert all(item.responsible for item in items)


def test_a_table_goes_on_behind_a_page_head_with_its_own_head_repeated_or_not():
    items = items_of(
        "| # | Recommendation | Management response | Responsibility | Comments |\n|---|---|---|---|---|\n"
        "| 1 | Set up a common calendar | The office accepts the recommendation. It will be drawn up in the | OES | Drafted in |\n"
        "\nECE/EX/2019/7\n\n12\n\n"
        "| | | spring, and kept by 30 June 2020. | PMU | winter. |\n"
        "| # | Recommendation | Management response | Responsibility | Comments |\n"
        "| 2. | Share rosters | The office does not accept the recommendation. | ISU | Completed. All was said. |\n"
        "\n## Abbreviations\n\n| OES | Office of the Executive Secretary |\n|---|---|\n| ISU | Systems Unit |\n"
    )
    assert [(item.number, item.responsible) for item in items] == [
        ("1", ("OES", "PMU")),
        ("2", ("ISU",)),
    ]
    assert "drawn up in the spring, and kept" in items[0].response_text
    assert items[0].comments == "Drafted in winter."
    assert (items[1].status_text, items[1].status) == ("Completed", "implemented")


def test_merged_cells_groups_and_heads_in_two_rows_of_an_html_table():
    items = find(
        read_html(
            "<table><tr><th rowspan=2>No.</th><th rowspan=2>Recommendation</th>"
            "<th colspan=2>Management response</th><th rowspan=2>Status</th></tr>"
            "<tr><td>Accepted?</td><td>Comments</td></tr>"
            "<tr><td rowspan=2>1</td><td rowspan=2>Keep a register of promises.</td><td>Yes</td>"
            "<td>It will be kept by May 2020.</td><td>Ongoing</td></tr>"
            "<tr><td></td><td>A first version is there.</td><td></td></tr>"
            "<tr><td colspan=5>B. Staff</td></tr>"
            "<tr><td colspan=2>2 Train all members of staff.</td><td>Partially</td><td>Only new staff.</td><td>Closed</td></tr>"
            "</table>"
        ),
        KNOWN,
    ).items
    assert [(i.number, i.text, i.response, i.status) for i in items] == [
        ("1", "Keep a register of promises.", "accepted", "in_progress"),
        ("2", "Train all members of staff.", "partially_accepted", "closed"),
    ]
    assert items[0].comments == "It will be kept by May 2020.\nA first version is there."


def test_a_row_that_belongs_to_no_recommendation_is_shown():
    reading = reading_of(
        "| No. | Recommendation | Comments |\n|---|---|---|\n"
        "| | | This sentence stands before every recommendation of the table. |\n"
        "| 1 | Publish the list of partners. | Done with. |\n"
    )
    assert [item.number for item in reading.items] == ["1"]
    assert ["could be tied to none" in left.why for left in reading.unread] == [True]


def test_a_row_with_a_number_and_no_words_is_shown():
    reading = reading_of(
        "| No. | Recommendation | Recommendations | Status |\n|---|---|---|---|\n"
        "| 1 | Publish the list of partners. | once a year | Done |\n| 2 | | | Ongoing |\n"
    )
    assert [(item.number, item.text) for item in reading.items] == [
        ("1", "Publish the list of partners.")
    ]
    assert [(left.paragraph, "no words" in left.why) for left in reading.unread] == [("2", True)]


def test_tables_that_hold_no_recommendations_yield_nothing():
    assert (
        items_of(
            "| Title | Document symbol | Action requested |\n|---|---|---|\n| Provisional agenda | CEB/2021/1 | For adoption |\n\n"
            "| Organization | Participant |\n|---|---|\n| UNDP | A. Person |\n\n"
            "| Recommendation | Status |\n|---|---|\n| 12 | 3 |\n"
        )
        == ()
    )


def test_a_second_table_of_recommendations_begins_anew():
    items = items_of(
        "| No. | Recommendation | Status |\n|---|---|---|\n| 1 | Publish the first list. | Done |\n\n## Part two\n\n"
        "| Recommendation | Status |\n|---|---|\n| Publish the second list. | Ongoing |\n"
    )
    assert [(item.number, item.status) for item in items] == [
        ("1", "implemented"),
        ("", "in_progress"),
    ]
