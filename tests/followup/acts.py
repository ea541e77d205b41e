"""The acts that tests of follow-up repeat, and what they leave behind."""

from datetime import date

from quintet.core.models import JournalEntry
from quintet.followup import actions
from quintet.followup.models import Addressee, Ask, Candidate, ReportingCycle
from quintet.followup.queries import FOUND
from quintet.followup.rules import Answer, Progress
from tests.conftest import AT


def told():
    """Organization and verb of every entry, in the order in which they were written."""
    return list(JournalEntry.objects.order_by("pk").values_list("organization__code", "verb"))


def last_payload():
    return JournalEntry.objects.order_by("pk").last().payload.data


def submit(addressee, by, *, answer=Answer.ACCEPTED, reason="", at=AT, **more):
    return actions.submit_response(
        addressee=addressee, answer=answer, reason=reason, by=by, at=at, **more
    )


def answer(addressee, by, officer, *, at=AT, **more):
    """An answer, approved."""
    said = submit(addressee, by, at=at, **more)
    return actions.review_response(response=said, approve=True, by=officer, at=at)


def report(addressee, by, *, at=AT, **more):
    given = {"as_at": at.date(), "text": "Done.", "status": Progress.IMPLEMENTED} | more
    return actions.submit_progress(addressee=addressee, by=by, at=at, **given)


def claim(addressee, by, officer, *, at=AT, proposes=True, **more):
    """A claim to be done, approved."""
    entry = report(addressee, by, at=at, proposes=proposes, **more)
    return actions.review_progress(entry=entry, approve=True, by=officer, at=at)


def candidate(document, **found):
    """A candidate as intake finds it in the first line of the document."""
    return Candidate.objects.create(
        document=document,
        position=document.candidates.count(),
        start=4,
        end=44,
        found=FOUND
        | {"kind": "request", "number": "18", "paragraph": "18", "text": document.text[4:44]}
        | found,
    )


DUE = date(2021, 12, 31)


def cycle_of(body, by, on, **more):
    """A reporting cycle of a body, opened on a day, as a row: it asks all that is addressed."""
    made = ReportingCycle.objects.create(
        slug=f"{body.code}-{on}".lower(),
        title=body.name,
        organization=body.organization,
        body=body,
        wanted={"body": body.code},
        **{"as_at": on, "opened_on": on, "due_on": on} | more,
        opened_by=by,
    )
    asked = Addressee.objects.filter(item__document__body=body)
    Ask.objects.bulk_create(Ask(cycle=made, addressee=one) for one in asked)
    return made
