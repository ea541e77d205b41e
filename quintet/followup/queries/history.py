"""The history of an item as the journals tell it, cut to what somebody may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import JournalEntry, Person, date_words
from quintet.followup import labels, permissions
from quintet.followup.models import Addressee, Item
from quintet.followup.queries.deadlines import session_moved_words, session_words

# What is said before it is approved is the addressee's own business.
OWN_BUSINESS = frozenset(
    {
        "followup.answer_drafted",
        "followup.answer_submitted",
        "followup.answer_returned",
        "followup.progress_submitted",
        "followup.progress_returned",
        "followup.question_drafted",
        "followup.question_submitted",
        "followup.question_returned",
        "followup.delegated",
        "followup.delegation_ended",
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a person reads it; `note` names the journal and the entry's number in it."""

    what: str
    by: str
    text: str
    as_at: str
    when: datetime
    note: str
    verb: str


def history(
    item: Item, addressees: Iterable[Addressee], *, person: Person | None, today: date
) -> list[Told]:
    """What the journals tell of an item and these addressees of it, newest first: 3 queries.

    The names of people are for those who work here, not for visitors.
    """
    by_subject = {addressee.subject: addressee for addressee in addressees}
    entries = [
        entry
        for entry in core.history([f"item:{item.slug}", *by_subject])
        if entry.verb not in OWN_BUSINESS
        or (
            entry.subject in by_subject
            and permissions.may_see_unapproved(person, by_subject[entry.subject], today)
        )
    ]
    names = core.actors(entries) if core.may_see_people(person, today) else {}
    return [told_of(entry, names, by_subject.get(entry.subject)) for entry in entries]


def told_of(entry: JournalEntry, names: dict[str, str], addressee: Addressee | None) -> Told:
    """One entry in words; `names` of the people by UUID, as far as they are to be shown."""
    payload = getattr(entry, "payload", None)
    data = payload.data if payload else {}
    told = [
        str(labels.ANSWER.get(data.get("answer"), "")),  # type: ignore[arg-type]
        str(labels.PROGRESS.get(data.get("status"), "")),  # type: ignore[arg-type]
        str(labels.VERDICT.get(data.get("verdict"), "")),  # type: ignore[arg-type]
        str(labels.DISPOSITION.get(data.get("disposition"), "")),  # type: ignore[arg-type]
        _deadline(data),
    ]
    words = [data.get("reason", ""), data.get("plan", "")]
    if entry.verb.startswith(("followup.progress", "followup.milestone")):
        words.insert(0, data.get("text", ""))
    headline = " · ".join(filter(None, told))
    as_at = data.get("as_at", "")
    who = names.get(entry.actor, "")
    return Told(
        what=str(labels.VERB.get(entry.verb, entry.verb)),
        by=" · ".join(filter(None, [addressee.party.name if addressee else "", who])),
        text="\n".join(filter(None, [headline, *words])) if payload else _("(erased)"),
        as_at=_("As at %(date)s") % {"date": date_words(date.fromisoformat(as_at))}
        if as_at
        else "",
        when=entry.at,
        note=_("entry %(number)s of %(journal)s")
        % {"number": core.number_words(entry.index), "journal": entry.organization.code},
        verb=entry.verb,
    )


def _deadline(data: dict[str, str]) -> str:
    due_on, was = data.get("due_on"), data.get("was")
    session = data.get("session")
    if session and "session_was" in data:
        return session_moved_words(session, _day(data["session_was"]), _day(due_on))
    words = _due(due_on, was)
    return " · ".join(filter(None, [words, session_words(session) if session else ""]))


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _due(due_on: str | None, was: str | None) -> str:
    if not due_on:
        return ""
    day = date_words(date.fromisoformat(due_on))
    if was:
        return _("%(day)s, was %(was)s") % {
            "day": day,
            "was": date_words(date.fromisoformat(was)),
        }
    return _("due %(day)s") % {"day": day}
