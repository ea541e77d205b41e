"""Progress: dated entries with evidence, only added to, approved by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from quintet.core import public as core
from quintet.core.public import NotAllowed, Person
from quintet.followup import labels, permissions
from quintet.followup.actions.addressees import (
    locked,
    record,
    refuse_archived,
    refuse_closed,
    settle,
)
from quintet.followup.actions.answers import ask_for_review, brought_by, decide
from quintet.followup.actions.asks import settle_asks
from quintet.followup.actions.files import keep_evidence
from quintet.followup.models import Addressee, Evidence, ProgressEntry, Return
from quintet.followup.rules import DONE, Progress, Record

MOST_OF_ADDRESS = 1_000  # characters, as the column holds


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence as it comes in: an address, or the bytes of a file with its name."""

    name: str
    url: str = ""
    data: bytes = b""


@transaction.atomic
def submit_progress(
    *,
    addressee: Addressee,
    as_at: date,
    text: str,
    status: Progress | None = None,
    proposes: bool = False,
    evidence: Sequence[Proof] = (),
    returned: Return | None = None,
    by: Person,
    at: datetime,
) -> ProgressEntry:
    """Report what was done as at a day, with evidence; `proposes` asks that the item be closed.

    `returned` is the file that brought the words, if one did (as for `submit_response`).
    Raises NotAllowed for a day to come, for a proposal that does not claim to be done, for what is
    closed, and for evidence that is not of a kind that is kept.
    """
    if not (
        permissions.may_answer(by, addressee, at.date())
        or permissions.may_bring(by, addressee, returned, at.date())
    ):
        raise PermissionDenied
    if returned is None:
        addressee = locked(addressee)
    else:
        refuse_archived(addressee)
    if as_at > at.date():
        raise NotAllowed(_("Progress cannot be reported as at a day to come."))
    if not text.strip():
        raise NotAllowed(_("Say what was done."))
    if proposes and status not in DONE:
        raise NotAllowed(_("Closure is proposed for what is implemented."))
    refuse_closed(addressee)
    for proof in evidence:
        _refuse_strange(proof.url)
    entry = ProgressEntry.objects.create(
        addressee=addressee,
        as_at=as_at,
        text=text,
        status=status or "",
        proposes=proposes,
        record=Record.SUBMITTED,
        by=by,
        at=at,
    )
    proofs = [
        Evidence.objects.create(
            entry=entry,
            name=proof.name[:255] or proof.url[:255],
            url=proof.url,
            file=None if proof.url else keep_evidence(proof.data),
        )
        for proof in evidence
    ]
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.progress_submitted",
        as_at=as_at.isoformat(),
        status=str(status or ""),
        text=text,
        proposes=proposes,
        evidence=[{"name": p.name, "url": p.url, "sha256": p.file_id or ""} for p in proofs],
        **brought_by(returned),
    )
    if returned is None:
        settle_asks([addressee.pk])
        ask_for_review(addressee, f"review:progress:{entry.pk}", by, at)
    return entry


@transaction.atomic
def review_progress(
    *, entry: ProgressEntry, approve: bool, reason: str = "", by: Person, at: datetime
) -> ProgressEntry:
    """Approve an entry, so that it counts from today on; or return it with the reason."""
    if not permissions.may_review(by, entry, at.date()):
        raise PermissionDenied
    addressee = locked(entry.addressee)
    entry = ProgressEntry.objects.select_for_update().get(pk=entry.pk)
    decide(entry, addressee, approve=approve, reason=reason, by=by, at=at)
    record(
        addressee,
        by=by,
        at=at,
        verb="followup.progress_approved" if approve else "followup.progress_returned",
        as_at=entry.as_at.isoformat(),
        status=entry.status,
        text=entry.text,
        reason=reason,
    )
    if approve:
        settle(addressee, today=at.date())
        if entry.proposes:
            _ask_for_verdict(addressee, entry, at)
    return entry


def _refuse_strange(url: str) -> None:
    """Evidence becomes a link that others follow: nothing but an address of the web."""
    if len(url) > MOST_OF_ADDRESS:
        raise NotAllowed(_("An address has 1,000 characters at most."))
    try:
        if url:
            URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise NotAllowed(
            _("%(url)s is not an address: it begins with https:// or http://.") % {"url": url[:200]}
        ) from None


def _ask_for_verdict(addressee: Addressee, entry: ProgressEntry, at: datetime) -> None:
    document = addressee.item.document
    verifiers = {
        person
        for party in (document.body, document.organization)
        if party
        for person in core.people_in(permissions.VERIFYING, party, at.date())
        if permissions.may_verify(person, addressee, at.date())
    }
    core.notify(
        people=verifiers,
        key=f"verify:{entry.pk}",
        subject=labels.NOTICE["verify"],
        number=addressee.item.number,
        text=entry.text,
        path=f"/items/{addressee.item.slug}/",
        at=at,
    )
