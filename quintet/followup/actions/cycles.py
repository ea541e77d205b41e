"""A secretariat asks, parties answer its questions and sign, the secretariat closes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quintet.core import public as core
from quintet.core.public import Body, NotAllowed, Organization, Person, date_words, number_words
from quintet.followup import labels, permissions, queries, rules
from quintet.followup.actions.answers import brought_by
from quintet.followup.actions.approval import approve_or_return, ask_for_approval
from quintet.followup.actions.snapshots import freeze
from quintet.followup.models import (
    Ask,
    Question,
    QuestionAnswer,
    ReportingCycle,
    Return,
    SignOff,
)
from quintet.followup.queries import Filter
from quintet.followup.rules import Record, Signature


@transaction.atomic
def open_cycle(
    *,
    party: Organization | Body,
    wanted: Filter | None = None,
    title: str = "",
    as_at: date,
    due_on: date,
    questions: Sequence[str] = (),
    signed: bool = False,
    by: Person,
    at: datetime,
) -> ReportingCycle:
    """Ask for progress as at a day, by a day: all that a secretariat keeps, or what a filter of the
    register fits of it. Every party's focal points get one notice, with a link to their own list.

    `party` is the body or organization whose secretariat asks; `signed`: a principal of each party
    signs what it answers. Raises NotAllowed for a day that has passed, and where nobody owes
    anything.
    """
    if not permissions.may_upload(by, party, at.date()):
        raise PermissionDenied
    if due_on < at.date():
        raise NotAllowed(_("The day to answer by has passed."))
    wanted = queries.kept(wanted or Filter(), party)
    asked = queries.to_ask(wanted, today=at.date())
    if not asked:
        raise NotAllowed(
            _("Nobody owes anything here: no published item that fits is open and not refused.")
        )
    body = party if isinstance(party, Body) else None
    cycle = ReportingCycle.objects.create(
        slug=queries.free_slug(f"{party.code}-{as_at.isoformat()}".lower()),
        title=title.strip() or f"{party.name}, {date_words(as_at)}",
        organization=body.organization if body else party,  # type: ignore[misc]
        body=body,
        wanted=wanted.set_fields,
        as_at=as_at,
        due_on=due_on,
        signed=signed,
        opened_on=at.date(),
        opened_by=by,
    )
    Question.objects.bulk_create(
        Question(cycle=cycle, position=position, text=text)
        for position, text in enumerate(filter(str.strip, questions), start=1)
    )
    _ask(cycle, asked)
    core.record(
        organization=cycle.organization,
        by=by,
        at=at,
        verb="followup.cycle_opened",
        subject=cycle.subject,
        title=cycle.title,
        wanted=cycle.wanted,
        as_at=as_at.isoformat(),
        due_on=due_on.isoformat(),
        questions=list(questions),
        signed=signed,
        asked=len(asked),
    )
    for shown in queries.parties_of(cycle, today=at.date()):
        _tell(cycle, shown, at)
    return cycle


def _ask(cycle: ReportingCycle, asked: Iterable[tuple[int, date | None]]) -> None:
    """Fix what the cycle asks, each with what has been said today already."""
    rows = list(asked)
    waiting = queries.unapproved_since([pk for pk, _heard_on in rows], cycle.opened_on)
    Ask.objects.bulk_create(
        (
            Ask(
                cycle=cycle,
                addressee_id=pk,
                state=rules.ask_state(
                    heard_on=heard_on,
                    opened_on=cycle.opened_on,
                    waiting=waiting.get(pk, frozenset()),
                ),
            )
            for pk, heard_on in rows
        ),
        batch_size=500,
    )


def _tell(cycle: ReportingCycle, shown: queries.PartyShown, at: datetime) -> None:
    """One notice to each focal point of a party, in their own language."""
    for person in core.people_in(permissions.FOCAL, shown.party, at.date()):
        with translation.override(person.language):
            asked = ngettext("%(n)s item", "%(n)s items", shown.tally.asked)
            told = {
                "items": asked % {"n": number_words(shown.tally.asked)},
                "party": shown.party.name,
                "as_at": date_words(cycle.as_at),
                "due_on": date_words(cycle.due_on),
            }
            text = _("%(party)s: %(items)s, as at %(as_at)s. Answer by %(due_on)s.") % told
        core.notify(
            people=[person],
            key=f"asked:{cycle.slug}:{shown.kind}:{shown.code}",
            subject=labels.NOTICE["asked"],
            title=cycle.title,
            text=text,
            path=queries.path_of(cycle, shown.party),
            at=at,
        )


@transaction.atomic
def close_cycle(*, cycle: ReportingCycle, by: Person, at: datetime) -> ReportingCycle:
    """Close a cycle: what was said until now is what was said in it, and its report is frozen."""
    if not permissions.keeps_cycle(by, cycle, at.date()):
        raise PermissionDenied
    cycle = _open(cycle)
    cycle.closed_on, cycle.closed_by = at.date(), by
    cycle.save(update_fields=["closed_on", "closed_by"])
    freeze(cycle=cycle, by=by, at=at)  # with the journal's entry
    return cycle


def _open(cycle: ReportingCycle) -> ReportingCycle:
    """The cycle as it stands now, held until the transaction ends; refused where it is closed."""
    held = ReportingCycle.objects.select_for_update().get(pk=cycle.pk)
    if held.closed_on:
        raise NotAllowed(_("The reporting cycle is closed."))
    return held


def _asks(cycle: ReportingCycle, party: Organization | Body) -> None:
    if not cycle.asks.filter(queries.of_party(party, "addressee__")).exists():
        raise NotAllowed(_("The reporting cycle asks nothing of %(party)s.") % {"party": party})


@transaction.atomic
def answer_question(
    *,
    question: Question,
    party: Organization | Body,
    text: str,
    draft: bool = False,
    returned: Return | None = None,
    by: Person,
    at: datetime,
) -> QuestionAnswer:
    """Answer a cycle's question for a party: a new version, as a draft or for approval.

    `returned` is the file that brought the words, if one did (as for `submit_response`).
    Raises NotAllowed where a version awaits approval, and once the cycle is closed.
    """
    today = at.date()
    if not (
        permissions.may_answer_for(by, party, today)
        or permissions.may_bring_reply(by, question, party, returned, today)
    ):
        raise PermissionDenied
    cycle = _open(question.cycle)
    _asks(cycle, party)
    if not text.strip():
        raise NotAllowed(_("Write the answer."))
    whose = queries.is_party(party)
    last = question.answers.filter(**whose).order_by("version").last()
    if last and last.record == Record.SUBMITTED:
        raise NotAllowed(_("An answer awaits approval. It is approved or returned first."))
    said = QuestionAnswer.objects.create(
        question=question,
        version=last.version + 1 if last else 1,
        text=text,
        record=Record.DRAFT if draft else Record.SUBMITTED,
        by=by,
        at=at,
        **whose,
    )
    _record(said, by=by, at=at, verb="drafted" if draft else "submitted", **brought_by(returned))
    if not draft and returned is None:
        ask_for_approval(party, key=f"review:question:{said.pk}", author=by, at=at, **_about(said))
    return said


@transaction.atomic
def review_question_answer(
    *, said: QuestionAnswer, approve: bool, reason: str = "", by: Person, at: datetime
) -> QuestionAnswer:
    """Approve a party's answer to a question, or return it with the reason."""
    if not permissions.may_review(by, said, at.date()):
        raise PermissionDenied
    said = QuestionAnswer.objects.select_for_update().get(pk=said.pk)
    _open(said.question.cycle)
    approve_or_return(said, approve=approve, reason=reason, by=by, at=at, **_about(said))
    verb = "approved" if approve else "returned"
    _record(said, by=by, at=at, verb=verb, reason=reason)
    return said


def _record(
    said: QuestionAnswer, *, by: Person, at: datetime, verb: str, **payload: object
) -> None:
    core.record(
        organization=said.journal,
        by=by,
        at=at,
        verb=f"followup.question_{verb}",
        subject=said.question.cycle.subject,
        party=queries.reference_of(said.owner),
        question=said.question.position,
        version=said.version,
        text=said.text,
        **payload,
    )


def _about(said: QuestionAnswer) -> dict[str, str]:
    """What a notice says of a party's answer to a question."""
    cycle = said.question.cycle
    return {
        "number": cycle.title,
        "text": said.question.text,
        "path": queries.path_of(cycle, said.owner),
    }


@transaction.atomic
def sign(
    *, cycle: ReportingCycle, party: Organization | Body, note: str = "", by: Person, at: datetime
) -> SignOff:
    """Sign, as a principal of a party, what it has answered in a cycle so far.

    Raises NotAllowed where the cycle asks for no signature, where nothing has been answered, where
    nothing was approved since the last signature, and for words that the principal wrote.
    """
    if not permissions.may_sign(by, party, at.date()):
        raise PermissionDenied
    cycle = _open(cycle)
    _asks(cycle, party)
    if not cycle.signed:
        raise NotAllowed(_("This reporting cycle asks for no signature."))
    shown = queries.party_of(cycle, party, today=at.date())
    if shown is None or not (shown.tally.answered or shown.replies):
        raise NotAllowed(_("Nothing has been answered and approved yet."))
    if shown.signature is Signature.SIGNED:
        raise NotAllowed(_("It is signed, and nothing was approved since."))
    if queries.wrote_some(by, cycle, party):
        raise NotAllowed(_("You wrote some of these words: another principal signs them."))
    made = SignOff.objects.create(cycle=cycle, note=note, by=by, at=at, **queries.is_party(party))
    core.record(
        organization=made.journal,
        by=by,
        at=at,
        verb="followup.signed",
        subject=cycle.subject,
        party=queries.reference_of(party),
        answered=shown.tally.answered,
        asked=shown.tally.asked,
        note=note,
    )
    return made
