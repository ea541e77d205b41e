"""The demonstration's story: the samples are read in, confirmed, answered, reported on, verified.

It is played by the same actions as the pages use, by the people of `samples/demonstration.json`, in
the order of its days; so it keeps every rule, and its journals verify.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from quintet.core import public as core
from quintet.core.public import Body, Organization, Person, Post, RoleCode
from quintet.followup.public import (
    Addressee,
    Answer,
    Candidate,
    Document,
    Part,
    Progress,
    Proof,
    Verdict,
    actions,
    party,
    tasks,
)
from quintet.site.figures import Figures

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PASSWORD = "quintet-demonstration"  # noqa: S105  of every one-click account
Told = dict[str, Any]
_FROM_TODAY = re.compile(r'"today([+-]\d+)"')


@dataclass(slots=True)
class Event:
    """One act of the story: its day, its place among the acts of that day, and what is done."""

    on: date
    rank: int
    do: Callable[[datetime], Any]


@dataclass(slots=True)
class Story:
    """Plays the story once; `done` says what was read, for the one who started it."""

    told: Told
    events: list[Event] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    cycles: dict[str, Any] = field(default_factory=dict)  # by the day on which each was opened

    def play(self) -> None:
        self.people()
        for told in self.told["documents"]:
            self.document(told)
        for told in self.told.get("cycles", []):
            self._at(_day(told["opened_on"]), 1, partial(self.open_cycle, told))
            if "closed_on" in told:
                self._at(_day(told["closed_on"]), 10, partial(self.close_cycle, told))
        figures = Figures(self.told["figures"])
        for act in figures.acts():
            self._at(*act)
        for event in sorted(self.events, key=lambda event: (event.on, event.rank)):
            event.do(datetime.combine(event.on, time(9, min(event.rank, 59)), UTC))
        self.done += figures.done

    def people(self) -> None:
        password = make_password(PASSWORD)  # once: it is meant to be slow
        for told in self.told["people"]:
            person = Person.objects.create(
                username=told["username"],
                email=told["email"],
                password=password,
                name=told["name"],
                language=told["language"],
            )
            for role in told["roles"]:
                starts_on = _day(role["from"])
                core.grant_role(
                    person=person,
                    code=RoleCode(role["role"]),
                    party=_party_of(role),
                    starts_on=starts_on,
                    ends_on=_day(role["until"]) if role["until"] else None,
                    by=None,
                    at=datetime.combine(starts_on, time(8), UTC),
                )

    def document(self, told: Told) -> None:
        """Upload, read, correct what the story corrects, confirm; publish on its day."""
        keeper, on = Person.objects.get(username=told["by"]), _day(told["on"])
        at = datetime.combine(on, time(8), UTC)
        path = SAMPLES / told["file"]
        issuer = party(told["party"])
        if isinstance(issuer, Post):
            raise LookupError(f"{path.name}: a post issues no document.")
        document, _new = actions.upload(
            data=path.read_bytes(), name=path.name, party=issuer, by=keeper, at=at
        )
        tasks.read_document.func(document.pk)
        document.refresh_from_db()
        items = self.told["items"][told["key"]]
        candidates = list(document.candidates.all())
        for candidate in candidates:
            self.confirm(candidate, items.get(candidate.found["number"], {}), keeper, at)
        for name in items.keys() - {candidate.found["number"] for candidate in candidates}:
            raise LookupError(f"{path.name}: the story speaks of {name}, which was not found.")
        self._at(
            _day(told["published_on"]),
            0,
            lambda now: actions.publish(document=document, by=keeper, at=now),
        )
        self.done.append(
            f"{path.name}: {len(candidates)} found and confirmed, {len(document.unread)} to look at"
        )

    def confirm(self, candidate: Candidate, told: Told, keeper: Person, at: datetime) -> None:
        if told.get("title"):
            actions.correct(candidate=candidate, changes={"title": told["title"]}, by=keeper, at=at)
        item = actions.accept(candidate=candidate, by=keeper, at=at)
        if told.get("sdg") or told.get("places"):
            bears = {"codes": told.get("sdg", []), "places": told.get("places", [])}
            actions.tag(item=item, **bears, by=keeper, at=at)
        for one in told.get("addressees", []):
            who = party(one["party"])
            where = {type(who).__name__.lower(): who}
            addressee = item.addressees.filter(**where).first() or actions.assign(
                item=item, party=who, part=Part(one["role"]), by=keeper, at=at
            )
            self.addressee(addressee, one, item.document)

    def addressee(self, addressee: Addressee, told: Told, document: Document) -> None:
        """Put all that the story tells of an addressee on its days."""
        for answer in filter(lambda one: "answer" in one, [told, *told.get("revised", [])]):
            self._at(_day(answer["answered_on"]), 2, partial(self.answer, addressee, answer))
        for step in told.get("milestones", []):
            self._at(_day(told["answered_on"]), 4, partial(self.milestone, addressee, step))
        for entry in told.get("progress", []):
            self._at(_day(entry["on"]), 6, partial(self.progress, addressee, entry))
        for moved in told.get("deadlines", []):
            self._at(_day(moved["on"]), 5, partial(self.deadline, addressee, moved))
        for verdict in told.get("verifications", []):
            verifier = _verifier(document)
            self._at(_day(verdict["on"]), 9, partial(self.verdict, addressee, verdict, verifier))

    def answer(self, addressee: Addressee, told: Told, at: datetime) -> None:
        focal, officer = _acting(addressee, at.date())
        said = actions.submit_response(
            addressee=addressee,
            answer=Answer(told["answer"]),
            reason=told["reason"],
            plan=told["plan"],
            due_on=_day(told["due"]) if told["due"] else None,
            by=focal,
            at=at,
        )
        if "returned" in told:
            actions.review_response(
                response=said, approve=False, reason=told["returned"]["reason"], by=officer, at=at
            )
        elif told.get("approved_on", told["answered_on"]):
            actions.review_response(response=said, approve=True, by=officer, at=at)

    def milestone(self, addressee: Addressee, told: Told, at: datetime) -> None:
        focal, _officer = _acting(addressee, at.date())
        step = actions.add_milestone(
            addressee=addressee, text=told["text"], due_on=_day(told["due"]), by=focal, at=at
        )
        if met := told.get("met_on"):
            later = datetime.combine(max(_day(met), at.date()), time(12), UTC)
            focal, _officer = _acting(addressee, later.date())
            actions.meet_milestone(milestone=step, met_on=_day(met), by=focal, at=later)

    def progress(self, addressee: Addressee, told: Told, at: datetime) -> None:
        focal, officer = _acting(addressee, at.date())
        entry = actions.submit_progress(
            addressee=addressee,
            as_at=_day(told["as_at"]),
            text=told["text"],
            status=Progress(told["status"]),
            proposes=told.get("proposes", False),
            evidence=[Proof(**proof) for proof in told.get("evidence", [])],
            by=focal,
            at=at,
        )
        if told.get("approved_on", told["on"]):
            actions.review_progress(entry=entry, approve=True, by=officer, at=at)

    def deadline(self, addressee: Addressee, told: Told, at: datetime) -> None:
        focal, _officer = _acting(addressee, at.date())
        actions.move_deadline(
            addressee=addressee, due_on=_day(told["due"]), reason=told["reason"], by=focal, at=at
        )

    def verdict(self, addressee: Addressee, told: Told, verifier: Person, at: datetime) -> None:
        actions.verify(
            addressee=addressee,
            verdict=Verdict(told["outcome"]),
            reason=told["reason"],
            by=verifier,
            at=at,
        )

    def open_cycle(self, told: Told, at: datetime) -> None:
        self.cycles[told["opened_on"]] = actions.open_cycle(
            party=Body.objects.get(code=told["body"]),
            as_at=_day(told["as_at"]),
            due_on=_day(told["due_on"]),
            by=Person.objects.get(username=told["by"]),
            at=at,
        )

    def close_cycle(self, told: Told, at: datetime) -> None:
        keeper = Person.objects.get(username=told["by"])
        actions.close_cycle(cycle=self.cycles[told["opened_on"]], by=keeper, at=at)

    def _at(self, on: date, rank: int, do: Callable[[datetime], Any]) -> None:
        self.events.append(Event(on, rank, do))


def accounts() -> list[dict[str, str]]:
    """The people of the story that one can step in as, one per role, with that role in words."""
    found = []
    for told in read_story(timezone.now().date())["accounts"]:
        roles = core.Role.objects.filter(person__username=told["username"], code=told["role"])
        role = roles.select_related("person", "organization", "body").first()
        if role:
            words = f"{role.get_code_display()}, {role.party.name}"
            found.append({"username": told["username"], "name": role.person.name, "role": words})
    return found


def read_story(today: date) -> Told:
    """The story, whose last days are told from today ("today-20"), so that something is going on."""
    told = (SAMPLES / "demonstration.json").read_text(encoding="utf-8")
    return json.loads(_FROM_TODAY.sub(lambda day: f'"{today + timedelta(int(day[1]))}"', told))


def play(today: date) -> Iterator[str]:
    """Fill an empty database with the reference lists and the story; tell what was done."""
    counts = core.load_reference(
        lists=core.reference_lists(), at=datetime(2017, 1, 1, 8, tzinfo=UTC)
    )
    yield "reference lists: " + ", ".join(f"{number} {name}" for name, number in counts.items())
    story = Story(read_story(today))
    story.play()
    yield from story.done


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _party_of(role: Told) -> Organization | Body:
    if role.get("body"):
        return Body.objects.get(code=role["body"])
    return Organization.objects.get(code=role["organization"])


def _acting(addressee: Addressee, on: date) -> tuple[Person, Person]:
    """The focal point of an addressee on a day, and an officer who is somebody else."""
    owner = addressee.owner
    officers = (RoleCode.VALIDATING_OFFICER, RoleCode.PRINCIPAL)
    for focal in core.people_in([RoleCode.FOCAL_POINT], owner, on):
        for officer in core.people_in(officers, owner, on):
            if officer != focal:
                return focal, officer
    raise LookupError(f"The story has nobody who acts for {owner.code} on {on}.")


def _verifier(document: Document) -> Person:
    party = document.body or document.organization
    return party.roles.select_related("person").get(code=RoleCode.VERIFIER).person
