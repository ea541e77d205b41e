"""The status-of-implementation report: what was known on a day, ready to be written out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import Body, Organization, Person, Post, date_words, number_words
from quintet.followup import labels, rules
from quintet.followup.documents.report import Note, Report, Row, Words
from quintet.followup.models import Addressee, Document, Item, Response
from quintet.followup.queries.deadlines import (
    deadlines_known,
    session_reference,
    session_words,
    why_moved,
)
from quintet.followup.queries.filters import ANSWERS, Filter, fitting, narrowed, sorted_by
from quintet.followup.queries.parties import party as party_of
from quintet.followup.queries.register import items_known
from quintet.followup.queries.report_words import lede, review_counts, summary_counts
from quintet.followup.queries.reviews import review_flags_of, reviewed
from quintet.followup.queries.standing import said, with_words
from quintet.followup.queries.tags import tag_names
from quintet.followup.queries.versions import worded
from quintet.followup.rules import Flag, Part, ReviewFlag, Scheme, Standing

COUNTED = ("figure", "since", "until", "silent", "owner")  # fields of Filter


@dataclass(frozen=True, slots=True)
class Stand:
    """An item and one of its addressees (None where nobody is addressed), as it stood on a day."""

    item: Item
    addressee: Addressee | None
    at: Standing
    together: tuple[Organization | Body | Post, ...] = ()  # those that it is to be done with
    source: str = ""  # where its words stood on that day, if they have stood elsewhere


def stands(
    wanted: Filter,
    *,
    as_at: date,
    person: Person | None,
    today: date,
    known_until: date | None = None,
) -> list[Stand]:
    """Every item × addressee of the filter as it stood at the end of `as_at`.

    Only what was known by then counts, so that the same day always gives the same answer; with
    `known_until`, also what was said of that day later, until then.
    """
    if as_at > today:
        raise core.NotAllowed(_("A report cannot be issued as at a day to come."))
    known = known_until or as_at
    beside = dict.fromkeys(("answer", "implementation", "due", "party", "review", *COUNTED), "")
    plain = Filter(**(wanted.set_fields | beside))
    retired = wanted.review == ReviewFlag.RETIRED
    there = items_known(person=person, today=today, as_at=known, retired=retired)
    items = narrowed(there, plain, today=as_at)
    ordered = sorted_by(items, "place" if wanted.sort in ("", "due") else wanted.sort)
    found = [
        one for one in folded(ordered, as_at=as_at, known_until=known) if _fits(wanted, one, as_at)
    ]
    counted = _counted(wanted, found, as_at=as_at, today=today)
    if counted is not None:
        found = [one for one in found if one.addressee and one.addressee.pk in counted]
    return _by_deadline(found) if wanted.sort == "due" else found


def _counted(
    wanted: Filter, found: Sequence[Stand], *, as_at: date, today: date
) -> set[int] | None:
    """Which addressees a figure counts, or an owner answers for; None where neither is asked.

    A figure is of today: raises NotAllowed as at another day.
    """
    if (wanted.figure or wanted.silent or wanted.since or wanted.until) and as_at != today:
        raise core.NotAllowed(
            _("What a figure counts can be reported as at today only. Take the figure away.")
        )
    fits = fitting(Filter(**{name: getattr(wanted, name) for name in COUNTED}), today=today)
    if fits is None:
        return None
    items = {one.item.pk for one in found}
    return set(Addressee.objects.filter(fits, item__in=items).values_list("pk", flat=True))


def folded(items: QuerySet[Item], *, as_at: date, known_until: date) -> list[Stand]:
    """Items with each addressee as it stood on a day, by what was known until another: 12 queries."""
    chosen = list(
        items.select_related("document__body").defer("document__text", "document__unread")
    )
    sources = worded(chosen, known_until=known_until)
    reviewed(chosen, known_until=known_until)
    addressees: dict[int, list[Addressee]] = {}
    for one in with_words(Addressee.objects.filter(item__in=chosen, known_on__lte=known_until)):
        addressees.setdefault(one.item_id, []).append(one)
    found = []
    for item in chosen:
        own = sorted(addressees.get(item.pk, []), key=lambda one: (one.part, one.pk))
        together = tuple(one.party for one in own if one.part == Part.WITH)
        for addressee in own:
            addressee.item = item
            at = rules.standing(said(addressee), until=as_at, known_until=known_until)
            found.append(Stand(item, addressee, at, together, sources.get(item.pk, "")))
        if not own:
            found.append(Stand(item, None, Standing(), source=sources.get(item.pk, "")))
    return found


def _by_deadline(found: Sequence[Stand]) -> list[Stand]:
    """By the item's next deadline as it was on that day; what has none comes last."""
    first: dict[int, date] = {}
    for stand in found:
        if stand.at.due_on and not stand.at.verdict:
            due_on = first.get(stand.item.pk, stand.at.due_on)
            first[stand.item.pk] = min(due_on, stand.at.due_on)
    return sorted(found, key=lambda stand: first.get(stand.item.pk, date.max))


def _fits(wanted: Filter, stand: Stand, day: date) -> bool:
    addressee, at = stand.addressee, stand.at
    if wanted.review and wanted.review not in review_flags_of(stand.item, today=day):
        return False
    if addressee is None:
        return not (wanted.answer or wanted.implementation or wanted.due or wanted.party)
    if wanted.party:
        kind, _colon, code = wanted.party.partition(":")
        party = addressee.party
        if (type(party).__name__.lower(), party.code) != (kind, code):
            return False
    return fits_standing(wanted, at, day)


def fits_standing(wanted: Filter, at: Standing, day: date) -> bool:
    """Whether where an addressee stood on a day is what the filter asks for."""
    if wanted.answer and at.answer not in ANSWERS.get(wanted.answer, (wanted.answer,)):
        return False
    if wanted.due and not _is_due(wanted.due, at, day):
        return False
    if wanted.implementation:
        group = rules.group(at)
        return wanted.implementation == ("closed" if group == "closed_otherwise" else group)
    return True


def _is_due(word: str, at: Standing, day: date) -> bool:
    """Whether a deadline is as the register's filter words it: long overdue is overdue, too."""
    flags = set(rules.flags(at, today=day))
    if word == Flag.OVERDUE:
        return bool(flags & {Flag.OVERDUE, Flag.LONG_OVERDUE})
    return at.due_on is None if word == "none" else word in flags


def report(
    wanted: Filter,
    *,
    as_at: date,
    language: str,
    person: Person | None,
    today: date,
) -> Report:
    """The report as at a day, in a language, with what this person may see.

    Raises NotAllowed for a day to come and for a body or document that does not exist.
    """
    with translation.override(language):
        found = stands(wanted, as_at=as_at, person=person, today=today)
        told = rules.summary([one.at for one in found if one.addressee], today=as_at)
        heading, subtitle = headings(wanted)
        return Report(
            words=words(language, as_at=as_at, issued_on=today),
            heading=heading,
            subtitle=subtitle,
            as_at=as_at,
            issued_on=today,
            rows=tuple(row_of(one, as_at=as_at, known_until=as_at) for one in found),
            counts=summary_counts(told) + review_counts([one.item for one in found], day=as_at),
            lede=lede(len({one.item.pk for one in found}), told),
        )


def words(language: str, *, as_at: date, issued_on: date) -> Words:
    """The fixed words of a report, in the language that is active."""
    return Words(
        language=language,
        rtl=bool(get_language_info(language)["bidi"]),
        title=_("Status of implementation of the recommendations"),
        as_at=_("As at %(date)s") % {"date": date_words(as_at)},
        issued=_("Issued on %(date)s from the register") % {"date": date_words(issued_on)},
        number=_("No."),
        recommendation=_("Recommendation"),
        management_response=_("Management response"),
        responsibility=_("Responsibility"),
        comments=_("Date of implementation/comments"),
        addressee=_("Addressee"),
        response=_("Response"),
        status=_("Status"),
        due=_("Due"),
        claimed=_("Claimed"),
        verified=_("Verified"),
        coordination=_("in coordination with {names}"),
        evidence=_("Evidence"),
        summary=_("Summary"),
        page=_("Page {page} of {pages}"),
        nothing=_("There is nothing to report."),
        paragraph=_("Paragraph {number}"),
        source=_("Source"),
        digits=number_words("0123456789"),
    )


def headings(wanted: Filter) -> tuple[str, str]:
    """What the report is about, and in what it is narrowed."""
    narrowed_to = [
        str(told)
        for told in (
            labels.KIND.get(wanted.kind),  # type: ignore[call-overload]
            (labels.ANSWER | labels.ANSWERS).get(wanted.answer),  # type: ignore[operator]
            labels.IMPLEMENTATION.get(wanted.implementation),
            labels.FLAG.get(wanted.due),  # type: ignore[call-overload]
            wanted.goal and _("Goal %(goal)s") % {"goal": number_words(wanted.goal)},
            wanted.nexus and tag_names(Scheme.NEXUS).get(wanted.nexus),
            wanted.network and tag_names(Scheme.NETWORK).get(wanted.network),
            wanted.place and tag_names(Scheme.PLACE).get(wanted.place),
            labels.REVIEW.get(wanted.review),  # type: ignore[call-overload]
            wanted.q and f"“{wanted.q}”",
        )
        if told
    ]
    subjects: list[str] = []
    if wanted.document:
        document = Document.objects.filter(slug=wanted.document).first()
        if document is None:
            raise core.NotAllowed(_("There is no document %(slug)s.") % {"slug": wanted.document})
        subjects.append(document.title or document.name)
        narrowed_to[:0] = [document.symbol] if document.symbol else []
    if wanted.body:
        subjects.append(_named(Body, wanted.body))
        if wanted.session:
            narrowed_to.insert(
                0, _("Session %(number)s") % {"number": number_words(wanted.session)}
            )
    if wanted.party:
        subjects.append(party_of(wanted.party).name)
    return " · ".join(subjects) or _("All bodies and documents"), " · ".join(narrowed_to)


def _named(model: type[Body] | type[Organization], code: str) -> str:
    found = model.objects.filter(code=code).first()
    if found is None:
        raise core.NotAllowed(_("There is no body %(code)s.") % {"code": code})
    return found.name


def row_of(stand: Stand, *, as_at: date, known_until: date) -> Row:
    """One line of a report in the language that is active."""
    item, addressee, at = stand.item, stand.addressee, stand.at
    response = _response_in_force(addressee, known_until)
    together = tuple(party.name for party in stand.together)
    return Row(
        item=item.slug,
        kind=item.kind,
        kind_label=item.get_kind_display(),
        number=item.number,
        paragraph=item.paragraph,
        title=item.title,
        text=item.text,
        source=stand.source or str(item.document),
        addressee=addressee.party.name if addressee else item.addressee_text,
        addressee_code=addressee.party.code if addressee else "",
        co_addressees=together if addressee and addressee.part == Part.LEAD else (),
        responsible=tuple(response.responsible if response else ())
        or tuple(addressee.responsible if addressee else ()),
        response=str(at.answer),
        response_label=str(labels.ANSWER[at.answer]),
        response_text="\n".join(filter(None, [response.reason, response.plan])).strip("—")
        if response
        else "",
        claimed=str(at.claimed or ""),
        claimed_label=str(labels.PROGRESS[at.claimed]) if at.claimed else str(labels.NO_WORD),
        verified=str(at.verdict or ""),
        verified_label=str(labels.VERDICT[at.verdict]) if at.verdict else "",
        status_text=item.status_text,
        due_on=at.due_on,
        due_label=_due_label(addressee, at, known_until),
        late_label=_late_label(at, as_at),
        notes=_notes(addressee, as_at, known_until),
        due_reason=_due_reason(addressee, known_until),
    )


def _response_in_force(addressee: Addressee | None, known_until: date) -> Response | None:
    known = [
        response
        for response in (addressee.responses.all() if addressee else ())
        if response.known_on and response.known_on <= known_until
    ]
    return known[-1] if known else None


def _notes(addressee: Addressee | None, as_at: date, known_until: date) -> tuple[Note, ...]:
    entries = [
        entry
        for entry in (addressee.progress.all() if addressee else ())
        if entry.known_on and entry.known_on <= known_until and entry.as_at <= as_at
    ]
    return tuple(
        Note(
            as_at=entry.as_at,
            date=date_words(entry.as_at),
            text=entry.text,
            evidence=tuple(proof.url or proof.name for proof in entry.evidence.all()),
        )
        for entry in reversed(entries)
    )


def _due_reason(addressee: Addressee | None, known_until: date) -> str:
    return why_moved(deadlines_known(addressee, until=known_until)) if addressee else ""


def _due_label(addressee: Addressee | None, at: Standing, known_until: date) -> str:
    known = deadlines_known(addressee, until=known_until) if addressee else []
    if not known:
        return ""
    text = known[-1].text
    session = known[-1].session
    if session and not text:
        text = session_words(session_reference(session))
    if at.due_on is None:
        return text
    day = date_words(at.due_on)
    told = text and (session or not any(char.isdigit() for char in text))
    return f"{day} ({text})" if told else day


def _late_label(at: Standing, as_at: date) -> str:
    late = {Flag.OVERDUE, Flag.LONG_OVERDUE} & set(rules.flags(at, today=as_at))
    if not late or at.due_on is None:
        return ""
    days = (as_at - at.due_on).days
    return ngettext("overdue by %(days)s day", "overdue by %(days)s days", days) % {
        "days": number_words(days)
    }
