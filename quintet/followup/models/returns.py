"""Answers by Word, Excel and CSV: what was sent out to be filled in, and what came back.

Every row that is sent out has a reference that survives editing; what it said then is kept here, so
that a returned file can be told apart from what was said elsewhere meanwhile.
"""

from django.db import models
from django.db.models import Q

from quintet.core.public import Person
from quintet.followup.labels import RETURN, RETURNED
from quintet.followup.models.agreed import Addressee, File
from quintet.followup.models.cycles import ONE_PARTY, Party, Question, ReportingCycle


class ReportingForm(Party):
    """A form made for one party in a cycle, in one language; Word, Excel and CSV carry its code."""

    code = models.CharField(max_length=8, unique=True)
    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="forms")
    language = models.CharField(max_length=10)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["cycle_id", "at", "pk"]
        constraints = [models.CheckConstraint(name="followup_form_party", condition=ONE_PARTY)]

    def __str__(self) -> str:
        return self.code


class FormRow(models.Model):
    """One row of a form: an addressee, or a question of the cycle.

    `sent` is what its cells said when it went out; `taken` what they said when last taken back.
    """

    form = models.ForeignKey(ReportingForm, models.CASCADE, related_name="rows")
    number = models.PositiveSmallIntegerField()
    addressee = models.ForeignKey(Addressee, models.CASCADE, null=True, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    sent = models.JSONField(default=dict)
    taken = models.JSONField(default=dict)

    class Meta:
        ordering = ["form_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="followup_form_row_once"),
            models.CheckConstraint(
                name="followup_form_row_is_of_one",
                condition=Q(addressee__isnull=True) ^ Q(question__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"


class Return(Party):
    """A file that came back, uploaded or mailed, and what could not be understood of it."""

    cycle = models.ForeignKey(ReportingCycle, models.CASCADE, related_name="returns")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=list(RETURN.items()))
    sender = models.CharField(max_length=254, blank=True)  # of the mail that brought it
    brought_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    refused = models.JSONField(
        default=list
    )  # [{"why", "words", "place", "table", "row", "field"}], "told"

    class Meta:
        ordering = ["cycle_id", "-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="followup_return_party", condition=ONE_PARTY),
            models.UniqueConstraint(
                fields=["cycle", "organization", "file"],
                name="followup_return_organization_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "body", "file"], name="followup_return_body_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        return f"return:{self.pk}"


class ReturnedRow(models.Model):
    """What a returned file says of one part of a row, beside what was sent and what stands now.

    `told` is {"sent": {field: value}, "file": {…}, "now": {…}}, dates as ISO 8601.
    """

    returned = models.ForeignKey(Return, models.CASCADE, related_name="rows")
    row = models.ForeignKey(FormRow, models.CASCADE, related_name="+")
    part = models.CharField(max_length=10)  # response, progress or question
    state = models.CharField(max_length=10, choices=list(RETURNED.items()))
    told = models.JSONField(default=dict)
    why = models.TextField(blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["returned_id", "row__number", "part"]
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "row", "part"], name="followup_returned_row_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.returned_id}/{self.row_id} {self.part}"
