"""A committee's report and its later versions, read in as they would be."""

from datetime import date, timedelta

from quintet.followup import actions, queries
from quintet.followup.intake.read import read
from quintet.followup.models import Document
from quintet.followup.rules import Revision
from tests.conftest import AT

FIRST = """# Report of the management committee at its forty-first session

CEB/2021/3

31 May 2021

## Decisions

18. Requested the Human Resources Network to review its policy on remote work by December 2022.

19. Endorsed the guidance on shared premises, and asked all members to apply it from January.

20. Requested the Legal Advisers Network to draft common rules on liability for volunteers.

21. Agreed to establish a task force on the accessibility of premises, led by two members.
"""
# One paragraph is new, so that the others move; one is changed; one is gone.
REVISED = """# Report of the management committee at its forty-first session

CEB/2021/3/Rev.1

30 June 2021

## Decisions

18. Approved the budget of the joint unit for premises for the years 2022 and 2023.

19. Requested the Human Resources Network to review its policy on remote work by June 2023.

20. Endorsed the guidance on shared premises, and asked all members to apply it from January.

21. Agreed to establish a task force on the accessibility of premises, led by two members.
"""
CORRECTED = """CEB/2021/3/Corr.1

15 June 2021

Corrigendum

Paragraph 18

For December 2022 read March 2023.
"""
LATER = AT + timedelta(days=1)


def read_in(text, *, hlcm, secretary, at=AT, name="report.md", **more):
    """A document as it stands after its upload and reading."""
    document, _new = actions.upload(
        data=text.encode(), name=name, party=hlcm, by=secretary, at=at, **more
    )
    reading = read(text.encode(), name=name, known=queries.known())
    return actions.keep_reading(document=document, reading=reading, by=secretary, at=at)


def published(text, *, hlcm, secretary, at=AT, **more):
    """A document with all that was found in it, in the register and published."""
    document = read_in(text, hlcm=hlcm, secretary=secretary, at=at, **more)
    actions.accept_all(document=document, by=secretary, at=at)
    actions.publish(document=document, by=secretary, at=at)
    return Document.objects.get(pk=document.pk)


def later_version(text, earlier, *, secretary, at=LATER, revision=Revision.REVISION, **more):
    """A later version, read in and not published yet."""
    return read_in(
        text,
        hlcm=earlier.body,
        secretary=secretary,
        at=at,
        name="again.md",
        revises=earlier,
        revision=revision,
        **more,
    )


def items_by_number(document):
    return {item.number: item for item in document.items.order_by("order")}


DAY_OF_FIRST, DAY_OF_REVISED = date(2021, 5, 31), date(2021, 6, 30)
