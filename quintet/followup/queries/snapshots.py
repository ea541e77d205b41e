"""The report of a reporting cycle, as it is frozen when the cycle closes, and what was frozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Prefetch, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import LANGUAGES, date_words, number_words
from quintet.followup import labels, rules
from quintet.followup.documents.changes import Change, changes
from quintet.followup.documents.data import report_from_json
from quintet.followup.documents.report import Asked, Count, Cycle, Reply, Report, Row
from quintet.followup.models import Item, QuestionAnswer, ReportingCycle, Snapshot, SnapshotFile
from quintet.followup.queries.cycles import STANDS, PartyShown, parties_of, whole
from quintet.followup.queries.filters import Filter, narrowed, sorted_by
from quintet.followup.queries.parties import reference_of
from quintet.followup.queries.register import items_known
from quintet.followup.queries.report import Stand, folded, headings, row_of, words
from quintet.followup.queries.report_words import lede, summary_counts
from quintet.followup.rules import AskState, Signature, Tally

FROZEN = "json"  # the form that the others are made from
STATES = (AskState.ANSWERED, AskState.STARTED, AskState.SILENT)


@dataclass(frozen=True, slots=True)
class Closing:
    """All that the report of a cycle tells, in no language yet."""

    cycle: ReportingCycle
    version: int
    known_until: date
    stands: tuple[Stand, ...]
    states: dict[int, AskState]  # by addressee; what was not asked is not in it
    parties: tuple[PartyShown, ...]
    replies: tuple[tuple[str, PartyShown, str], ...]  # question, who, what it said


def closing(cycle: ReportingCycle, *, version: int, known_until: date) -> Closing:
    """What a cycle came to: as at its day, by what was known until another. Some 25 queries, whatever its size.

    Every addressee that it asks; and, where its filter asks nothing of addressees, all else that
    the filter finds, as it was already closed or refused. Only what a visitor may see is told.
    """
    if cycle.as_at > known_until:
        raise core.NotAllowed(
            _("The cycle asks for what is so on %(day)s, a day to come: it cannot be closed yet.")
            % {"day": date_words(cycle.as_at)}
        )
    states = {
        pk: AskState(state)
        for pk, state in cycle.asks.filter(STANDS).values_list("addressee", "state")
    }
    wanted = Filter(**cycle.wanted)
    everything = wanted == wanted.of_items
    found = folded(_items(cycle, known_until), as_at=cycle.as_at, known_until=known_until)
    parties = tuple(parties_of(cycle, today=known_until))
    return Closing(
        cycle=cycle,
        version=version,
        known_until=known_until,
        stands=tuple(one for one in found if _is_told(one, states, everything, cycle.as_at)),
        states=states,
        parties=parties,
        replies=tuple(_replies(cycle, parties, known_until)),
    )


def _items(cycle: ReportingCycle, known_until: date) -> QuerySet[Item]:
    """What was asked, and what else the filter finds as at the cycle's day."""
    seen = items_known(person=None, today=known_until, as_at=known_until)
    fitting = narrowed(seen, Filter(**cycle.wanted).of_items, today=cycle.as_at)
    asked = cycle.asks.filter(STANDS).values("addressee__item")
    return sorted_by(
        Item.objects.filter(
            Q(pk__in=fitting.filter(known_on__lte=cycle.as_at).values("pk")) | Q(pk__in=asked)
        ),
        "place",
    )


def _is_told(stand: Stand, states: dict[int, AskState], everything: bool, as_at: date) -> bool:
    if stand.addressee is None:
        return everything
    if stand.addressee.pk in states:
        return True
    return everything and stand.addressee.known_on <= as_at


def _replies(
    cycle: ReportingCycle, parties: Sequence[PartyShown], known_until: date
) -> Iterator[tuple[str, PartyShown, str]]:
    """Each question with what each party replied last, "" for nothing: 2 queries."""
    known = QuestionAnswer.objects.filter(known_on__lte=known_until).order_by("version")
    for question in cycle.questions.prefetch_related(
        Prefetch("answers", known, to_attr="known_answers")
    ):
        last = {(one.organization_id, one.body_id): one.text for one in question.known_answers}
        for shown in parties:
            key = (shown.party.pk, None) if shown.kind == "organization" else (None, shown.party.pk)
            yield question.text, shown, last.get(key, "")


def cycle_report(told: Closing, *, language: str) -> Report:
    """What a cycle came to, in a language. The same gives the same report."""
    cycle, day = told.cycle, told.cycle.as_at
    with translation.override(language):
        addressed = [one.at for one in told.stands if one.addressee]
        summary = rules.summary(addressed, today=day)
        asked = whole(shown.tally for shown in told.parties)
        heading, subtitle = headings(Filter(**cycle.wanted))
        about = [cycle.title] if cycle.title != heading else []
        fixed = words(language, as_at=day, issued_on=told.known_until)
        items = len({one.item.pk for one in told.stands})
        return Report(
            words=replace(fixed, as_at=_as_at(told), issued=_issued(told)),
            heading=heading,
            subtitle=" · ".join(filter(None, [*about, subtitle])),
            as_at=day,
            issued_on=told.known_until,
            rows=tuple(_row(one, told) for one in told.stands),
            counts=(*_counts(asked), *summary_counts(summary)),
            lede=lede(items, summary),
            cycle=_cycle(told),
        )


def _as_at(told: Closing) -> str:
    days = {"day": date_words(told.cycle.as_at), "known": date_words(told.known_until)}
    if told.cycle.as_at == told.known_until:
        return _("As at %(day)s") % days
    return _("As at %(day)s, by what was known on %(known)s") % days


def _issued(told: Closing) -> str:
    return _("Version %(version)s, issued on %(day)s at the close of a reporting cycle") % {
        "version": number_words(told.version),
        "day": date_words(told.known_until),
    }


def _row(stand: Stand, told: Closing) -> Row:
    row = row_of(stand, as_at=told.cycle.as_at, known_until=told.known_until)
    state = told.states.get(stand.addressee.pk) if stand.addressee else None
    return replace(row, asked=str(state), asked_label=str(labels.ASK[state])) if state else row


def _counts(asked: Tally) -> tuple[Count, ...]:
    """What was said in the cycle, of all that it asked for."""
    return tuple(
        Count(
            code=f"asked_{state}",
            label=str(labels.ASK[state]),
            count=getattr(asked, state),
            of=asked.asked,
            of_label=_("of what this cycle asked for"),
            shape=labels.ASK_SHAPE[state],
        )
        for state in STATES
    )


def _cycle(told: Closing) -> Cycle:
    """Who was asked and what was replied. The names of people are not for visitors."""
    heads = [_("Party"), _("Asked"), *(str(labels.ASK[state]) for state in STATES)]
    return Cycle(
        state=_("In this cycle"),
        asked=_("Who was asked"),
        heads=tuple([*heads, _("Signature")] if told.cycle.signed else heads),
        questions=_("Questions of the cycle"),
        no_reply=str(labels.ANSWER[rules.Answer.AWAITING]),
        parties=tuple(_asked(shown, told.cycle.signed) for shown in told.parties),
        replies=tuple(
            Reply(question, shown.party.name, reference_of(shown.party), text)
            for question, shown, text in told.replies
        ),
    )


def _asked(shown: PartyShown, signed: bool) -> Asked:
    tally = shown.tally
    return Asked(
        party=shown.party.name,
        code=reference_of(shown.party),
        asked=tally.asked,
        answered=tally.answered,
        started=tally.started,
        silent=tally.silent,
        signed=_signed(shown) if signed else "",
    )


def _signed(shown: PartyShown) -> str:
    word = str(labels.SIGNATURE[shown.signature])
    if shown.signed is None or shown.signature is Signature.UNSIGNED:
        return word
    return f"{word} · {date_words(shown.signed.at.date())}"


def cycle_reports(
    cycle: ReportingCycle, *, version: int, known_until: date
) -> Iterator[tuple[str, Report]]:
    """The report of a cycle in each of the six languages: read once, told six times."""
    told = closing(cycle, version=version, known_until=known_until)
    for language in LANGUAGES:
        yield language, cycle_report(told, language=language)


def snapshots(cycle: ReportingCycle) -> QuerySet[Snapshot]:
    """The versions of a cycle's report as issued, newest first, with their files: 2 queries."""
    files = SnapshotFile.objects.select_related("file")
    rows = Snapshot.objects.filter(cycle=cycle).select_related("cycle", "by")
    return rows.prefetch_related(Prefetch("files", files)).order_by("-version")


def snapshot_file(snapshot: Snapshot, *, language: str, form: str) -> SnapshotFile | None:
    """A file of a snapshot, if it has been made yet."""
    rows = snapshot.files.select_related("file")
    return rows.filter(language=language, form=form).first()


def frozen(snapshot: Snapshot, *, language: str) -> Report:
    """The report of a snapshot as it was frozen, in a language."""
    kept: Any = snapshot_file(snapshot, language=language, form=FROZEN)
    with default_storage.open(kept.file.path) as file:
        return report_from_json(file.read())


def file_name(made: SnapshotFile) -> str:
    """What a file of a snapshot is called when it is taken along."""
    snapshot = made.snapshot
    return f"{snapshot.cycle.slug}-v{snapshot.version}-{made.language}.{made.form}"


def corrections(snapshot: Snapshot, *, language: str) -> tuple[Change, ...]:
    """What a snapshot tells differently than the version before it; nothing of the first."""
    if snapshot.version == 1:
        return ()
    before = Snapshot.objects.get(cycle=snapshot.cycle_id, version=snapshot.version - 1)
    return changes(frozen(before, language=language).rows, frozen(snapshot, language=language).rows)
