"""Figures on their way, for the tests of what the cube does with them."""

import io
from typing import Any

from quintet.core.models import Organization, Person
from quintet.cube import actions, tasks
from quintet.cube.models import Publication, Submission
from tests.conftest import AT

HEAD = "year,entity,measure,record,function,location,goal,target,currency,amount\n"
FIGURES = HEAD + (
    "2020,WHO,expense,EXP,E01,KEN,3,3.8,USD,100.25\n"
    "2020,WHO,expense,EXP,E01,KEN,3,3.8,USD,100.25\n"
    "2020,WHO,expense,EXP,E02,LBN,3,3.d,USD,49.50\n"
)


def submitted(
    by: Person, organization: Organization, text: str = FIGURES, **more: Any
) -> Submission:
    """A file of figures of 2020, and what its check found."""
    told = {"year": 2020, "measure": "expense", "name": "figures.csv", "at": AT} | more
    submission, _new = actions.submit(
        organization=organization, file=io.BytesIO(text.encode()), by=by, **told
    )
    return checked(submission)


def checked(submission: Submission) -> Submission:
    tasks.check_submission.func(submission.pk)
    submission.refresh_from_db()
    return submission


def published(submission: Submission, approver: Person, publisher: Person) -> Publication:
    """Approved by one, published by the other."""
    actions.approve(submission=submission, by=approver, at=AT)
    actions.order_publication(submission=submission, by=publisher, at=AT)
    tasks.publish_submission.func(submission.pk)
    return Publication.objects.get(submission=submission)
