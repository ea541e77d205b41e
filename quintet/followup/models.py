"""Document → paragraph → item → clause → addressee → responses, deadlines, milestones, progress,
verifications.

Nothing that was said is overwritten: responses, deadlines, progress entries and verifications are
rows that are only added. `known_on` is the day since when a row is known to all: empty until it is
approved; for what a published report tells, the report's own day. Where an addressee stands now is
kept beside it (`answer`, `claimed`, `verdict`, `due_on`…), always folded by `rules.standing`.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from quintet.core.public import Body, Organization, Person, Post, Session
from quintet.followup.labels import (
    ANSWER,
    KIND,
    PART,
    PRIORITY,
    PROGRESS,
    PROPOSAL,
    RECORD,
    VERDICT,
)
from quintet.followup.rules import (
    CLOSING,
    NEED_A_REASON,
    Answer,
    Part,
    Proposal,
    Reading,
    Record,
)


class File(models.Model):
    """Bytes under their SHA-256: the same file is kept once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256}"


class Document(models.Model):
    """A published report as it was read: its text, whole, and the file that it came from."""

    slug = models.SlugField(max_length=80, unique=True)
    file = models.OneToOneField(File, models.PROTECT, related_name="document")
    name = models.CharField(max_length=255)  # of the file
    title = models.CharField(max_length=500, blank=True)
    symbol = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")  # its keeper
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    reading = models.CharField(max_length=12, default=Reading.WAITING)
    failure = models.TextField(blank=True)  # why it could not be read
    text = models.TextField(blank=True)
    unread = models.JSONField(default=list)  # [{"paragraph", "why", "start", "end", "left"}]
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    published_on = models.DateField(null=True, blank=True)
    archived_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-dated_on", "-uploaded_at"]

    def __str__(self) -> str:
        return self.symbol or self.title or self.name


class Paragraph(models.Model):
    """A block of a document: heading, numbered paragraph, list item or table cell, in order."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="paragraphs")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    table = models.PositiveIntegerField(null=True, blank=True)
    row = models.PositiveIntegerField(default=0)
    column = models.PositiveIntegerField(default=0)
    row_span = models.PositiveIntegerField(default=1)
    column_span = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "position"], name="followup_paragraph_once"
            ),
            models.CheckConstraint(
                name="followup_paragraph_span", condition=Q(end__gte=F("start"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}/{self.position}"


class Candidate(models.Model):
    """What intake found, or a person selected, and what a person said of it.

    `found` holds the fields of an item as JSON, in the shape of `quintet intake --json`, with what
    a person corrected.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="candidates")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    found = models.JSONField()
    proposal = models.CharField(
        max_length=10, choices=list(PROPOSAL.items()), default=Proposal.PROPOSED
    )
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["document", "position", "pk"]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.found.get('number') or self.found.get('paragraph')}"


class Item(models.Model):
    """A recommendation, decision, request or commitment, with its place in the document."""

    slug = models.SlugField(max_length=120, unique=True)
    document = models.ForeignKey(Document, models.PROTECT, related_name="items")
    candidate = models.OneToOneField(Candidate, models.PROTECT, null=True, related_name="item")
    kind = models.CharField(max_length=16, choices=list(KIND.items()))
    priority = models.CharField(max_length=12, choices=list(PRIORITY.items()), blank=True)
    number = models.CharField(max_length=40)
    paragraph = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField(default=0)  # of its place in the document
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    addressee_text = models.TextField(blank=True)  # as the document words it
    status_text = models.CharField(max_length=300, blank=True)  # as the document words it
    symbols = models.JSONField(default=list)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()
    known_on = models.DateField()
    published_on = models.DateField(null=True, blank=True)
    archived_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-known_on", "document", "order", "pk"]
        indexes = [
            models.Index(  # in the register's order, with what decides who sees an item
                fields=["-known_on", "document", "order", "id", "published_on", "archived_on"],
                name="followup_item_order",
            ),
            models.Index(fields=["document", "order"], name="followup_item_place"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def startword(self) -> str:
        """Its place in the text, for an address."""
        return str(self.start)


class Clause(models.Model):
    """One act inside a paragraph."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=120, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["item", "position"]
        constraints = [
            models.UniqueConstraint(fields=["item", "position"], name="followup_clause_once")
        ]

    def __str__(self) -> str:
        return self.verb

    @property
    def rest(self) -> str:
        """The words after the verb, where the text begins with it."""
        return self.text.removeprefix(self.verb).strip()


class Tag(models.Model):
    """A Sustainable Development Goal ("3") or target ("3.4") that an item bears on."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="tags")
    code = models.CharField(max_length=8)

    class Meta:
        ordering = ["item", "code"]
        constraints = [models.UniqueConstraint(fields=["item", "code"], name="followup_tag_once")]
        indexes = [models.Index(fields=["code", "item"], name="followup_tag_code")]

    def __str__(self) -> str:
        return self.code


class Addressee(models.Model):
    """An item × an organization, a body or a post: who answers it, and where that stands now.

    `party_organization` and `party_body` say where its owners are: the organization or body itself,
    or that of the post.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="addressees", db_index=False)
    part = models.CharField(max_length=4, choices=list(PART.items()), default=Part.LEAD)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    responsible = models.JSONField(default=list)  # units, as they are written
    known_on = models.DateField()
    # Where it stands now, folded by rules.standing from the rows below:
    answer = models.CharField(max_length=20, choices=list(ANSWER.items()), default=Answer.AWAITING)
    claimed = models.CharField(max_length=12, choices=list(PROGRESS.items()), blank=True)
    claimed_as_at = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=16, choices=list(VERDICT.items()), blank=True)
    verdict_on = models.DateField(null=True, blank=True)
    proposed = models.BooleanField(default=False)
    due_on = models.DateField(null=True, blank=True)
    heard_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["item", "part", "pk"]
        constraints = [
            models.CheckConstraint(
                name="followup_addressee_is_one_party",
                condition=Q(organization__isnull=False, body__isnull=True, post__isnull=True)
                | Q(organization__isnull=True, body__isnull=False, post__isnull=True)
                | Q(organization__isnull=True, body__isnull=True, post__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["item", "organization"], name="followup_addressee_organization_once"
            ),
            models.UniqueConstraint(fields=["item", "body"], name="followup_addressee_body_once"),
            models.UniqueConstraint(fields=["item", "post"], name="followup_addressee_post_once"),
            models.CheckConstraint(
                name="followup_addressee_closes_by_verdict",
                condition=Q(verdict="") | Q(verdict__in=[str(v) for v in sorted(CLOSING)]),
            ),
        ]
        indexes = [
            models.Index(  # what is counted of an item's addressees, and its next deadline
                fields=["item", "verdict", "due_on", "claimed", "answer"],
                name="followup_addressee_item",
            ),
            models.Index(fields=["organization", "item"], name="followup_addressee_org"),
            models.Index(fields=["body", "item"], name="followup_addressee_body"),
            models.Index(  # in the groups in which all addressees are counted
                fields=["answer", "claimed", "verdict", "item", "due_on"],
                name="followup_addressee_group",
            ),
            models.Index(fields=["claimed", "verdict", "item"], name="followup_addressee_claimed"),
            models.Index(
                fields=["due_on", "item"], name="followup_addressee_due", condition=Q(verdict="")
            ),
            models.Index(
                fields=["item"], name="followup_addressee_proposed", condition=Q(proposed=True)
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def party(self) -> Organization | Body | Post:
        return self.organization or self.body or self.post  # type: ignore[return-value]

    @property
    def owner(self) -> Organization | Body:
        """Where the people are that answer for it."""
        if self.post:
            return self.post.organization or self.post.body  # type: ignore[return-value]
        return self.organization or self.body  # type: ignore[return-value]

    @property
    def journal(self) -> Organization:
        """The organization in whose journal its acts are written."""
        owner = self.owner
        return owner if isinstance(owner, Organization) else owner.organization

    @property
    def subject(self) -> str:
        return f"addressee:{self.uuid}"


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
        ordering = ["addressee", "version"]
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

    def __str__(self) -> str:
        return f"{self.addressee_id} v{self.version} {self.answer}"


class Deadline(Word):
    """A date by which an addressee is to be done; a later one replaces it and gives its reason."""

    addressee = models.ForeignKey(Addressee, models.CASCADE, related_name="deadlines")
    due_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=300, blank=True)  # as written: "at its next session"
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["addressee", "at", "pk"]

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
        ordering = ["addressee", "due_on", "pk"]

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
        ordering = ["addressee", "as_at", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="followup_progress_not_by_its_reviewer", condition=NOBODY_REVIEWS_THEIR_OWN
            ),
            models.CheckConstraint(
                name="followup_progress_known_when_approved", condition=APPROVED_IS_KNOWN
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.as_at}"


class Evidence(models.Model):
    """What proves a progress entry: a file or an address."""

    entry = models.ForeignKey(ProgressEntry, models.CASCADE, related_name="evidence")
    name = models.CharField(max_length=255)
    url = models.URLField(max_length=1000, blank=True)
    file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["entry", "pk"]
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
        ordering = ["addressee", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.addressee_id} {self.verdict}"


class ReportingCycle(models.Model):
    """A body asks for progress: who has said nothing since `opened_on` is silent."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    as_at = models.DateField()
    opened_on = models.DateField()
    due_on = models.DateField()
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["body", "-opened_on"]
        constraints = [
            models.CheckConstraint(
                name="followup_cycle_due_after_it_opens", condition=Q(due_on__gte=F("opened_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.as_at}"
