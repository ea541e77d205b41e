"""What was agreed: document → paragraph → item → clause → addressee; and its later versions.

Where an addressee stands now is kept beside it (`answer`, `claimed`, `verdict`, `due_on`…), always
folded by `rules.standing` from what was said of it.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from quintet.core.public import Body, Organization, Person, Post, Session, file_path
from quintet.followup.labels import (
    ANSWER,
    DISPOSITION,
    KIND,
    PART,
    PRIORITY,
    PROGRESS,
    PROPOSAL,
    REVISION,
    SCHEME,
    VERDICT,
)
from quintet.followup.rules import CLOSING, Answer, Part, Proposal, Reading, Scheme


class File(models.Model):
    """Bytes under their SHA-256: the same file is kept once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.sha256

    @property
    def path(self) -> str:
        return file_path(self.sha256)


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
    revises = models.ForeignKey(  # the version before this one: of a Rev., Corr., Add., new reading
        "self", models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    revision = models.CharField(max_length=12, choices=list(REVISION.items()), blank=True)
    reading = models.CharField(max_length=12, default=Reading.WAITING)
    failure = models.TextField(blank=True)  # why it could not be read: queries.kept_failure
    text = models.TextField(blank=True)
    unread = models.JSONField(default=list)  # [{"paragraph", "why", "start", "end", "left"}]
    # Days of its body's sessions that it tells and the list of sessions does not: a person decides.
    sessions_told = models.JSONField(default=list)  # [{"number", "starts_on", "ends_on"}]
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
        ordering = ["document_id", "position"]
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
        ordering = ["document_id", "position", "pk"]

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
    # A/RES/80/251: when it is to be looked at again, when it ends, and what was decided last.
    review_due_on = models.DateField(null=True, blank=True)
    retires_on = models.DateField(null=True, blank=True)
    disposition = models.CharField(max_length=8, choices=list(DISPOSITION.items()), blank=True)

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
        ordering = ["item_id", "position"]
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
    """What an item bears on: a Sustainable Development Goal ("3") or target ("3.4"), a nexus area,
    a network of the system, a country or area ("KEN", ISO 3166-1 alpha-3)."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="tags")
    scheme = models.CharField(max_length=8, choices=list(SCHEME.items()), default=Scheme.GOAL)
    code = models.CharField(max_length=60)

    class Meta:
        ordering = ["item_id", "scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["item", "scheme", "code"], name="followup_tag_once")
        ]
        indexes = [models.Index(fields=["scheme", "code", "item"], name="followup_tag_code")]

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
