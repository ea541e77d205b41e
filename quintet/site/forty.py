"""Forty organizations answer the eighteen decisions of a session, each in the way that it has: on the
page, by Word, by Excel, by the API, or not at all; then the cycle is closed and its report issued.

Played by `bin/demo --full`. Pages and API are asked over HTTP, files are filled in as people fill
them in; what the report then says is checked against what was done.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import islice
from types import MappingProxyType
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import reverse
from docx import Document as WordDocument
from openpyxl import load_workbook

from quintet.core import public as core
from quintet.core.public import LANGUAGES, Body, Organization, Person, RoleCode
from quintet.followup import public as followup
from quintet.followup.public import Addressee, Answer, Filter, Progress, actions, tasks
from quintet.site.demonstration import PASSWORD, SAMPLES, Story, read_story

WAYS = {"page": 10, "docx": 10, "xlsx": 10, "api": 5, "silent": 5}
SECRETARY = "tariq.mansouri"
QUESTIONS = (
    "What stands most in the way of acting on these decisions?",
    "What should the Committee take up at its next session?",
)
_ANSWERS = (*(Answer.ACCEPTED,) * 6, Answer.PARTIALLY_ACCEPTED, Answer.PARTIALLY_ACCEPTED, Answer.NOT_ACCEPTED, Answer.UNDER_CONSIDERATION)  # fmt: skip
_STATUSES = (Progress.IN_PROGRESS, Progress.NOT_STARTED, Progress.IMPLEMENTED, Progress.CONTINUING)
_WHY = {
    Answer.ACCEPTED: "",
    Answer.PARTIALLY_ACCEPTED: "Headquarters can do this now; field offices follow next year.",
    Answer.NOT_ACCEPTED: "Our governing body has decided otherwise.",
    Answer.UNDER_CONSIDERATION: "",
}
ELSEWHERE = {"answer": "under_consideration", "reason": "We said so on the page."}
Said = dict[str, str]  # by field of a form; codes, dates by ISO 8601


@dataclass(slots=True)
class Member:
    """One of the forty: who speaks for it and who approves, and in what way it answers."""

    organization: Organization
    way: str
    language: str
    focal: Person
    officer: Person


class Forty:
    """The story; `expected` counts the answers that were given, to hold the report against."""

    def __init__(self, now: datetime, ways: Mapping[str, int] = MappingProxyType(WAYS)) -> None:
        self.now, self.ways = now, ways
        self.expected: Counter[str] = Counter()

    def play(self) -> Iterator[str]:
        core.load_reference(lists=core.reference_lists(), at=self.now - timedelta(days=90))
        Story(read_story(self.now.date())).people()
        self.secretary = Person.objects.get(username=SECRETARY)
        self.body = Body.objects.get(code="HLCM")
        self.members = list(self.join())
        yield f"{len(self.members)} organizations, each with a focal point and an officer"
        document = self.agree(self.now - timedelta(days=60))
        yield f"{document}: {document.items.count()} decisions, each addressed to all of them"
        self.cycle = actions.open_cycle(
            party=self.body,
            wanted=Filter(document=document.slug),
            as_at=self.day(-3),
            due_on=self.day(7),
            questions=QUESTIONS,
            by=self.secretary,
            at=self.now - timedelta(days=21),
        )
        yield f"cycle opened: {self.cycle.asks.count()} answers asked for"
        acts = {
            "page": self.on_page,
            "docx": self.by_file,
            "xlsx": self.by_file,
            "api": self.by_api,
        }
        for way, answer in acts.items():
            for member in self.by(way):
                with transaction.atomic():  # one wait for the disk
                    answer(member)
                    self.approve(member)
            yield f"answered by {way}: {self.ways[way]}"
        actions.close_cycle(cycle=self.cycle, by=self.secretary, at=self.now)
        yield from self.report()

    def by(self, way: str) -> list[Member]:
        return [member for member in self.members if member.way == way]

    def day(self, days: int) -> date:
        return (self.now + timedelta(days=days)).date()

    # Who they are, and what was agreed.

    def join(self) -> Iterator[Member]:
        turns = sorted(
            (turn / number, way) for way, number in self.ways.items() for turn in range(number)
        )
        apart = ("secretariat_department", "inter_agency_secretariat", "other")
        organizations = Organization.objects.exclude(kind__in=apart).order_by("code")
        password = make_password(PASSWORD)
        for place, (one, (_turn, way)) in enumerate(zip(organizations, turns, strict=False)):
            yield Member(
                organization=one,
                way=way,
                language=LANGUAGES[place % len(LANGUAGES)],
                focal=self.person(one, RoleCode.FOCAL_POINT, "focal", password),
                officer=self.person(one, RoleCode.VALIDATING_OFFICER, "officer", password),
            )

    def person(self, party: Organization, code: RoleCode, name: str, password: str) -> Person:
        """Somebody of the demonstration who holds the role today, or somebody new."""
        for known in core.people_in([code], party, self.now.date()):
            return known
        username = f"{name}.{party.code.lower()}"
        person = Person.objects.create(
            username=username,
            email=f"{username}@example.org",
            password=password,
            name=f"{party.code} {name}",
        )
        core.grant_role(
            person=person, code=code, party=party, starts_on=self.day(-90), ends_on=None, by=None,
            at=self.now - timedelta(days=90),
        )  # fmt: skip
        return person

    def agree(self, at: datetime) -> followup.Document:
        """The session's report is read in; every decision of it is addressed to all forty."""
        sample = SAMPLES / "committee-report.docx"
        document, _new = actions.upload(
            data=sample.read_bytes(), name=sample.name, party=self.body, by=self.secretary, at=at
        )
        tasks.read_document.func(document.pk)
        document.refresh_from_db()
        everybody = [
            {"text": one.organization.name, "party": f"organization:{one.organization.code}"}
            for one in self.members
        ]
        for candidate in document.candidates.all():
            actions.correct(
                candidate=candidate,
                changes={"addressees": everybody, "co_addressees": []},
                by=self.secretary,
                at=at,
            )
            actions.accept(candidate=candidate, by=self.secretary, at=at)
        actions.publish(document=document, by=self.secretary, at=at)
        return document

    # What each says.

    def said(self, member: Member, place: int) -> Said:
        """What a member says of the decision at a place, by the fields of a form."""
        turn = self.members.index(member) * 7 + place * 3
        answer = _ANSWERS[turn % len(_ANSWERS)]
        found = {"answer": str(answer), "reason": _WHY[answer]}
        if answer in (Answer.ACCEPTED, Answer.PARTIALLY_ACCEPTED):
            found |= {"plan": "A plan is with our senior management.", "responsible": "Management Services"}  # fmt: skip
            if place % 3 == 0:
                status = _STATUSES[turn % len(_STATUSES)]
                found |= {"status": str(status), "text": f"Where {member.organization.code} stands is told here.", "as_at": self.cycle.as_at.isoformat()}  # fmt: skip
        return found

    def owed(self, member: Member) -> list[Addressee]:
        mine = Addressee.objects.filter(asks__cycle=self.cycle, organization=member.organization)
        return list(mine.select_related("item").order_by("item__order"))

    def on_page(self, member: Member) -> None:
        visitor = _signed_in(member.focal)
        for place, addressee in enumerate(self.owed(member)):
            said = self.count(self.said(member, place))
            response, progress = _parts(said)
            _send(visitor, f"/en/answers/{addressee.uuid}/respond/", response)
            if progress:
                _send(visitor, f"/en/answers/{addressee.uuid}/progress/", progress)

    def by_api(self, member: Member) -> None:
        _token, secret = core.issue_token(person=member.focal, name="reporting", at=self.now)
        program = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {secret}"})
        for place, addressee in enumerate(self.owed(member)):
            response, progress = _parts(self.count(self.said(member, place)))
            told = {**response, "responsible": response.get("responsible", "").splitlines()}
            parts = {"responses": told} | ({"progress": progress} if progress else {})
            for part, sent in parts.items():
                answer = program.post(
                    f"/api/v1/addressees/{addressee.uuid}/{part}",
                    json.dumps(sent),
                    content_type="application/json",
                )
                _expect(answer, 201)

    def by_file(self, member: Member) -> None:
        """A form is made, filled in elsewhere, and brought back; meanwhile one of the first two of
        each kind has answered on the page as well."""
        at, place = self.now, self.by(member.way).index(member)
        form = actions.make_form(
            cycle=self.cycle, party=member.organization, language=member.language, by=self.secretary, at=at
        )  # fmt: skip
        _kind, write = followup.FORM_FORMATS[member.way]
        data = write(followup.form_of(form))
        rows = [row for row in form.rows.select_related("addressee__item") if row.addressee]
        told = {
            followup.reference(form.code, row.number): self.count(self.said(member, number))
            for number, row in enumerate(rows)
        }
        differ = (
            n for n in range(len(rows)) if self.said(member, n)["answer"] != ELSEWHERE["answer"]
        )
        twice = rows[next(differ)].addressee if place < 2 else None
        if twice:
            _send(
                _signed_in(member.focal),
                f"/en/answers/{twice.uuid}/respond/",
                ELSEWHERE,
            )
            self.approve(member)
        for row in form.rows.filter(question__isnull=False):
            told[followup.reference(form.code, row.number)] = {"reply": f"{member.organization.code} says: staff and money."}  # fmt: skip
        fill = fill_word if member.way == "docx" else fill_excel
        words = followup.form_words(member.language)
        brought = actions.take_return(
            data=fill(data, words, told), name=f"form.{member.way}", by=member.focal, at=at
        )
        if twice:
            self.decide(brought.new[0], member, keep=place == 0)

    def decide(self, returned: Any, member: Member, *, keep: bool) -> None:
        """The two sides differ: the focal point keeps the register's words, or takes the file's."""
        row = returned.rows.get(state="conflict")
        choice = followup.Choice.REGISTER if keep else followup.Choice.FILE
        actions.decide_conflict(row=row, choice=choice, by=member.focal, at=self.now)
        if keep:
            self.expected[row.told["file"]["answer"]] -= 1
            self.expected[ELSEWHERE["answer"]] += 1

    def count(self, said: Said) -> Said:
        self.expected[said["answer"]] += 1
        return said

    def approve(self, member: Member) -> None:
        """The officer approves what the focal point has submitted, as the page for it does."""
        officer = _signed_in(member.officer)
        while waiting := self.waiting(member.officer):
            for kind, pk in waiting:
                _send(officer, f"/en/{kind}/{pk}/review/", {"approve": "1"})

    def waiting(self, officer: Person) -> list[tuple[str, int]]:
        needs = followup.needs(officer, today=self.now.date())
        found = [
            ("responses" if isinstance(one, followup.Response) else "progress", one.pk)
            for one in needs.to_review
        ]
        return found + [("questions", one.pk) for one in needs.questions]

    # What came of it.

    def report(self) -> Iterator[str]:
        """Hold the frozen report against what was done, and issue it twice."""
        snapshot = self.cycle.snapshots.get()
        told = followup.frozen(snapshot, language="en")
        found = Counter(row.response for row in told.rows)
        silent = self.ways["silent"] * self.cycle.asks.values("addressee__item").distinct().count()
        expected = +self.expected + Counter({"awaiting": silent})
        if found != expected:
            raise AssertionError(f"The report says {dict(found)}; what was done: {dict(expected)}.")
        yield f"cycle closed; the report says what was done: {told.lede}"
        for form in ("docx", "csv", "json"):
            first, again = (
                actions.issue(snapshot=snapshot, language="en", form=form, at=self.now).file_id
                for _time in range(2)
            )
            if first != again:
                raise AssertionError(f"The report issued again as {form} is another one.")
            yield f"issued as {form}: SHA-256 {first}"


def _parts(said: Said) -> tuple[Said, Said]:
    """What goes into a response, and what into a progress entry."""
    progress = {name: told for name, told in said.items() if name in followup.PARTS["progress"]}
    return {name: told for name, told in said.items() if name not in progress}, progress


def _signed_in(person: Person) -> Client:
    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(person)
    return visitor


def _send(visitor: Client, path: str, fields: Mapping[str, str]) -> None:
    """Fill in a page's form, and be led on: not back to the door."""
    answer = visitor.post(path, fields)
    _expect(answer, 302)
    if answer["Location"].startswith(reverse("account_login")):
        raise AssertionError(f"{path}: nobody is signed in")


def _expect(answer: Any, status: int) -> None:
    if answer.status_code != status:
        raise AssertionError(f"{answer.request['PATH_INFO']}: {answer.status_code}, not {status}")


def fill_word(data: bytes, words: Any, told: Mapping[str, Said]) -> bytes:
    """Fill in a Word form as somebody at a desk does: cell by cell, words chosen from the list."""
    document = WordDocument(BytesIO(data))
    for table in document.tables:
        heads = [cell.text.strip() for cell in table.rows[0].cells]
        for row in islice(table.rows, 1, None):
            cells = row.cells
            for place, words_said in _shown(words, heads, told.get(cells[0].text.strip(), {})):
                cells[place].text = words_said
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def fill_excel(data: bytes, words: Any, told: Mapping[str, Said]) -> bytes:
    """Fill in an Excel form in the same way."""
    workbook = load_workbook(BytesIO(data))
    for sheet in workbook:
        heads: list[str] = []
        for row in sheet.iter_rows():
            first = str(row[0].value or "").strip()
            if first == words.reference:
                heads = [str(cell.value or "").strip() for cell in row]
            for place, words_said in _shown(words, heads, told.get(first, {})):
                row[place].value = words_said
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _shown(words: Any, heads: list[str], said: Said) -> Iterator[tuple[int, str]]:
    """Where in a row each thing said is written, in the form's own words."""
    choices = {"answer": words.answers, "status": words.statuses}
    for name, value in said.items():
        if words.heads[name] in heads:
            yield heads.index(words.heads[name]), choices.get(name, {}).get(value, value)
