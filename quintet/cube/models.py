"""Figures on their way (submission, repairs), and the catalogue of what is published.

The bytes that were submitted lie in the files' storage under their SHA-256; what is published is a
Parquet file under its own, in the cube's folder. A publication's row is written once: later it is
only withdrawn, or replaced by a newer version of its series.
"""

import uuid

from django.db import models
from django.db.models import Q

from quintet.core.public import Organization, Person, file_path
from quintet.cube.labels import MEASURE, STATE
from quintet.cube.rules import State


class Submission(models.Model):
    """An organization's figures of one year by one measure, as a file."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    entity = models.CharField(max_length=20)  # its code in the data standard
    year = models.PositiveSmallIntegerField()
    measure = models.CharField(max_length=20, choices=list(MEASURE.items()))
    name = models.CharField(max_length=255)  # of the file
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    control_total = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    note = models.TextField(blank=True)  # what must be known of the figures, published with them
    reason = models.TextField(blank=True)  # why warnings stay, why published figures change
    state = models.CharField(max_length=12, choices=list(STATE.items()), default=State.WAITING)
    share = models.FloatField(default=0)  # of the work under way that is done, 0 to 1
    touched_at = models.DateTimeField()  # when that was last told
    kind = models.CharField(max_length=8, blank=True)  # by content: csv, xlsx, sdmx, iati
    rows = models.PositiveBigIntegerField(default=0)
    counts = models.JSONField(default=dict)  # {severity: findings}
    rules = models.JSONField(default=dict)  # {rule: findings}
    totals = models.JSONField(default=dict)  # as the check told them
    failure = models.TextField(blank=True)  # why it cannot be read or published, in English
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(blank=True)  # why it was returned
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="cube_submission_share", condition=Q(share__gte=0, share__lte=1)
            ),
            models.CheckConstraint(  # nobody approves what they have submitted
                name="cube_submission_second_person",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("submitted_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.year} {self.measure}"

    @property
    def path(self) -> str:
        """Of the bytes, in the files' storage."""
        return file_path(self.sha256)


class Repair(models.Model):
    """A repair that was proposed by the check and accepted by a person."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="repairs")
    proposal = models.CharField(max_length=16)  # its identifier, the same at every check
    rule = models.CharField(max_length=60)
    column = models.CharField(max_length=40)
    was = models.TextField()
    becomes = models.TextField(blank=True)
    rows = models.PositiveBigIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "proposal"], name="cube_repair_once")
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.was} → {self.becomes}"


class Publication(models.Model):
    """A published file: one row of the catalogue. Of a series the newest version stands."""

    series = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    cut = models.CharField(max_length=20)  # by which dimensions its figures are told
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    slices = models.JSONField()  # what each entity says of each year by each measure
    source = models.CharField(max_length=255)  # name of the file that was submitted
    standard = models.CharField(max_length=10)  # edition of the code lists it was judged by
    note = models.TextField(blank=True)  # what must be known of the figures
    reason = models.TextField(blank=True)  # why they differ from the version before
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    submission = models.OneToOneField(
        Submission, models.PROTECT, null=True, blank=True, related_name="publication"
    )
    published_on = models.DateField()
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    withdrawal = models.TextField(blank=True)  # why

    class Meta:
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "version"], name="cube_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.version}"
