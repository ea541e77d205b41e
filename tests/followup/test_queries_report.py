"""The report: rows, notes, honest denominators, headings, filters; a constant number of queries."""

from datetime import date, timedelta

import pytest

from quintet.core.models import Post
from quintet.core.public import LANGUAGES, NotAllowed
from quintet.followup import actions, labels, queries
from quintet.followup.models import Addressee, Deadline, Item, Tag
from quintet.followup.queries import Filter
from quintet.followup.rules import Answer, Part, Progress, Verdict
from tests.conftest import AT, TODAY
from tests.followup.acts import DUE, answer, claim

pytestmark = pytest.mark.django_db


def report(wanted=None, *, as_at=TODAY, language="en", person=None, today=TODAY):
    return queries.report(
        wanted or Filter(), as_at=as_at, language=language, person=person, today=today
    )


def test_a_row_tells_all_that_is_known_of_one_addressee(
    addressee, other_addressee, item, hlcm, focal, validator, verifier
):
    Post.objects.create(code="CHAIR", names={"en": "Chair"}, body=hlcm)
    Addressee.objects.filter(pk=other_addressee.pk).update(part=Part.WITH)
    Item.objects.update(status_text="(completed and ongoing)")
    answer(
        addressee, focal, validator, answer=Answer.PARTIALLY_ACCEPTED, reason="In part",
        plan="A review", responsible=["OES", "PMU"], due_on=DUE,
    )  # fmt: skip
    claim(
        addressee, focal, validator, status=Progress.CONTINUING,
        evidence=[actions.Proof("a", url="https://example.org/a"), actions.Proof("b.txt", data=b"b")],
    )  # fmt: skip
    claim(
        addressee, focal, validator, text="Earlier", as_at=TODAY - timedelta(days=9), proposes=False
    )
    actions.verify(addressee=addressee, verdict=Verdict.IMPLEMENTED, reason="", by=verifier, at=AT)

    first, second = report().rows
    assert (first.addressee, first.addressee_code) == ("WHO in full", "WHO")
    assert first.co_addressees == ("ILO in full",)
    assert (first.number, first.paragraph, first.source) == ("18", "18", "CEB/2021/3")
    assert first.responsible == ("OES", "PMU")
    assert (first.response, first.response_label) == ("partially_accepted", "Partially accepted")
    assert first.response_text == "In part\nA review"
    assert (first.claimed, first.claimed_label) == ("continuing", "Implemented, continuing")
    assert (first.verified, first.verified_label) == ("implemented", "Verified as implemented")
    assert first.status_text == "(completed and ongoing)"
    assert (first.due_on, first.due_label, first.late_label) == (DUE, "31 December 2021", "")
    assert [(note.date, note.text) for note in first.notes] == [
        ("11 October 2021", "Done."),
        ("2 October 2021", "Earlier"),
    ]
    assert first.notes[0].evidence == ("https://example.org/a", "b.txt")
    assert (second.addressee_code, second.co_addressees) == ("ILO", ())


def test_silence_is_shown_as_silence(item, addressee):
    [row] = report().rows
    assert (row.response, row.response_label) == ("awaiting", "No answer")
    assert (row.claimed, row.claimed_label) == ("", str(labels.NO_WORD))
    assert (row.verified, row.verified_label, row.due_label) == ("", "", "")
    assert (row.response_text, row.responsible, row.notes) == ("", (), ())


def test_an_item_that_addresses_nobody_known_is_a_row_and_asks_no_answer(item):
    Item.objects.update(addressee_text="all concerned")
    told = report()
    [row] = told.rows
    assert (row.addressee, row.addressee_code) == ("all concerned", "")
    assert [(count.code, count.count, count.of) for count in told.counts] == [
        ("awaiting", 0, 0),
        ("verified", 0, 0),
        ("claimed", 0, 0),
    ]
    assert report(Filter(answer="awaiting")).rows == ()


def test_a_reason_that_was_not_printed_is_not_invented(addressee, secretary):
    addressee.responses.create(
        version=1, record="approved", answer="not_accepted", reason="—", by=secretary, at=AT,
        known_on=TODAY,
    )  # fmt: skip
    assert report().rows[0].response_text == ""


@pytest.mark.parametrize(
    ("due_in", "label"),
    [(1, ""), (0, ""), (-1, "overdue by 1 day"), (-12, "overdue by 12 days")],
)
def test_what_is_late_says_by_how_many_days(due_in, label, addressee, focal):
    due_on = TODAY + timedelta(days=due_in)
    actions.move_deadline(addressee=addressee, due_on=due_on, reason="", by=focal, at=AT)
    assert report().rows[0].late_label == label


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("at its forty-second session", "31 December 2021 (at its forty-second session)"),
        ("by December 2021", "31 December 2021"),
        ("", "31 December 2021"),
    ],
)
def test_a_deadline_keeps_the_words_that_its_date_does_not_tell(text, label, addressee, secretary):
    Deadline.objects.create(
        addressee=addressee, due_on=DUE, text=text, by=secretary, at=AT, known_on=TODAY
    )
    Deadline.objects.create(  # words without a date move nothing
        addressee=addressee, text="soon", by=secretary, at=AT, known_on=TODAY
    )
    assert report().rows[0].due_label == label


def test_each_count_has_its_own_whole(
    addressee, other_addressee, item, ceb, hlcm, focal, validator, verifier, other_focal,
    other_validator,
):  # fmt: skip
    Addressee.objects.create(item=item, body=hlcm, known_on=item.known_on)
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    answer(other_addressee, other_focal, other_validator, answer=Answer.NOT_ACCEPTED, reason="No")
    told = report()
    counts = {count.code: (count.count, count.of) for count in told.counts}
    assert counts == {
        "accepted": (1, 3),
        "not_accepted": (1, 3),
        "awaiting": (1, 3),
        "verified": (0, 1),
        "claimed": (1, 1),
    }
    assert {c.of_label for c in told.counts if c.code in ("verified", "claimed")} == {
        "of what was accepted in whole or in part"
    }
    assert told.lede


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_is_issued_in_each_language(language, item, addressee):
    told = report(language=language)
    assert told.words.language == language
    assert told.words.rtl is (language == "ar")
    assert told.words.digits == ("٠١٢٣٤٥٦٧٨٩" if language == "ar" else "0123456789")
    assert "{names}" in told.words.coordination
    assert "{page}" in told.words.page
    assert told.rows[0].addressee == {
        "fr": "WHO en entier",
        "ar": "WHO بالعربية",
    }.get(language, "WHO in full")


@pytest.mark.parametrize(
    ("wanted", "heading", "subtitle"),
    [
        ({}, "All bodies and documents", ""),
        ({"body": "HLCM"}, "Management committee", ""),
        ({"body": "HLCM", "session": "41"}, "Management committee", "Session 41"),
        (
            {"document": "ceb-2021-3"},
            "Report of the committee at its forty-first session",
            "CEB/2021/3",
        ),
        ({"party": "organization:who"}, "WHO in full", ""),
        ({"kind": "request", "goal": "3", "q": "risk"}, "All bodies and documents",
         "Request · Goal 3 · “risk”"),
        ({"answer": "accepted", "implementation": "claimed", "due": "overdue"},
         "All bodies and documents", "Accepted · Claimed as implemented · Overdue"),
    ],
)  # fmt: skip
def test_a_report_says_what_it_is_about(wanted, heading, subtitle, item, who):
    told = report(Filter(**wanted))
    assert (told.heading, told.subtitle) == (heading, subtitle)


def test_a_document_without_title_and_symbol_is_called_by_its_file(item, document):
    document.title = document.symbol = ""
    document.save()
    told = report(Filter(document="ceb-2021-3"))
    assert (told.heading, told.subtitle) == ("report.txt", "")


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"body": "NONE"}, r"^There is no body NONE\.$"),
        ({"document": "none"}, r"^There is no document none\.$"),
        ({"party": "organization:NONE"}, "no known organization, body or post"),
        ({"party": "nonsense"}, "no known organization, body or post"),
    ],
)
def test_a_report_about_nothing_known_is_refused(wanted, sentence, item):
    with pytest.raises(NotAllowed, match=sentence):
        report(Filter(**wanted))


@pytest.mark.parametrize(
    ("wanted", "codes"),
    [
        ({}, ["WHO", "ILO"]),
        ({"party": "organization:WHO"}, ["WHO"]),
        ({"answer": "accepted"}, ["WHO"]),
        ({"answer": "awaiting"}, ["ILO"]),
        ({"implementation": "claimed"}, ["WHO"]),
        ({"implementation": "no_word"}, ["ILO"]),
        ({"implementation": "closed"}, []),
        ({"due": "overdue"}, ["ILO"]),
        ({"due": "long_overdue"}, ["ILO"]),
        ({"due": "due_soon"}, []),
        ({"due": "none"}, ["WHO"]),
        ({"due": "nonsense"}, []),
        ({"answer": "nonsense"}, []),
        ({"implementation": "nonsense"}, []),
        ({"party": "organization:WHO", "due": "overdue"}, []),
        ({"goal": "3", "q": "risks", "kind": "request"}, ["WHO", "ILO"]),
    ],
)
def test_a_report_is_narrowed_as_the_register_is(
    wanted, codes, addressee, other_addressee, focal, validator, other_focal, item
):
    Tag.objects.create(item=item, code="3.4")
    answer(addressee, focal, validator)
    claim(addressee, focal, validator)
    actions.move_deadline(
        addressee=other_addressee, due_on=TODAY - timedelta(days=400), reason="", by=other_focal, at=AT
    )  # fmt: skip
    assert [row.addressee_code for row in report(Filter(**wanted)).rows] == codes
    addressees = Addressee.objects.filter(
        item__in=queries.register(Filter(**wanted), person=None, today=TODAY)
    )
    assert bool(codes) is addressees.exists()


def test_rows_come_in_the_documents_order_or_by_their_next_deadline(
    item, document, secretary, who, ilo, focal
):
    for number, due_in in (("19", 30), ("20", 10), ("21", None)):
        one = Item.objects.create(
            slug=number, document=document, kind="request", number=number, text="t", start=0, end=1,
            order=int(number), confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
            published_on=TODAY,
        )  # fmt: skip
        due_on = TODAY + timedelta(days=due_in) if due_in else None
        actions.assign(item=one, party=who, due_on=due_on, by=secretary, at=AT)
        actions.assign(item=one, party=ilo, by=secretary, at=AT)
    item.delete()
    assert [r.number for r in report().rows] == ["19", "19", "20", "20", "21", "21"]
    assert [r.number for r in report(Filter(sort="due")).rows] == [
        "20",
        "20",
        "19",
        "19",
        "21",
        "21",
    ]
    assert {r.number for r in report(Filter(sort="newest")).rows} == {"19", "20", "21"}


def test_the_next_deadline_is_that_of_what_is_still_open(
    item, addressee, other_addressee, focal, other_focal, verifier
):
    for one, by, days in ((addressee, focal, 5), (other_addressee, other_focal, 50)):
        actions.move_deadline(
            addressee=one, due_on=TODAY + timedelta(days=days), reason="", by=by, at=AT
        )
    actions.verify(
        addressee=addressee, verdict=Verdict.OVERTAKEN, reason="By events", by=verifier, at=AT
    )
    assert [row.addressee_code for row in report(Filter(sort="due")).rows] == ["WHO", "ILO"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_report_is_a_constant_number_of_queries(
    rows, document, secretary, who, ilo, focal, validator, django_assert_num_queries
):
    for number in range(rows):
        one = Item.objects.create(
            slug=str(number), document=document, kind="request", number=str(number), text="t",
            start=0, end=1, confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
            published_on=TODAY,
        )  # fmt: skip
        made = actions.assign(item=one, party=who, due_on=DUE, by=secretary, at=AT)
        actions.assign(item=one, party=ilo, by=secretary, at=AT)
        answer(made, focal, validator)
        claim(made, focal, validator, evidence=[actions.Proof("x", url="https://example.org")])
    with django_assert_num_queries(10):
        assert len(report().rows) == 2 * rows


def test_the_public_reads_a_report_of_what_is_published(item, addressee, secretary):
    Item.objects.update(published_on=None)
    assert report().rows == ()
    assert len(report(person=secretary).rows) == 1
    assert report(as_at=date(2021, 5, 30), person=secretary).rows == ()
