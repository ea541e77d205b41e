"""Acceptance: what a closed cycle issued is issued again as it was, after a thousand changes."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.utils import translation
from docx import Document as WordDocument

from quintet.core.models import Body, Organization, Person, Session
from quintet.core.public import keep_session
from quintet.followup import actions, queries
from quintet.followup.documents.formats import FORMATS
from quintet.followup.models import (
    Addressee,
    Item,
    ProgressEntry,
    QuestionAnswer,
    Response,
    SnapshotFile,
)
from quintet.followup.rules import Progress
from tests.conftest import AT, TODAY
from tests.followup.acts import answer as answered
from tests.followup.acts import claim, submit
from tests.followup.cycles import opened, reply
from tests.followup.issued import CLOSED_AT

pytestmark = pytest.mark.django_db
CHANGES = 1_000
AFTER = CLOSED_AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def in_english():
    """Whatever language a page was asked for in, before and after."""
    with translation.override("en"):
        yield


@pytest.fixture
def items(document, secretary, who, ilo, session):
    """Twenty items for WHO and ILO, due at a session of the body."""
    made = []
    for n in range(20):
        item = Item.objects.create(
            slug=f"ceb-2021-3-{n + 18}", document=document, kind="request", number=str(n + 18),
            title=f"Title {n}", text=f"Requested members to do {n}.", order=n, start=n, end=n + 1,
            confirmed_by=secretary, confirmed_at=AT, known_on=date(2021, 5, 31),
            published_on=date(2021, 5, 31),
        )  # fmt: skip
        for organization in (who, ilo):
            addressee = Addressee.objects.create(
                item=item, organization=organization, known_on=item.known_on
            )
            actions.move_deadline(
                addressee=addressee, session=session, reason="", by=secretary, at=AT
            )
        made.append(item)
    return made


@pytest.fixture
def issued(items, hlcm, who, secretary, focal, validator):
    """A cycle in which WHO answered half of what it was asked, and ILO nothing; closed."""
    cycle = opened(hlcm, secretary, as_at=TODAY, questions=["What stood in the way?"])
    for item in items[::2]:
        own = item.addressees.get(organization=who)
        answered(own, focal, validator, at=AT + timedelta(days=1), reason="We will.")
        claim(own, focal, validator, at=AT + timedelta(days=2), as_at=TODAY, proposes=False)
    said = reply(cycle, who, focal, "Time.", at=AT + timedelta(days=2))
    actions.review_question_answer(said=said, approve=True, by=validator, at=AT + timedelta(days=3))
    actions.close_cycle(cycle=cycle, by=secretary, at=CLOSED_AT)
    return cycle.snapshots.get()


def text_of(data):
    body = WordDocument(BytesIO(data)).element.body
    return ["".join(node.itertext("{*}t")) for node in body.iter("{*}p")]


def made(snapshot, language):
    """What the three forms are, made anew from what was frozen, as somebody does who asks first."""
    told = queries.frozen(snapshot, language=language)
    word, table, data = (FORMATS[form][1](told) for form in ("docx", "csv", "json"))
    return text_of(word), table, data


def kept(snapshot):
    found = {}
    for one in SnapshotFile.objects.filter(snapshot=snapshot).select_related("file"):
        with default_storage.open(one.file.path) as file:
            found[one.language, one.form] = file.read()
    return found


@dataclass
class Later:
    """What happens to a register afterwards, each time otherwise; every method is one change."""

    items: list[Item]
    addressees: list[Addressee]
    session: Session
    secretary: Person
    focal: Person
    validator: Person

    def answers(self, number, at):
        own = self.addressees[number % len(self.addressees)]
        said = own.responses.order_by("version").last()
        if said and said.record == "submitted":
            actions.review_response(response=said, approve=True, by=self.validator, at=at)
        else:
            submit(own, self.focal, at=at, reason=f"Answer {number}")

    def reports(self, number, at):
        own = self.addressees[number % len(self.addressees)]
        said = {"text": f"Word {number}", "status": [*Progress][number % 4], "proposes": False}
        claim(own, self.focal, self.validator, at=at, **said)

    def reports_of_an_earlier_day(self, number, at):
        """Of a day before the cycle's, which becomes known only now."""
        own = self.addressees[number % len(self.addressees)]
        day = TODAY - timedelta(days=5)
        claim(own, self.focal, self.validator, at=at, as_at=day, proposes=False)

    def corrects_a_title(self, number, at):
        self._item(number).update(title=f"Corrected {number}", text=f"Other words {number}")

    def tags(self, number, at):
        item = self.items[number % len(self.items)]
        actions.tag(item=item, codes=[str(number % 17 + 1)], by=self.secretary, at=at)

    def names_anew(self, number, at):
        for model in (Organization, Body):
            model.objects.update(names={"en": f"Name {number}", "ar": f"اسم {number}"})

    def rewrites(self, number, at):
        """What no action does, and a hand in the database can."""
        Person.objects.filter(pk=self.focal.pk).update(name=f"Somebody {number}")
        ProgressEntry.objects.filter(pk=number).update(text="Rewritten")
        Response.objects.filter(pk=number).update(reason="Rewritten")
        QuestionAnswer.objects.update(text="Rewritten")

    def archives(self, number, at):
        self._item(number // 100 * 2 + 1).update(archived_on=at.date())

    def _item(self, number):
        return Item.objects.filter(pk=self.items[number % len(self.items)].pk)

    def moves_the_session(self, number, at):
        day = date(2022, 1, 1) + timedelta(days=number)
        keep_session(
            body=self.session.body, number=self.session.number, starts_on=day, ends_on=day,
            by=self.secretary, at=at,
        )  # fmt: skip


def change(later):
    """A thousand changes, a few hours after one another; the session moves five times."""
    kinds = [
        getattr(later, name) for name in vars(Later) if name[0] != "_" and callable(getattr(Later, name))
    ]  # fmt: skip
    *often, rarely = kinds
    assert rarely == later.moves_the_session
    for number in range(CHANGES):
        at = AFTER + timedelta(hours=number)
        act = rarely if number % 200 == 0 else often[number % len(often)]
        archived = Item.objects.filter(pk=later.items[number % len(later.items)].pk, archived_on__isnull=False)  # fmt: skip
        if archived.exists():
            act = later.rewrites
        act(number, at)


def test_a_snapshot_is_issued_again_as_it_was_after_a_thousand_changes(
    issued, items, session, secretary, focal, validator, settings
):
    before = {language: made(issued, language) for language in ("en", "ar")}
    first = actions.issue(snapshot=issued, language="en", form="docx", at=CLOSED_AT)
    files = kept(issued)
    live = queries.report(
        queries.Filter(), as_at=TODAY, language="en", person=None, today=CLOSED_AT.date()
    )

    addressees = list(Addressee.objects.filter(organization__code="WHO").order_by("pk"))
    change(Later(items, addressees, session, secretary, focal, validator))

    late = AFTER.date() + timedelta(days=100)
    changed = queries.report(queries.Filter(), as_at=TODAY, language="en", person=None, today=late)
    assert changed.rows != live.rows  # the register itself has changed, even as at that day
    assert {language: made(issued, language) for language in ("en", "ar")} == before
    assert kept(issued) == files
    again = actions.issue(snapshot=issued, language="en", form="docx", at=AFTER)
    assert again.file_id == first.file_id
    text, table, data = before["en"]
    assert "Title 0" in text
    assert b"Title 0" in table
    assert b"Time." in data
