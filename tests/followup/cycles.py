"""Reporting cycles that tests open, and what their routes are about."""

from datetime import date, timedelta

from quintet.core.rules import RoleCode
from quintet.followup import actions
from tests.conftest import AT, person


def opened(party, by, at=AT, **more):
    """A cycle as at its day, for thirty days."""
    given = {"as_at": at.date(), "due_on": at.date() + timedelta(days=30)} | more
    return actions.open_cycle(party=party, by=by, at=at, **given)


def reply(cycle, party, by, text="Twice a year.", position=1, at=AT, **more):
    """An answer to a question of a cycle."""
    question = cycle.questions.get(position=position)
    return actions.answer_question(question=question, party=party, text=text, by=by, at=at, **more)


def handed(addressees, person, by, at=AT, **more):
    return actions.delegate(addressees=addressees, person=person, by=by, at=at, **more)


def cycle_routes(addressee, beside, *, secretary, focal):
    """A cycle that is to be signed; one question waits for approval, one for an answer; of the two
    addressees of one organization, that beside is delegated."""
    body, party = addressee.item.document.body, addressee.owner
    cycle = opened(
        body, secretary, as_at=date(2021, 9, 1), signed=True, questions=["How often?", "Why?"]
    )
    said = reply(cycle, party, focal)
    [given] = handed([beside], person("colleague", RoleCode.MEMBER, party), focal)
    own = [cycle.slug, "organization", party.code.lower()]
    return {
        "cycle": [cycle.slug],
        "close_cycle": [cycle.slug],
        "reply": [cycle.slug, addressee.uuid],
        "asked": own,
        "sign": own,
        "answer_question": [*own, 2],
        "review_question_answer": [said.pk],
        "end_delegation": [given.pk],
    }
