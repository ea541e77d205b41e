"""What came of it: responses, deadlines, milestones, progress entries, verifications.

Nothing that was said is overwritten: all of these are rows that are only added. `known_on` is the
day since when a row is known to all: empty until it is approved; for what a published report tells,
the report's own day.
"""

from django.db import models
from django.db.models import F, Q

from quintet.core.public import Person, Session
from quintet.followup.labels import ANSWER, PROGRESS, RECORD, VERDICT
from quintet.followup.models.agreed import Addressee, File
from quintet.followup.rules import NEED_A_REASON, Record


class Word(models.Model):
    """Something said of an addressee, by somebody, known to all since a day."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    known_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


class Reviewed(Word):
    """A word that an officer of the same organization, not its author, approves or returns."""

    record = models.CharField(max_length=10, choices=list(RECORD.items()))
    reviewed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)  # why it was returned

    class Meta:
        abstract = True


NOBODY_REVIEWS_THEIR_OWN = Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("by"))
APPROVED_IS_KNOWN = Q(known_on__isnull=False) ^ ~Q(record=Record.APPROVED)


class Response(Reviewed):
    """A management response: one version of an addressee's answer, with what, who and when."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="responses")
    version = models.PositiveSmallIntegerField()
    answer = models.CharField(max_length=20, choices=list(ANSWER.items()))
    reason = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    responsible = models.JSONField(default=list)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["addressee_id", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["addressee", "version"], name="followup_response_version_once"
            ),
            models.CheckConstraint(
                name="followup_response_gives_its_reason",
                condition=Q(record=Record.DRAFT)
                | ~Q(answer__in=[str(a) for a in sorted(NEED_A_REASON)])
                | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="followup_response_not_by_its_reviewer", condition=NOBODY_REVIEWS_THEIR_OWN
            ),
            models.CheckConstraint(
                name="followup_response_known_when_approved", condition=APPROVED_IS_KNOWN
            ),
        ]
        indexes = [models.Index(fields=["known_on", "addressee"], name="followup_response_known")]

    def __str__(self) -> str:
        return f"{self.addressee_id} v{self.version} {self.answer}"


class Deadline(Word):
    """A date by which an addressee is to be done; a later one replaces it and gives its reason."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="deadlines")
    due_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)  # as written: "at its next session"
    reason = models.TextField(blank=True)
    session = models.ForeignKey(  # where it is bound to one, it moves with it
        Session, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["addressee_id", "at", "pk"]
        indexes = [models.Index(fields=["known_on", "addressee"], name="followup_deadline_known")]

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.due_on}"


class Milestone(Word):
    """A step on the way, and the day it was met."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="milestones")
    text = models.CharField(max_length=500)
    responsible = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["addressee_id", "due_on", "pk"]

    def __str__(self) -> str:
        return self.text


class ProgressEntry(Reviewed):
    """What was done, as at a day. Only added to; a correction is a later entry."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="progress")
    as_at = models.DateField()
    status = models.CharField(max_length=12, choices=list(PROGRESS.items()), blank=True)
    text = models.TextField()
    proposes = models.BooleanField(default=False)  # that the item be closed

    class Meta:
        ordering = ["addressee_id", "as_at", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="followup_progress_not_by_its_reviewer", condition=NOBODY_REVIEWS_THEIR_OWN
            ),
            models.CheckConstraint(
                name="followup_progress_known_when_approved", condition=APPROVED_IS_KNOWN
            ),
        ]
        indexes = [models.Index(fields=["known_on", "addressee"], name="followup_progress_known")]

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.as_at}"


class Evidence(models.Model):
    """What proves a progress entry: a file or an address."""

    entry = models.ForeignKey(ProgressEntry, models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=255)
    url = models.URLField(max_length=1000, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["entry_id", "pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="followup_evidence_is_file_or_address",
                condition=Q(file__isnull=True) ^ Q(url=""),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Verification(Word):
    """A verdict by somebody who is neither owner nor author."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="verifications")
    verdict = models.CharField(max_length=16, choices=list(VERDICT.items()))
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["addressee_id", "at", "pk"]
        indexes = [models.Index(fields=["known_on", "addressee"], name="followup_verdict_known")]

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.verdict}"
