"""What has changed in the register between two days, or between two issues of a cycle's report."""

from dataclasses import replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from quintet.core.public import NotAllowed, Person, date_words, number_words
from quintet.followup import labels
from quintet.followup.documents.changes import (
    Change,
    ChangeWords,
    Differences,
    changes,
)
from quintet.followup.documents.report import Row
from quintet.followup.models import (
    Addressee,
    Deadline,
    ItemReview,
    ProgressEntry,
    ReportingCycle,
    Response,
    Snapshot,
    Verification,
    Wording,
)
from quintet.followup.queries.filters import Filter, fitting, narrowed, sorted_by
from quintet.followup.queries.register import items_known
from quintet.followup.queries.report import folded, headings, row_of, words
from quintet.followup.queries.snapshots import frozen

MOST = 2_000  # items that one page or file compares


def differences(
    wanted: Filter, *, since: date, until: date, language: str, person: Person | None, today: date
) -> Differences:
    """What is different at the end of one day from the end of another, told in a language.

    The filter narrows items and addressees; what it asks of where they stand is left out, since that
    is what changes. Only what was touched between the days is compared. Raises NotAllowed for a day
    to come, for days that are not one after the other, and where too much was touched.
    """
    if until > today:
        raise NotAllowed(_("Choose days that have passed."))
    if since >= until:
        raise NotAllowed(_("Choose two days, the earlier one first."))
    with translation.override(language):
        told = changes(*_rows(wanted, since, until, person, today))
        heading, subtitle = headings(_lasting(wanted))
        return _told(
            told,
            language=language,
            heading=heading,
            subtitle=subtitle,
            title=_("What has changed"),
            between=_("Between %(was)s and %(now)s")
            % {"was": date_words(since), "now": date_words(until)},
            issued_on=today,
            as_at=until,
        )


def issued_differences(
    cycle: ReportingCycle, *, since: int, until: int, language: str, today: date
) -> Differences:
    """What a later issue of a cycle's report tells differently than an earlier one."""
    issues = {one.version: one for one in Snapshot.objects.filter(cycle=cycle)}
    if since >= until or not {since, until} <= issues.keys():
        raise NotAllowed(_("Choose two versions that were issued, the earlier one first."))
    before, after = (frozen(issues[number], language=language) for number in (since, until))
    with translation.override(language):
        versions = {"was": number_words(since), "now": number_words(until)}
        return _told(
            changes(before.rows, after.rows),
            language=language,
            heading=after.heading,
            subtitle=after.subtitle,
            title=_("What was issued differently"),
            between=_("Between version %(was)s and version %(now)s") % versions,
            issued_on=today,
            as_at=after.as_at,
        )


def _told(
    found: tuple[Change, ...],
    *,
    language: str,
    heading: str,
    subtitle: str,
    title: str,
    between: str,
    issued_on: date,
    as_at: date,
) -> Differences:
    fixed = replace(words(language, as_at=as_at, issued_on=issued_on), title=title, as_at=between)
    return Differences(
        words=fixed,
        terms=change_words(),
        heading=heading,
        subtitle=subtitle,
        issued_on=issued_on,
        lede=_lede(found),
        changes=found,
    )


def change_words() -> ChangeWords:
    """The words of differences, in the language that is active."""
    rtl = get_language_info(translation.get_language() or "en")["bidi"]
    return ChangeWords(
        change=_("What has changed"),
        reason=_("Reason"),
        nothing=_("Nothing has changed."),
        arrow="←" if rtl else "→",
        kinds={kind: str(label) for kind, label in labels.CHANGE.items()},
    )


def _lede(found: tuple[Change, ...]) -> str:
    """How much has changed, in one sentence."""
    rows = len({(change.row.item, change.row.addressee_code) for change in found})
    if not found:
        return _("Nothing has changed.")
    changes_told = ngettext("%(n)s change", "%(n)s changes", len(found)) % {
        "n": number_words(len(found))
    }
    rows_told = ngettext("%(n)s answer", "%(n)s answers", rows) % {"n": number_words(rows)}
    return _("%(changes)s in %(rows)s.") % {"changes": changes_told, "rows": rows_told}


def _lasting(wanted: Filter) -> Filter:
    """What of a filter holds whatever changes: items, and who is addressed."""
    return replace(wanted.of_items, party=wanted.party, owner=wanted.owner, review="", sort="")


def _rows(
    wanted: Filter, since: date, until: date, person: Person | None, today: date
) -> tuple[list[Row], list[Row]]:
    lasting = _lasting(wanted)
    touched = touched_between(since, until)
    who = fitting(replace(Filter(), party=lasting.party, owner=lasting.owner), today=today)
    whose = set(Addressee.objects.filter(who).values_list("pk", flat=True)) if who else None
    found = []
    for day in (since, until):
        known = items_known(person=person, today=today, as_at=day).filter(touched)
        items = sorted_by(narrowed(known, lasting.of_items, today=day), "place")
        if items.count() > MOST:
            raise NotAllowed(
                _("More than %(n)s items have changed. Narrow the filter, or choose closer days.")
                % {"n": number_words(MOST)}
            )
        found.append(
            [
                row_of(stand, as_at=day, known_until=day)
                for stand in folded(items, as_at=day, known_until=day)
                if (stand.addressee is None or stand.addressee.known_on <= day)
                and (whose is None or (stand.addressee and stand.addressee.pk in whose))
            ]
        )
    return found[0], found[1]


def touched_between(since: date, until: date) -> Q:
    """Items of which anything came to be known after a day and up to another; or that came, left,
    or became late meanwhile. What this leaves out cannot differ between the two days."""
    known = {"known_on__gt": since, "known_on__lte": until}
    said: list[QuerySet] = [
        Response.objects.filter(**known),
        Verification.objects.filter(**known),
        Deadline.objects.filter(**known),
        Deadline.objects.filter(due_on__gte=since, due_on__lt=until, known_on__lte=until),
        ProgressEntry.objects.filter(Q(**known) | Q(as_at__gt=since, as_at__lte=until)),
    ]
    found = Q(**known) | Q(archived_on__gt=since, archived_on__lte=until)
    found |= Q(pk__in=Addressee.objects.filter(**known).order_by().values("item"))
    found |= Q(pk__in=Wording.objects.filter(**known).order_by().values("item"))
    found |= Q(pk__in=ItemReview.objects.filter(**known).order_by().values("item"))
    for rows in said:
        found |= Q(pk__in=rows.order_by().values("addressee__item"))
    return found
