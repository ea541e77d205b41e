"""Fills an installation with a system's register, by chance but always the same.

Run by the benchmarks: python benchmarks/system.py FIRST ITEMS [ADDRESSEES]
Items have three addressees, of whom only is known where they stand; unless told ADDRESSEES: then
they have so many, with all that they said.
"""

import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import installation  # noqa: F401  puts the project on the path

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ADDRESSEES = 3  # of each item
DOCUMENT = 200  # items of each document
BATCH = 2_000
VERBS = ("Requested", "Recommended", "Decided", "Invited", "Noted", "Endorsed")
ANSWERS = ("awaiting",) * 3 + ("accepted",) * 6 + ("partially_accepted", "not_accepted")
CLAIMS = ("",) * 3 + ("not_started", "in_progress", "in_progress", "implemented")
PERSON, PASSWORD = "focal", "only for benchmarks"


# Made-up words, each as frequent as its rank has it (Zipf), as in a language.
WORDS = [f"w{rank:04}" for rank in range(1, 5_001)]
FREQUENT = list(accumulate(1 / rank for rank in range(1, 5_001)))


def words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS, cum_weights=FREQUENT, k=count))


def fill(first: int, number: int, spoken: int = 0) -> None:
    from django.db import connection, transaction

    from quintet.core.models import Body, Organization, Person

    with transaction.atomic():
        if not Organization.objects.exists():
            parties()
        author = Person.objects.get(username=PERSON)
        bodies = list(Body.objects.select_related("organization").order_by("pk")[:20])
        organizations = list(Organization.objects.order_by("pk"))
        for start in range(first, first + number, DOCUMENT):
            chance = random.Random(start)
            body = bodies[start // DOCUMENT % len(bodies)]
            items = document(start, min(DOCUMENT, first + number - start), body, author, chance)
            addressees = address(items, organizations, spoken or ADDRESSEES, chance)
            if spoken:
                speak(addressees, author, chance)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # as its own daemon does within a minute
            cursor.execute("ANALYZE")


def parties() -> None:
    """The reference lists, and a focal point of WHO."""
    from quintet.core import actions, queries
    from quintet.core.models import Organization, Person
    from quintet.core.rules import RoleCode

    actions.load_reference(lists=queries.reference_lists(), at=AT)
    actions.grant_role(
        person=Person.objects.create_user(PERSON, "focal@example.org", PASSWORD, name="A. Focal"),
        code=RoleCode.FOCAL_POINT,
        party=Organization.objects.get(code="WHO"),
        starts_on=date(2020, 1, 1),
        ends_on=None,
        by=None,
        at=AT,
    )


def document(start: int, number: int, body, author, chance: random.Random) -> list:
    """A report of a session of the body, with its items."""
    from quintet.core.models import Session
    from quintet.followup.models import Clause, Document, File, Item, Tag

    made = start // DOCUMENT
    dated_on = date(2016, 1, 1) + timedelta(days=made * 7 % 3_500)
    session, _new = Session.objects.get_or_create(body=body, number=made // 20 + 100)
    report = Document.objects.create(
        slug=f"report-{start}",
        file=File.objects.create(sha256=f"{start:064}", size=1, media_type="text/plain"),
        name=f"report-{start}.txt",
        title=f"Report {made}",
        symbol=f"R/{dated_on.year}/{made}",
        dated_on=dated_on,
        organization=body.organization,
        body=body,
        session=session,
        reading="read",
        text=words(chance, 4_000),
        uploaded_by=author,
        uploaded_at=AT,
        published_on=dated_on,
    )
    items = Item.objects.bulk_create(
        (
            Item(
                slug=f"item-{start + place}",
                document=report,
                kind=chance.choice(("recommendation", "decision", "request")),
                number=str(place + 1),
                paragraph=str(place + 10),
                order=place,
                title=words(chance, 6) if place % 2 else "",
                text=f"{chance.choice(VERBS)} {words(chance, 60)}",
                start=place * 400,
                end=place * 400 + 399,
                confirmed_by=author,
                confirmed_at=AT,
                known_on=dated_on,
                published_on=dated_on,
            )
            for place in range(number)
        ),
        BATCH,
    )
    Clause.objects.bulk_create(
        (
            Clause(item=item, position=0, verb=item.text.split()[0], text=item.text)
            for item in items
        ),
        BATCH,
    )
    Tag.objects.bulk_create(
        (
            Tag(item=item, code=str(chance.randint(1, 17)))
            for item in items
            if chance.random() < 0.4
        ),
        BATCH,
    )
    return items


def address(items: list, organizations: list, each: int, chance: random.Random) -> list:
    """Each item to some organizations, answered, reported on and closed as often as not."""
    from quintet.followup.models import Addressee

    def addressees() -> Iterator[Addressee]:
        for item in items:
            for organization in chance.sample(organizations, each):
                answer = chance.choice(ANSWERS)
                taken = answer in ("accepted", "partially_accepted")
                claimed = chance.choice(CLAIMS) if taken else ""
                closed = claimed == "implemented" and chance.random() < 0.7
                days = chance.randint(90, 3_000)
                yield Addressee(
                    item=item,
                    organization=organization,
                    known_on=item.known_on,
                    answer=answer,
                    claimed=claimed,
                    claimed_as_at=item.known_on + timedelta(days=80) if claimed else None,
                    verdict="implemented" if closed else "",
                    verdict_on=item.known_on + timedelta(days=99) if closed else None,
                    proposed=claimed == "implemented" and not closed,
                    due_on=item.known_on + timedelta(days=days) if taken else None,
                    heard_on=item.known_on + timedelta(days=80) if taken else None,
                )

    return Addressee.objects.bulk_create(addressees(), BATCH)


def speak(addressees: list, author, chance: random.Random) -> None:
    """All that was said of addressees: a deadline, an answer, two words on progress, a verdict."""
    from quintet.followup.models import Deadline, ProgressEntry, Response, Verification

    def since(addressee) -> dict:
        return {"addressee": addressee, "by": author, "at": AT, "known_on": addressee.known_on}

    answered = [one for one in addressees if one.answer != "awaiting"]
    Deadline.objects.bulk_create(
        Deadline(due_on=one.due_on, **since(one)) for one in answered if one.due_on
    )
    Response.objects.bulk_create(
        Response(
            version=1,
            answer=one.answer,
            reason=words(chance, 20),
            plan=words(chance, 30),
            responsible=["OES", "PMU"],
            record="approved",
            **since(one),
        )
        for one in answered
    )
    ProgressEntry.objects.bulk_create(
        ProgressEntry(
            as_at=one.known_on,
            status=one.claimed,
            text=words(chance, 40),
            record="approved",
            proposes=one.claimed == "implemented",
            **since(one),
        )
        for one in answered
        if one.claimed
        for _ in range(2)
    )
    Verification.objects.bulk_create(
        Verification(verdict=one.verdict, **since(one)) for one in answered if one.verdict
    )


if __name__ == "__main__":
    import django

    django.setup()
    fill(*map(int, sys.argv[1:]))
