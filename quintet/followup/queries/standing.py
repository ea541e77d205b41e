"""Where addressees stand, folded from what was said of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from quintet.followup import rules
from quintet.followup.models import (
    Addressee,
    Deadline,
    Evidence,
    Item,
    ProgressEntry,
    Response,
    Verification,
)
from quintet.followup.rules import Answer, Flag, Progress, Record, Said, Standing, Verdict


def said(addressee: Addressee) -> list[Said]:
    """All that is known of an addressee, in the order in which it came to be known."""
    words: list[tuple[date, object, Said]] = []
    for row in _rows(addressee):
        if row.known_on is None:
            continue
        if isinstance(row, Response):
            word = Said(Answer(row.answer), row.known_on)
        elif isinstance(row, ProgressEntry):
            claimed = Progress(row.status) if row.status else None
            word = Said(claimed, row.known_on, row.as_at, row.proposes)
        elif isinstance(row, Verification):
            word = Said(Verdict(row.verdict), row.known_on)
        elif row.due_on or row.session_id:
            word = Said(row.due_on, row.known_on, undated=row.due_on is None)
        else:
            continue  # words without a date, such as "as soon as possible"
        spoken_at = getattr(row, "reviewed_at", None) or row.at
        words.append((row.known_on, spoken_at, word))
    words.sort(key=lambda told: told[:2])
    return [word for _known_on, _at, word in words]


def _rows(addressee: Addressee) -> Iterator[Response | ProgressEntry | Verification | Deadline]:
    yield from addressee.deadlines.all()
    yield from addressee.responses.all()
    yield from addressee.progress.all()
    yield from addressee.verifications.all()


def standing_now(addressee: Addressee) -> Standing:
    """Where it stands now, from the columns that `settle` keeps."""
    return Standing(
        answer=Answer(addressee.answer),
        claimed=Progress(addressee.claimed) if addressee.claimed else None,
        claimed_as_at=addressee.claimed_as_at,
        verdict=Verdict(addressee.verdict) if addressee.verdict else None,
        verdict_on=addressee.verdict_on,
        proposed=addressee.proposed,
        due_on=addressee.due_on,
        heard_on=addressee.heard_on,
    )


def evidence_count(addressee: Addressee) -> int:
    """Pieces of evidence of approved progress."""
    return Evidence.objects.filter(
        entry__addressee=addressee, entry__record=Record.APPROVED
    ).count()


def with_parties(addressees: QuerySet[Addressee]) -> QuerySet[Addressee]:
    return addressees.select_related(
        "organization", "body__organization", "post__organization", "post__body__organization"
    )


def with_words(addressees: QuerySet[Addressee]) -> QuerySet[Addressee]:
    """Addressees with all that was said of them: a constant number of queries."""
    return with_parties(addressees).prefetch_related(
        Prefetch("responses", Response.objects.select_related("by", "reviewed_by")),
        Prefetch(
            "progress",
            ProgressEntry.objects.select_related("by", "reviewed_by").prefetch_related("evidence"),
        ),
        Prefetch("deadlines", Deadline.objects.select_related("by", "session__body")),
        Prefetch("verifications", Verification.objects.select_related("by")),
        "milestones",
    )


def addressees_of(items: Sequence[Item]) -> QuerySet[Addressee]:
    return with_parties(Addressee.objects.filter(item__in=items).select_related("item"))


def late_or_soon(today: date) -> Iterable[tuple[Addressee, Flag]]:
    """Open addressees of published items that are due soon or overdue, with which of the two."""
    open_ones = with_parties(
        Addressee.objects.filter(
            ~Q(claimed__in=[str(done) for done in rules.DONE]),
            verdict="",
            due_on__lte=today + rules.DUE_SOON,
            item__published_on__lte=today,
            item__archived_on__isnull=True,
        ).select_related("item")
    )
    for addressee in open_ones:
        for flag in rules.flags(standing_now(addressee), today=today):
            yield addressee, flag
