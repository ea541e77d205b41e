"""A document comes in, is read, described, published; items are tagged and archived."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from quintet.core.models import Notice, Role
from quintet.core.public import NotAllowed
from quintet.followup import actions
from quintet.followup.intake import candidate as found
from quintet.followup.intake.document import Block, Unreadable
from quintet.followup.intake.document import Document as Read
from quintet.followup.models import Document, File, Item, Tag
from quintet.followup.rules import Reading
from tests.conftest import AT, TODAY
from tests.followup.acts import last_payload, told

pytestmark = pytest.mark.django_db

DATA = b"1. Requested members to report."


def upload(party, by, data=DATA, name="Report 2021.txt"):
    return actions.upload(data=data, name=name, party=party, by=by, at=AT)


def reading(**more):
    """What intake reads of DATA."""
    text = DATA.decode()
    told_by = {
        "document": Read(text, (Block("paragraph", text[3:], 3, len(text), number="1"),), "text/plain"),
        "title": "Report of the session",
        "symbol": "CEB/2021/5",
        "date": date(2021, 10, 1),
        "session": 41,
        "items": (
            found.Candidate(
                "request", "1", "1", text[3:], 3, len(text),
                acts=(found.Act("Requested", text[3:], 3, len(text)),),
                addressees=(
                    found.Addressee("members", found.Party("body", "HLCM", "HLCM", members=True)),
                    found.Addressee("somebody"),
                ),
                due=(found.Due("by May", date(2022, 5, 31)), found.Due("soon")),
            ),
        ),
        "unread": (found.Unread("2", "No verb", 3, 9),),
    }  # fmt: skip
    return found.Reading(**told_by | more)


@pytest.fixture
def uploaded(hlcm, secretary):
    return upload(hlcm, secretary)[0]


@pytest.fixture
def session_41(session):
    return session


# --- upload


def test_a_file_comes_in_for_a_body_and_waits_to_be_read(hlcm, secretary):
    document, new = upload(hlcm, secretary)
    assert new
    assert (document.reading, document.body, document.organization) == (
        Reading.WAITING,
        hlcm,
        hlcm.organization,
    )
    assert (document.slug, document.name) == ("report-2021", "Report 2021.txt")
    assert told() == [("CEB", "followup.uploaded")]


def test_the_same_file_again_says_so_and_changes_nothing(hlcm, secretary):
    document, _new = upload(hlcm, secretary)
    again, new = upload(hlcm, secretary, name="other.txt")
    assert (again, new) == (document, False)
    assert Document.objects.count() == len(told()) == 1


def test_an_organizations_evaluation_has_no_body(who, member):
    Role.objects.create(person=member, code="evaluation_officer", organization=who, starts_on=TODAY)
    document, _new = upload(who, member)
    assert (document.organization, document.body) == (who, None)
    assert told() == [("WHO", "followup.uploaded")]


@pytest.mark.parametrize(
    ("name", "kept", "slug"),
    [
        ("C:\\Users\\me\\Report.docx", "Report.docx", "report"),
        ("../../etc/passwd", "passwd", "passwd"),
        ("عربي.pdf", "عربي.pdf", "document"),
        ("", "document", "document"),
        ("x" * 300 + ".txt", "x" * 251 + ".txt", "x" * 74),
    ],
)
def test_a_files_name_is_only_a_name(name, kept, slug, hlcm, secretary):
    document, _new = upload(hlcm, secretary, name=name)
    assert (document.name, document.slug) == (kept, slug)


def test_two_documents_of_one_name_have_two_addresses(hlcm, secretary):
    slugs = [upload(hlcm, secretary, data=bytes([65 + n]))[0].slug for n in range(3)]
    assert slugs == ["report-2021", "report-2021-2", "report-2021-3"]


def test_nobody_uploads_for_others_and_nothing_empty_comes_in(hlcm, ceb, secretary, focal):
    for party, somebody in ((hlcm, focal), (ceb, secretary)):
        with pytest.raises(PermissionDenied):
            upload(party, somebody)
    with pytest.raises(NotAllowed, match="empty"):
        upload(hlcm, secretary, data=b"")
    assert told() == []
    assert not File.objects.exists()


# --- reading


def test_what_was_read_is_kept_once(uploaded, session_41, secretary):
    for _time in range(2):
        document = actions.keep_reading(document=uploaded, reading=reading(), by=None, at=AT)
    assert (document.reading, document.title, document.symbol) == (
        Reading.READ,
        "Report of the session",
        "CEB/2021/5",
    )
    assert (document.slug, document.session, document.dated_on) == (
        "ceb-2021-5",
        session_41,
        date(2021, 10, 1),
    )
    [paragraph] = document.paragraphs.all()
    assert (paragraph.number, document.text[paragraph.start : paragraph.end]) == (
        "1",
        "Requested members to report.",
    )
    [candidate] = document.candidates.all()
    assert candidate.found["addressees"] == [
        {"text": "members", "party": "body:HLCM", "members": True},
        {"text": "somebody", "party": "", "members": False},
    ]
    assert candidate.found["due"] == [
        {"text": "by May", "date": "2022-05-31", "session": ""},
        {"text": "soon", "date": None, "session": ""},
    ]
    assert document.unread == [
        {"paragraph": "2", "why": "No verb", "start": 3, "end": 9, "left": False}
    ]
    assert told() == [("CEB", "followup.uploaded"), ("CEB", "followup.read")]
    assert last_payload() == {"was": "report-2021", "items": 1, "unread": 1}


def test_a_document_without_symbol_and_title_keeps_its_address(uploaded):
    bare = reading(title="", symbol="", date=None, session=None)
    assert actions.keep_reading(document=uploaded, reading=bare, by=None, at=AT).slug == (
        "report-2021"
    )


def test_a_session_that_is_not_known_stays_empty(uploaded, session_41):
    document = actions.keep_reading(document=uploaded, reading=reading(session=7), by=None, at=AT)
    assert document.session is None


def test_a_file_that_cannot_be_read_says_why_and_can_be_read_later(uploaded):
    actions.refuse_reading(document=uploaded, why=Unreadable("It is encrypted."))
    uploaded.refresh_from_db()
    assert (uploaded.reading, uploaded.failure) == (Reading.UNREADABLE, "It is encrypted.")
    read = actions.keep_reading(document=uploaded, reading=reading(), by=None, at=AT)
    assert (read.reading, read.failure) == (Reading.READ, "")
    actions.refuse_reading(document=read, why=Unreadable("Too late"))
    read.refresh_from_db()
    assert read.reading == Reading.READ


# --- describing


def describe(document, by, **more):
    facts = {"title": "T", "symbol": "S/1", "dated_on": TODAY, "session": None, "language": "en"}
    return actions.describe(document=document, by=by, at=AT, **facts | more)


def test_the_secretariat_corrects_what_stands_on_the_cover(document, secretary, focal, session):
    describe(document, secretary, session=session)
    assert last_payload()["session"] == 41
    describe(document, secretary, dated_on=None)
    document.refresh_from_db()
    assert (document.title, document.dated_on, document.session) == ("T", None, None)
    with pytest.raises(PermissionDenied):
        describe(document, focal, title="Mine")
    assert told() == [("CEB", "followup.described")] * 2


# --- publishing


def test_publishing_shows_all_new_items_and_tells_the_addressees(
    document, item, addressee, other_addressee, secretary, focal, other_focal
):
    Item.objects.update(published_on=None)
    assert actions.publish(document=document, by=secretary, at=AT) == 1
    item.refresh_from_db()
    document.refresh_from_db()
    assert item.published_on == document.published_on == TODAY
    assert told() == [("CEB", "followup.published")]
    assert set(Notice.objects.values_list("person__username", "subject")) == {
        ("focal", "Addressed to you: CEB/2021/3"),
        ("other_focal", "Addressed to you: CEB/2021/3"),
    }
    with pytest.raises(NotAllowed, match="nothing new to publish"):
        actions.publish(document=document, by=secretary, at=AT)
    assert len(told()) == 1


def test_what_is_published_later_keeps_the_documents_first_day(document, item, secretary):
    Item.objects.update(published_on=None)
    actions.publish(document=document, by=secretary, at=AT)
    Item.objects.create(
        slug="later", document=document, kind="request", number="19", text="t", start=0, end=1,
        confirmed_by=secretary, confirmed_at=AT, known_on=TODAY,
    )  # fmt: skip
    later = AT + timedelta(days=3)
    assert actions.publish(document=document, by=secretary, at=later) == 1
    document.refresh_from_db()
    assert document.published_on == TODAY
    assert Item.objects.get(slug="later").published_on == later.date()


def test_only_the_secretariat_publishes_and_what_is_archived_stays_so(
    document, item, secretary, focal, verifier
):
    Item.objects.update(published_on=None, archived_on=TODAY)
    for somebody in (focal, verifier):
        with pytest.raises(PermissionDenied):
            actions.publish(document=document, by=somebody, at=AT)
    with pytest.raises(NotAllowed, match="nothing new"):
        actions.publish(document=document, by=secretary, at=AT)
    assert told() == []


# --- archiving and tagging


def test_an_item_is_archived_once_with_a_reason(item, secretary, focal):
    stale = Item.objects.get(pk=item.pk)
    with pytest.raises(NotAllowed, match="why it is archived"):
        actions.archive(item=item, reason=" ", by=secretary, at=AT)
    with pytest.raises(PermissionDenied):
        actions.archive(item=item, reason="Twice entered", by=focal, at=AT)
    assert actions.archive(item=item, reason="Twice", by=secretary, at=AT).archived_on == TODAY
    with pytest.raises(NotAllowed, match="archived already"):
        actions.archive(item=stale, reason="Again", by=secretary, at=AT + timedelta(days=1))
    stale.refresh_from_db()
    assert stale.archived_on == TODAY
    assert told() == [("CEB", "followup.archived")]


def test_goals_and_targets_are_known_codes_each_once(item, secretary, focal):
    actions.tag(item=item, codes=["3", "3.4", "3"], by=secretary, at=AT)
    assert list(item.tags.values_list("code", flat=True)) == ["3", "3.4"]
    with pytest.raises(NotAllowed, match=r"^No such Goal or target: 18, x$"):
        actions.tag(item=item, codes=["1", "18", "x"], by=secretary, at=AT)
    with pytest.raises(PermissionDenied):
        actions.tag(item=item, codes=["1"], by=focal, at=AT)
    assert Tag.objects.count() == 2
    actions.tag(item=item, codes=[], by=secretary, at=AT)
    assert not Tag.objects.exists()
    assert told() == [("CEB", "followup.tagged")] * 2
