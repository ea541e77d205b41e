"""Forty organizations answer: a reporting cycle, what it asks of whom, and what it froze when it closed."""

from django.db import models
from django.db.models import F, Q

from quintet.core.public import Body, Organization, Person
from quintet.followup.labels import ASK
from quintet.followup.models.agreed import Addressee, File
from quintet.followup.models.said import (
    APPROVED_IS_KNOWN,
    NOBODY_REVIEWS_THEIR_OWN,
    Reviewed,
)


class ReportingCycle(models.Model):
    """A secretariat asks for progress as at a day. Who has said nothing since it opened is silent.

    `wanted` is the register's filter that it asks about (queries.Filter.set_fields).
    """

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=300)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # its keeper
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    wanted = models.JSONField(default=dict)
    as_at = models.DateField()
    opened_on = models.DateField()
    due_on = models.DateField()
    signed = models.BooleanField(default=False)  # each party's principal signs what it answers
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="followup_cycle_due_after_it_opens", condition=Q(due_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="followup_cycle_closed_by_somebody",
                condition=Q(closed_on__isnull=True) ^ Q(closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        return f"cycle:{self.slug}"


class Question(models.Model):
    """A question that a cycle puts to every party, beside its items."""

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["cycle_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "position"], name="followup_question_once")
        ]

    def __str__(self) -> str:
        return self.text


class Ask(models.Model):
    """An addressee that a cycle asks. Fixed when it opens: nothing is asked in silence later.

    `state` is folded by `rules.ask_state`; it is kept so that a matrix is one query.
    """

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="asks")
    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="asks")
    state = models.CharField(max_length=10, choices=list(ASK.items()), default="silent")

    class Meta:
        ordering = ["cycle_id", "addressee"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "addressee"], name="followup_ask_once")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}/{self.addressee_id}"


ONE_PARTY = Q(organization__isnull=True) ^ Q(body__isnull=True)


class Party(models.Model):
    """The organization or body that something is about."""

    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def owner(self) -> Organization | Body:
        return self.organization or self.body  # type: ignore[return-value]

    @property
    def journal(self) -> Organization:
        """The organization in whose journal its acts are written."""
        return self.organization or self.body.organization  # type: ignore[union-attr]


class QuestionAnswer(Party, Reviewed):
    """One version of a party's answer to a question of a cycle."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["question_id", "version"]
        constraints = [
            models.CheckConstraint(name="followup_question_answer_party", condition=ONE_PARTY),
            models.UniqueConstraint(
                fields=["question", "organization", "version"],
                name="followup_question_answer_organization_once",
            ),
            models.UniqueConstraint(
                fields=["question", "body", "version"], name="followup_question_answer_body_once"
            ),
            models.CheckConstraint(
                name="followup_question_answer_not_by_its_reviewer",
                condition=NOBODY_REVIEWS_THEIR_OWN,
            ),
            models.CheckConstraint(
                name="followup_question_answer_known_when_approved", condition=APPROVED_IS_KNOWN
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.version}"


class SignOff(Party):
    """A principal signs all that a party has answered in a cycle so far."""

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="signatures")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["cycle_id", "at"]
        constraints = [models.CheckConstraint(name="followup_sign_off_party", condition=ONE_PARTY)]

    def __str__(self) -> str:
        return f"{self.cycle_id} {self.at}"


class Delegation(models.Model):
    """A focal point hands an addressee to a unit and a person of their own organization."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="delegations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["addressee_id", "at"]
        constraints = [
            models.UniqueConstraint(
                fields=["addressee", "person"],
                condition=Q(ended_at__isnull=True),
                name="followup_delegation_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.addressee_id} → {self.person_id}"


class Reminder(models.Model):
    """What somebody was reminded of, so that nobody is told of the same twice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    on = models.DateField()

    class Meta:
        ordering = ["person_id", "on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "key"], name="followup_reminder_once")
        ]

    def __str__(self) -> str:
        return self.key


class Snapshot(models.Model):
    """The report of a cycle as issued. A correction is a later version; the earlier one stays."""

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="snapshots")
    version = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)  # why it was issued again

    class Meta:
        ordering = ["cycle_id", "version"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "version"], name="followup_snapshot_once")
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} v{self.version}"


class SnapshotFile(models.Model):
    """A snapshot in one language and format: the very bytes that were issued."""

    snapshot = models.ForeignKey(Snapshot, models.CASCADE, related_name="files")
    language = models.CharField(max_length=10)
    form = models.CharField(max_length=8)
    file = models.ForeignKey(File, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["snapshot_id", "language", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "language", "form"], name="followup_snapshot_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot_id}.{self.language}.{self.form}"
