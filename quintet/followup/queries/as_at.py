"""The whole register as it stood on a past day: what was known by then, and nothing else.

Nothing is kept of the past but what was said; so where everybody stood is folded anew, from as few
columns as the law needs: a second for some 20,000 items, and a constant number of queries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from quintet.core.public import NotAllowed, Person
from quintet.followup import rules
from quintet.followup.models import (
    Addressee,
    Deadline,
    Item,
    ProgressEntry,
    Response,
    Verification,
)
from quintet.followup.queries.filters import Filter, fitting, narrowed, sorted_by
from quintet.followup.queries.register import items_known, with_rows
from quintet.followup.queries.report import fits_standing
from quintet.followup.queries.reviews import review_flags_of, reviewed
from quintet.followup.queries.versions import worded
from quintet.followup.rules import Answer, Progress, ReviewFlag, Said, Standing, Summary, Verdict

SILENT = Standing()
# Moments only order what was said on one day: as text they need not be read as times.
_SAID = Cast("at", CharField())
_APPROVED = Cast(Coalesce("reviewed_at", "at"), CharField())
_ANSWERS = {str(one): one for one in Answer}
_CLAIMS = {str(one): one for one in Progress}
_VERDICTS = {str(one): one for one in Verdict}
STATES = ("answer", "implementation", "due")  # fields of Filter that ask where an addressee stands


@dataclass(frozen=True, slots=True)
class PastItem:
    """An item in the words that it had, with those that it was addressed to, as each stood."""

    item: Item
    source: str
    addressees: tuple[Addressee, ...]


@dataclass(frozen=True, slots=True)
class PastRegister:
    """What fitted a filter on a day: items in order (by key), where all addressees of them stood,
    and the counts of those that fitted."""

    day: date
    items: Sequence[int]
    standings: dict[int, Standing]
    summary: Summary

    def rows(self, keys: Sequence[int]) -> list[PastItem]:
        """Some of its items whole, in the order of the keys: 5 queries, however many."""
        found = {one.pk: one for one in with_rows(Item.objects.filter(pk__in=keys))}
        items = [found[key] for key in keys]
        sources = worded(items, known_until=self.day)
        return [
            PastItem(
                item=item,
                source=sources.get(item.pk) or str(item.document),
                addressees=tuple(
                    as_stood(one, self.standings[one.pk])
                    for one in item.addressees.all()
                    if one.pk in self.standings
                ),
            )
            for item in items
        ]

    def all_rows(self, most: int, at_once: int = 500) -> Iterator[PastItem]:
        """The first of its items whole, a few hundred at a time."""
        for start in range(0, min(len(self.items), most), at_once):
            yield from self.rows(self.items[start : min(start + at_once, most)])


def register_as_at(
    wanted: Filter, *, as_at: date, person: Person | None, today: date
) -> PastRegister:
    """The register as it stood at the end of a day, narrowed and sorted as it is today.

    Raises NotAllowed for a day to come, and for a figure that is counted as at today only.
    """
    if as_at > today:
        raise NotAllowed(_("The register cannot be shown as at a day to come."))
    if wanted.figure or wanted.silent:
        raise NotAllowed(
            _("What a figure counts can be listed as at today only. Take the figure away.")
        )
    retired = wanted.review == ReviewFlag.RETIRED
    known = items_known(person=person, today=today, as_at=as_at, retired=retired)
    items = narrowed(known, _of_items(wanted), today=as_at)
    ordered = sorted_by(items, "place" if wanted.sort == "due" else wanted.sort)
    keys = list(ordered.values_list("pk", flat=True))
    if wanted.review:
        keys = _under_review(keys, wanted.review, as_at)
    standings, of = folded_narrowly(items, until=as_at)
    fits = _fitting(wanted, items, standings, as_at, today)
    if _asks_of_addressees(wanted):
        there = {of[pk] for pk in fits}
        keys = [key for key in keys if key in there]
    elif wanted.review:
        left = set(keys)
        fits = [pk for pk in fits if of[pk] in left]
    summary = rules.summary([standings[pk] for pk in fits], today=as_at)
    if wanted.sort == "due":
        keys = _by_deadline(keys, fits, standings, of)
    return PastRegister(as_at, keys, standings, summary)


def _of_items(wanted: Filter) -> Filter:
    """What of a filter is the same on every day: what it asks of items, but for their reviews."""
    plain = wanted.of_items
    return Filter(**{name: told for name, told in plain.set_fields.items() if name != "review"})


def _asks_of_addressees(wanted: Filter) -> bool:
    return any(getattr(wanted, name) for name in (*STATES, "party", "owner"))


def _under_review(keys: Sequence[int], wanted: str, day: date) -> list[int]:
    """Those that were under review on a day as a filter words it."""
    items = list(Item.objects.filter(pk__in=keys).only("pk"))
    reviewed(items, known_until=day)
    found = {one.pk for one in items if wanted in review_flags_of(one, today=day)}
    return [key for key in keys if key in found]


def _fitting(
    wanted: Filter,
    items: QuerySet[Item],
    standings: dict[int, Standing],
    as_at: date,
    today: date,
) -> list[int]:
    """The addressees that a filter means: by who they are, then by where they stood."""
    who = fitting(Filter(party=wanted.party, owner=wanted.owner), today=today)
    pks: Any = standings
    if who is not None:
        mine = Addressee.objects.filter(who, item__in=items.order_by().values("pk"))
        pks = [pk for pk in mine.values_list("pk", flat=True) if pk in standings]
    if not any(getattr(wanted, name) for name in STATES):
        return list(pks)
    return [pk for pk in pks if fits_standing(wanted, standings[pk], as_at)]


def _by_deadline(
    keys: Sequence[int], fits: Sequence[int], standings: dict[int, Standing], of: dict[int, int]
) -> list[int]:
    """By the item's next deadline as it was on that day; what had none comes last."""
    first: dict[int, date] = {}
    for pk in fits:
        at = standings[pk]
        if at.due_on and not at.verdict:
            first[of[pk]] = min(first.get(of[pk], at.due_on), at.due_on)
    return sorted(keys, key=lambda key: first.get(key, date.max))


def as_stood(addressee: Addressee, at: Standing) -> Addressee:
    """The addressee (in memory) with the columns that it had."""
    addressee.answer = at.answer
    addressee.claimed, addressee.claimed_as_at = at.claimed or "", at.claimed_as_at
    addressee.verdict, addressee.verdict_on = at.verdict or "", at.verdict_on
    addressee.proposed, addressee.due_on = at.proposed, at.due_on
    addressee.heard_on = at.heard_on
    return addressee


def folded_narrowly(
    items: QuerySet[Item], *, until: date
) -> tuple[dict[int, Standing], dict[int, int]]:
    """Where each addressee of the items stood, and the item of each, by key: 5 queries.

    The same as rules.standing over queries.said, addressee by addressee, with no row made whole.
    """
    there = items.order_by().values("pk")
    known = Addressee.objects.filter(item__in=there, known_on__lte=until).order_by()
    of = dict(known.values_list("pk", "item_id"))
    words: dict[int, list[tuple[date, str, Said]]] = {}
    for pk, known_on, moment, word in _words(there, until):
        words.setdefault(pk, []).append((known_on, moment, word))
    standings = dict.fromkeys(of, SILENT)
    for pk in of.keys() & words.keys():
        told = sorted(words[pk], key=lambda one: one[:2])
        standings[pk] = rules.standing((word for _on, _at, word in told), until=until)
    return standings, of


def _words(there: Any, until: date) -> Iterator[tuple[int, date, str, Said]]:
    """Everything that was known of addressees: whose, since when, the moment it was said, what.

    In the order of queries.said, in which what was said at one moment counts.
    """
    of = {"addressee__item__in": there, "known_on__lte": until}
    known = ("addressee_id", "known_on", "moment")
    dated = Deadline.objects.filter(**of).annotate(moment=_SAID).order_by("at", "pk")
    for pk, known_on, moment, due_on, session in dated.values_list(*known, "due_on", "session_id"):
        if due_on or session:
            yield pk, known_on, moment, Said(due_on, known_on, undated=due_on is None)
    answers = Response.objects.filter(**of).annotate(moment=_APPROVED).order_by("version")
    for pk, known_on, moment, answer in answers.values_list(*known, "answer"):
        yield pk, known_on, moment, Said(_ANSWERS[answer], known_on)
    entries = ProgressEntry.objects.filter(**of, as_at__lte=until).annotate(moment=_APPROVED)
    for pk, known_on, moment, status, as_at, proposes in entries.order_by(
        "as_at", "at", "pk"
    ).values_list(*known, "status", "as_at", "proposes"):
        yield pk, known_on, moment, Said(_CLAIMS.get(status), known_on, as_at, proposes)
    verdicts = Verification.objects.filter(**of).annotate(moment=_SAID).order_by("at", "pk")
    for pk, known_on, moment, verdict in verdicts.values_list(*known, "verdict"):
        yield pk, known_on, moment, Said(_VERDICTS[verdict], known_on)
